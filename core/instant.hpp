#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace rentroll::core {

/// A calendar day in UTC, as a count of days from 1970-01-01. Due dates and periods are dates; a date may lie
/// beyond the range of instants (T1).
class Date {
 public:
  constexpr Date() = default;
  [[nodiscard]] static constexpr Date from_days(std::int32_t days) {
    Date date;
    date.days_ = days;
    return date;
  }
  /// Reads `2024-01-31`. Throws InputError.
  [[nodiscard]] static Date parse(std::string_view text);

  [[nodiscard]] constexpr std::int32_t days() const { return days_; }
  /// `2024-01-31`
  [[nodiscard]] std::string text() const;
  /// `2024-01`
  [[nodiscard]] std::string month_text() const { return text().substr(0, 7); }

  [[nodiscard]] constexpr Date plus_days(std::int32_t days) const { return from_days(days_ + days); }
  friend constexpr auto operator<=>(Date, Date) = default;

 private:
  std::int32_t days_ = 0;
};

/// An instant in UTC with microsecond resolution (T1), as a count of microseconds from 1970-01-01T00:00:00Z.
class Instant {
 public:
  static constexpr std::int64_t microseconds_per_day = 86'400'000'000;

  constexpr Instant() = default;
  [[nodiscard]] static constexpr Instant from_microseconds(std::int64_t microseconds) {
    Instant instant;
    instant.microseconds_ = microseconds;
    return instant;
  }
  /// 00:00:00 of a date.
  [[nodiscard]] static constexpr Instant begin_of(Date date) {
    return from_microseconds(date.days() * microseconds_per_day);
  }
  /// Reads `2024-01-31T09:30:00Z`, with a fraction of one to six digits, or a date alone, which is its
  /// 00:00:00. Throws InputError for anything else, an impossible date, and what is outside
  /// [1970-01-01T00:00:00Z, 2262-01-01T00:00:00Z) (T1).
  [[nodiscard]] static Instant parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t microseconds() const { return microseconds_; }
  /// `2024-01-31T09:30:00Z`; a fraction only where it is not zero, then with six digits (T1).
  [[nodiscard]] std::string text() const;
  /// The UTC day that this instant lies in.
  [[nodiscard]] constexpr Date date() const {
    std::int64_t days = microseconds_ / microseconds_per_day;
    if (microseconds_ % microseconds_per_day < 0) --days;
    return Date::from_days(static_cast<std::int32_t>(days));
  }
  /// A window's day is exactly 24 hours (T3).
  [[nodiscard]] constexpr Instant plus_days(int days) const {
    return from_microseconds(microseconds_ + days * microseconds_per_day);
  }
  friend constexpr auto operator<=>(Instant, Instant) = default;

 private:
  std::int64_t microseconds_ = 0;
};

/// Whether the text is a date alone, which stands for its 00:00:00 (T1); commands say so when they take it
/// so.
[[nodiscard]] bool is_bare_date(std::string_view text);

}  // namespace rentroll::core
