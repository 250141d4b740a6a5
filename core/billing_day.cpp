#include "core/billing_day.hpp"

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstdint>
#include <vector>

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

/// Every day from 1970-01-01 to the end of 2262: due dates lie up to a month beyond the last instant (T1).
/// A table, because a simulation asks for millions of due dates.
std::vector<Day> make_calendar() {
  namespace gregorian = boost::gregorian;
  std::vector<int> lengths;
  for (int year = 1970; year <= 2263; ++year) {
    for (int month = 1; month <= 12; ++month) {
      lengths.push_back(gregorian::gregorian_calendar::end_of_month_day(static_cast<unsigned short>(year),
                                                                        static_cast<unsigned short>(month)));
    }
  }
  std::vector<Day> calendar;
  for (std::size_t month = 0; month + 12 < lengths.size(); ++month) {
    const int length = lengths[month];
    const int next = lengths[month + 1];
    for (int day = 1; day <= length; ++day) {
      calendar.push_back({static_cast<std::uint8_t>(day), static_cast<std::uint8_t>(length),
                          static_cast<std::uint8_t>(next),
                          static_cast<std::uint8_t>(length - day + std::min(day, next))});
    }
  }
  return calendar;
}

const Day& day_of(Date date) {
  static const std::vector<Day> calendar = make_calendar();
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
