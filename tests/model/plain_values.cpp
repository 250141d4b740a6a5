#include "plain_values.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace rentroll::tests::model {

namespace {

__extension__ typedef __int128 Wide;

// Digits at a fixed place of a text: instants have no other form.
std::int64_t digits(const std::string& text, std::size_t begin, std::size_t count) {
  std::int64_t value = 0;
  for (std::size_t place = begin; place < begin + count; ++place) {
    if (place >= text.size() || text[place] < '0' || text[place] > '9') {
      throw std::invalid_argument("not an instant: " + text);
    }
    value = value * 10 + (text[place] - '0');
  }
  return value;
}

void expect_character(const std::string& text, std::size_t place, char character) {
  if (place >= text.size() || text[place] != character) {
    throw std::invalid_argument("not an instant: " + text);
  }
}

std::string padded(std::int64_t value, std::size_t width) {
  const std::string text = std::to_string(value);
  return text.size() >= width ? text : std::string(width - text.size(), '0') + text;
}

// Counted year by year and month by month, as on a calendar on the wall.
std::int64_t days_since_1970(const CivilDate& date) {
  std::int64_t days = 0;
  for (std::int64_t year = 1970; year < date.year; ++year) {
    days += is_leap_year(year) ? 366 : 365;
  }
  for (int month = 1; month < date.month; ++month) {
    days += days_in_month(date.year, month);
  }
  return days + date.day - 1;
}

Millionths narrowed(Wide amount) {
  if (amount > std::numeric_limits<Millionths>::max() || amount < std::numeric_limits<Millionths>::min()) {
    throw std::overflow_error("money beyond 64 bits");
  }
  return static_cast<Millionths>(amount);
}

}  // namespace

bool is_leap_year(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in_month(std::int64_t year, int month) {
  if (month == 2) {
    return is_leap_year(year) ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool is_last_of_month(const CivilDate& date) { return date.day == days_in_month(date.year, date.month); }

CivilDate clamped(std::int64_t year, int month, int day) {
  return CivilDate{year, month, std::min(day, days_in_month(year, month))};
}

CivilDate date_of(Micros instant) {
  std::int64_t days = instant / micros_per_day;
  CivilDate date;
  while (days >= (is_leap_year(date.year) ? 366 : 365)) {
    days -= is_leap_year(date.year) ? 366 : 365;
    ++date.year;
  }
  while (days >= days_in_month(date.year, date.month)) {
    days -= days_in_month(date.year, date.month);
    ++date.month;
  }
  date.day = static_cast<int>(days) + 1;
  return date;
}

Micros midnight(const CivilDate& date) { return days_since_1970(date) * micros_per_day; }

std::string date_text(const CivilDate& date) {
  return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2);
}

Micros instant(const std::string& text) {
  expect_character(text, 4, '-');
  expect_character(text, 7, '-');
  const CivilDate date{digits(text, 0, 4), static_cast<int>(digits(text, 5, 2)),
                       static_cast<int>(digits(text, 8, 2))};
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > days_in_month(date.year, date.month)) {
    throw std::invalid_argument("no such date: " + text);
  }
  if (text.size() == 10) {
    return midnight(date);
  }
  expect_character(text, 10, 'T');
  expect_character(text, 13, ':');
  expect_character(text, 16, ':');
  const Micros seconds = digits(text, 11, 2) * 3600 + digits(text, 14, 2) * 60 + digits(text, 17, 2);
  Micros fraction_of_second = 0;
  if (text.size() == 27) {
    expect_character(text, 19, '.');
    fraction_of_second = digits(text, 20, 6);
  } else if (text.size() != 20) {
    throw std::invalid_argument("not an instant: " + text);
  }
  expect_character(text, text.size() - 1, 'Z');
  return midnight(date) + seconds * micros_per_second + fraction_of_second;
}

std::string instant_text(Micros instant) {
  const Micros in_day = instant % micros_per_day;
  const Micros seconds = in_day / micros_per_second;
  std::string text = date_text(date_of(instant)) + "T" + padded(seconds / 3600, 2) + ":" +
                     padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2);
  if (in_day % micros_per_second != 0) {
    text += "." + padded(in_day % micros_per_second, 6);
  }
  return text + "Z";
}

Millionths money(const std::string& text) {
  const bool negative = !text.empty() && text[0] == '-';
  std::size_t decimals = 0;
  bool after_point = false;
  bool any_digit = false;
  Wide amount = 0;
  for (std::size_t place = negative ? 1 : 0; place < text.size(); ++place) {
    if (text[place] == '.' && any_digit && !after_point) {
      after_point = true;
      continue;
    }
    if (text[place] < '0' || text[place] > '9' || decimals == 6) {
      throw std::invalid_argument("not money: " + text);
    }
    any_digit = true;
    amount = amount * 10 + (text[place] - '0');
    decimals += after_point ? 1 : 0;
    if (amount > Wide{1} << 64) {
      throw std::overflow_error("money beyond 64 bits: " + text);
    }
  }
  if (!any_digit || (after_point && decimals == 0)) {
    throw std::invalid_argument("not money: " + text);
  }
  for (; decimals < 6; ++decimals) {
    amount *= 10;
  }
  return narrowed(negative ? -amount : amount);
}

std::string money_text(Millionths amount) {
  const Wide magnitude = amount < 0 ? -static_cast<Wide>(amount) : static_cast<Wide>(amount);
  std::string decimals = padded(static_cast<std::int64_t>(magnitude % 1'000'000), 6);
  while (decimals.size() > 2 && decimals.back() == '0') {
    decimals.pop_back();
  }
  return (amount < 0 ? "-" : "") + std::to_string(static_cast<std::int64_t>(magnitude / 1'000'000)) + "." +
         decimals;
}

Millionths sum(Millionths left, Millionths right) {
  return narrowed(static_cast<Wide>(left) + static_cast<Wide>(right));
}

Millionths fraction(Millionths amount, std::int64_t numerator, std::int64_t denominator) {
  const Wide product = static_cast<Wide>(amount) * numerator;
  const Wide quotient = product / denominator;
  const Wide twice_rest = product % denominator * 2;
  const bool up = twice_rest > denominator || (twice_rest == denominator && quotient % 2 != 0);
  return narrowed(quotient + (up ? 1 : 0));
}

std::string csv_row(const std::vector<std::string>& fields) {
  std::string row;
  for (std::size_t index = 0; index < fields.size(); ++index) {
    row += index == 0 ? "" : ",";
    if (fields[index].find_first_of(",\"\r\n") == std::string::npos) {
      row += fields[index];
      continue;
    }
    row += '"';
    for (const char character : fields[index]) {
      row += character == '"' ? std::string("\"\"") : std::string(1, character);
    }
    row += '"';
  }
  return row;
}

}  // namespace rentroll::tests::model
