// The plain model's own dates, instants, money and CSV: slow, and simple enough to be seen to be right.
// Nothing here is shared with the program that the model checks.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace rentroll::tests::model {

// T1: microseconds since 1970-01-01T00:00:00Z.
using Micros = std::int64_t;
// M1: millionths of a currency's unit.
using Millionths = std::int64_t;

inline constexpr Micros micros_per_second = 1'000'000;
// T3: a day is exactly 24 hours.
inline constexpr Micros micros_per_day = 86'400 * micros_per_second;

struct CivilDate {
  std::int64_t year = 1970;
  int month = 1;
  int day = 1;
  auto operator<=>(const CivilDate&) const = default;
};

bool is_leap_year(std::int64_t year);
int days_in_month(std::int64_t year, int month);
bool is_last_of_month(const CivilDate& date);
// The date's own day, or the month's last where the month has no such day.
CivilDate clamped(std::int64_t year, int month, int day);

CivilDate date_of(Micros instant);
Micros midnight(const CivilDate& date);
std::string date_text(const CivilDate& date);

// T1's text both ways; a date alone means its 00:00:00. Throws std::invalid_argument for anything else.
Micros instant(const std::string& text);
std::string instant_text(Micros instant);

// M1 and M2. Throws std::invalid_argument for what is not money, std::overflow_error beyond 64 bits.
Millionths money(const std::string& text);
std::string money_text(Millionths amount);
Millionths sum(Millionths left, Millionths right);
// amount * numerator / denominator, rounded half to even (C3); of amounts that are not negative.
Millionths fraction(Millionths amount, std::int64_t numerator, std::int64_t denominator);

// RFC 4180, without the line's end.
std::string csv_row(const std::vector<std::string>& fields);

}  // namespace rentroll::tests::model
