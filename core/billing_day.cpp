#include "core/billing_day.hpp"

#include <algorithm>
#include <array>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstdint>

#include "core/assert.hpp"

namespace rentroll::core {
namespace {

/// What there is to know of a day for due dates.
struct Day {
  std::uint8_t day = 0;                ///< in its month, 1 to 31
  std::uint8_t month_length = 0;       ///< 28 to 31
  std::uint8_t next_month_length = 0;  ///< 28 to 31
  std::uint8_t same_day_after = 0;     ///< days to the same day of the next month, clamped to its last
};

constexpr int first_year = 1970;
constexpr int last_year = 2262;

/// The days of a month, counted from the first year's January. A month beyond the last year counts, too.
constexpr int length_of(int month) {
  return boost::gregorian::gregorian_calendar::end_of_month_day(
      static_cast<unsigned short>(first_year + month / 12), static_cast<unsigned short>(month % 12 + 1));
}

constexpr int months = (last_year - first_year + 1) * 12;
constexpr std::size_t days = [] {
  std::size_t count = 0;
  for (int month = 0; month < months; ++month) count += static_cast<std::size_t>(length_of(month));
  return count;
}();

/// Every day from 1970-01-01 to the end of 2262: due dates lie up to a month beyond the last instant (T1).
/// A table, because a simulation asks for millions of due dates; made by the compiler, so that it costs none
/// of these questions to see whether it is there.
constexpr std::array<Day, days> calendar = [] {
  std::array<Day, days> all{};
  Day* place = all.data();
  for (int month = 0; month < months; ++month) {
    const int length = length_of(month);
    const int next = length_of(month + 1);
    for (int day = 1; day <= length; ++day) {
      *place++ = {static_cast<std::uint8_t>(day), static_cast<std::uint8_t>(length),
                  static_cast<std::uint8_t>(next),
                  static_cast<std::uint8_t>(length - day + std::min(day, next))};
    }
  }
  return all;
}();

const Day& day_of(Date date) {
  const auto place = static_cast<std::size_t>(date.days());  // one before 1970 becomes one beyond the end
  RENTROLL_ASSERT(place < calendar.size());
  return calendar[place];
}

/// How many days after `due` that day of the next month is, or its last day where it has no such day.
int days_to(const Day& due, int day) {
  return due.month_length - due.day + std::min<int>(day, due.next_month_length);
}

}  // namespace

Date next_due(BillingDay rule, Date begun, Date due) {
  const Day& at = day_of(due);
  if (rule == BillingDay::ratchet) return due.plus_days(at.same_day_after);
  const Day& began = day_of(begun);
  switch (rule) {
    case BillingDay::ratchet:
      break;
    case BillingDay::anchored:
      return due.plus_days(days_to(at, began.day));
    case BillingDay::last_day:
      return due.plus_days(days_to(at, began.day == began.month_length ? 31 : began.day));
    case BillingDay::first:
      return due.plus_days(days_to(at, 1));
  }
  RENTROLL_ASSERT(false);  // every rule returned above
}

Date first_of_month(Date date) { return date.plus_days(1 - day_of(date).day); }

int first_month_days(BillingDay rule, Date begun) {
  if (rule != BillingDay::first || day_of(begun).day == 1) return first_month_days_max;
  return std::min(days_to(day_of(begun), 1), first_month_days_max);
}

Money first_month(BillingDay rule, Date begun, Money monthly) {
  return monthly.fraction(first_month_days(rule, begun), first_month_days_max);
}

}  // namespace rentroll::core
