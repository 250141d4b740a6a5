#include "app/svg.hpp"

#include <fmt/format.h>

namespace rentroll::app {
namespace {

std::string decimal(std::int64_t value, std::int64_t one, int decimals) {
  const std::int64_t magnitude = value < 0 ? -value : value;
  std::string text =
      fmt::format("{}{}.{:0{}}", value < 0 ? "-" : "", magnitude / one, magnitude % one, decimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::int64_t scaled(Wide part, Wide whole, std::int64_t factor) {
  const Wide product = part * factor;
  const Wide floor = product / whole - (product % whole < 0 ? 1 : 0);
  return static_cast<std::int64_t>(floor);
}

std::string percent(std::int64_t part, std::int64_t whole) {
  return decimal(scaled(part, whole, 100'000), 1000, 3) + "%";
}

std::string pixels(std::int64_t hundredths) { return decimal(hundredths, 100, 2); }

std::int64_t TimeSpan::thousandths(core::Instant at) const {
  return scaled(at.microseconds() - begin.microseconds(), microseconds(), 1000);
}

std::string TimeSpan::percent_at(core::Instant at) const {
  return percent(at.microseconds() - begin.microseconds(), microseconds());
}

std::string TimeSpan::percent_between(core::Instant from, core::Instant to) const {
  return percent(to.microseconds() - from.microseconds(), microseconds());
}

}  // namespace rentroll::app
