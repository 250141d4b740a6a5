#include "core/billing_day.hpp"

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstdint>
#include <vector>

#include "core/assert.hpp"

namespace rentroll::core {
namespace {

/// Where a day stands in its month.
struct MonthDay {
  std::uint8_t day;           ///< 1 to 31
  std::uint8_t month_length;  ///< 28 to 31
};

/// Every day from 1970-01-01 to the end of 2262: due dates lie up to a month beyond the last instant (T1).
/// A table, because a simulation asks for millions of due dates.
std::vector<MonthDay> make_calendar() {
  namespace gregorian = boost::gregorian;
  std::vector<MonthDay> calendar;
  for (int year = 1970; year <= 2262; ++year) {
    for (int month = 1; month <= 12; ++month) {
      const int length = gregorian::gregorian_calendar::end_of_month_day(static_cast<unsigned short>(year),
                                                                         static_cast<unsigned short>(month));
      for (int day = 1; day <= length; ++day) {
        calendar.push_back({static_cast<std::uint8_t>(day), static_cast<std::uint8_t>(length)});
      }
    }
  }
  return calendar;
}

MonthDay month_day(Date date) {
  static const std::vector<MonthDay> calendar = make_calendar();
  RENTROLL_ASSERT(date.days() >= 0 && static_cast<std::size_t>(date.days()) < calendar.size());
  return calendar[static_cast<std::size_t>(date.days())];
}

/// The 1st of the month after the one that `date` lies in.
Date next_first(Date date) {
  const MonthDay at = month_day(date);
  return date.plus_days(at.month_length - at.day + 1);
}

/// The day of the month that begins on `first`, or its last day where it has no such day.
Date clamped(Date first, int day) {
  return first.plus_days(std::min<int>(day, month_day(first).month_length) - 1);
}

}  // namespace

Date next_due(BillingDay rule, Date begun, Date due) {
  const Date first = next_first(due);
  const MonthDay began = month_day(begun);
  switch (rule) {
    case BillingDay::ratchet:
      return clamped(first, month_day(due).day);
    case BillingDay::anchored:
      return clamped(first, began.day);
    case BillingDay::last_day:
      return clamped(first, began.day == began.month_length ? 31 : began.day);
    case BillingDay::first:
      return first;
  }
  RENTROLL_ASSERT(false);  // every rule returned above
}

Date first_of_month(Date date) { return date.plus_days(1 - month_day(date).day); }

int first_month_days(BillingDay rule, Date begun) {
  if (rule != BillingDay::first || month_day(begun).day == 1) return first_month_days_max;
  return std::min(next_first(begun).days() - begun.days(), first_month_days_max);
}

Money first_month(BillingDay rule, Date begun, Money monthly) {
  return monthly.fraction(first_month_days(rule, begun), first_month_days_max);
}

}  // namespace rentroll::core
