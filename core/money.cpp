#include "core/money.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <limits>

#include "core/assert.hpp"
#include "core/text.hpp"

namespace rentroll::core {
namespace {

constexpr int decimals_max = 6;
constexpr int decimals_min = 2;  // of a text
constexpr std::uint64_t millionths_per_unit = 1'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[noreturn]] void not_money(std::string_view text, const std::string& why) {
  throw InputError(
      fmt::format("\"{}\" is no amount: {}; right is for example \"12.50\" (M1)", shown(text), why));
}

}  // namespace

Money Money::parse(std::string_view text) {
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) rest.remove_prefix(1);

  // Reckoned below zero, where 64 bits reach one further than above.
  std::int64_t millionths = 0;
  const auto append_digit = [&](char digit) {
    if (__builtin_mul_overflow(millionths, std::int64_t{10}, &millionths) ||
        __builtin_sub_overflow(millionths, std::int64_t{digit - '0'}, &millionths)) {
      not_money(text, "it is beyond 9223372036854.775807");
    }
  };

  std::size_t position = 0;
  for (; position < rest.size() && is_digit(rest[position]); ++position) append_digit(rest[position]);
  if (position == 0) not_money(text, "it does not begin with a digit");
  int decimals = 0;
  if (position < rest.size() && rest[position] == '.') {
    for (++position; position < rest.size() && is_digit(rest[position]); ++position) {
      if (++decimals > decimals_max) not_money(text, "it has more than 6 decimals");
      append_digit(rest[position]);
    }
    if (decimals == 0) not_money(text, "no digit follows the point");
  }
  if (position != rest.size())
    not_money(text, fmt::format("'{}' has no place in it", shown(rest.substr(position, 1))));
  for (; decimals < decimals_max; ++decimals) append_digit('0');

  if (negative) return from_millionths(millionths);
  if (millionths == std::numeric_limits<std::int64_t>::min())
    not_money(text, "it is beyond 9223372036854.775807");
  return from_millionths(-millionths);
}

std::string Money::text() const {
  const bool negative = millionths_ < 0;
  const std::uint64_t magnitude =
      negative ? 0 - static_cast<std::uint64_t>(millionths_) : static_cast<std::uint64_t>(millionths_);
  std::uint64_t units = magnitude / millionths_per_unit;
  std::uint64_t fraction = magnitude % millionths_per_unit;
  int decimals = decimals_max;
  for (; decimals > decimals_min && fraction % 10 == 0; --decimals) fraction /= 10;
  // From its end on: listings and audits print millions of amounts.
  std::array<char, 24> characters;
  char* const end = characters.data() + characters.size();
  char* begin = end;
  const auto put_digit = [&begin](std::uint64_t& rest) {
    *--begin = static_cast<char>('0' + rest % 10);
    rest /= 10;
  };
  for (; decimals != 0; --decimals) put_digit(fraction);
  *--begin = '.';
  do put_digit(units);
  while (units != 0);
  if (negative) *--begin = '-';
  return {begin, end};
}

Money Money::fraction(int numerator, int denominator) const {
  RENTROLL_ASSERT(0 <= numerator && numerator <= denominator && denominator > 0);
  __extension__ using Wide = __int128;
  const Wide product = Wide{millionths_} * numerator;
  Wide quotient = product / denominator;
  const Wide twice_rest = 2 * (product % denominator);
  const int sign = product < 0 ? -1 : 1;
  const bool beyond_half = twice_rest * sign > denominator;
  const bool at_half = twice_rest * sign == denominator;
  if (beyond_half || (at_half && quotient % 2 != 0)) quotient += sign;
  return from_millionths(static_cast<std::int64_t>(quotient));
}

}  // namespace rentroll::core
