#include "app/time_axis.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <optional>
#include <string_view>

#include "core/billing_day.hpp"

namespace rentroll::app {
namespace {

using core::Date;
using core::Instant;

constexpr std::size_t ticks_max = 10;
constexpr std::size_t narrow_ticks_max = 4;
constexpr std::int64_t minute = 60'000'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = Instant::microseconds_per_day;

constexpr std::array even_steps{minute,   5 * minute, 15 * minute, hour,    3 * hour,
                                6 * hour, 12 * hour,  day,         2 * day, 7 * day};
constexpr std::array month_steps{1, 3, 6, 12, 24, 60, 120, 240, 600};

/// Months since the year 0. REQUIRES: a first of a month.
int month_count(Date first) {
  const std::string text = first.text();
  return std::stoi(text.substr(0, 4)) * 12 + std::stoi(text.substr(5, 2)) - 1;
}

std::string even_label(Instant at, std::int64_t step) {
  const bool midnight = at.microseconds() % day == 0;
  if (step < day && !midnight) return at.text().substr(11, 5);
  return fmt::format("{} {}", month_name(at.date()), std::stoi(at.date().text().substr(8, 2)));
}

/// Nothing where there would be too many.
std::optional<std::vector<TimeTick>> even_ticks(const TimeSpan& span, std::int64_t step) {
  if (span.microseconds() / step > static_cast<std::int64_t>(ticks_max)) return std::nullopt;
  std::vector<TimeTick> ticks;
  const std::int64_t before = span.begin.microseconds() - 1;
  for (std::int64_t at = (before / step + 1) * step; at < span.end.microseconds(); at += step) {
    const Instant instant = Instant::from_microseconds(at);
    ticks.push_back({instant, even_label(instant, step)});
  }
  if (ticks.size() > ticks_max) return std::nullopt;
  return ticks;
}

std::optional<std::vector<TimeTick>> month_ticks(const TimeSpan& span, int step) {
  std::vector<TimeTick> ticks;
  Date month = core::first_of_month(span.begin.date());
  if (Instant::begin_of(month) < span.begin) month = core::first_of_month(month.plus_days(31));
  for (; Instant::begin_of(month) < span.end; month = core::first_of_month(month.plus_days(31))) {
    if (month_count(month) % step != 0) continue;
    if (ticks.size() == ticks_max) return std::nullopt;
    const std::string year = month.text().substr(0, 4);
    ticks.push_back({Instant::begin_of(month), step < 12 ? month_name(month) + " " + year : year});
  }
  return ticks;
}

std::vector<TimeTick> finest_ticks(const TimeSpan& span) {
  if (span.microseconds() < minute) return {};
  for (const std::int64_t step : even_steps) {
    if (auto ticks = even_ticks(span, step)) return std::move(*ticks);
  }
  for (const int step : month_steps) {
    if (auto ticks = month_ticks(span, step)) return std::move(*ticks);
  }
  return {};
}

}  // namespace

std::vector<TimeTick> time_ticks(const TimeSpan& span) {
  std::vector<TimeTick> ticks = finest_ticks(span);
  const std::size_t every = (ticks.size() + narrow_ticks_max - 1) / narrow_ticks_max;
  for (std::size_t place = 0; place < ticks.size(); ++place) {
    const std::int64_t thousandths = span.thousandths(ticks[place].at);
    ticks[place].has_room = thousandths <= 920;
    ticks[place].on_narrow = place % every == 0 && thousandths <= 800;
  }
  return ticks;
}

std::string month_name(Date date) {
  static constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const int month = std::stoi(date.text().substr(5, 2));
  return std::string(names[static_cast<std::size_t>(month - 1)]);
}

}  // namespace rentroll::app
