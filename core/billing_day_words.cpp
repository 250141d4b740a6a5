#include "core/billing_day_words.hpp"

#include <fmt/format.h>

#include "core/assert.hpp"

namespace rentroll::core {
namespace {

/// 1 to 31
int day_of_month(Date date) { return date.days() - first_of_month(date).days() + 1; }

bool is_last_of_month(Date date) { return day_of_month(date.plus_days(1)) == 1; }

std::string ratchet_reason(int begun, int due, int next) {
  if (next < due) return fmt::format("day {} clamped to {}", due, next);
  if (due < begun) return fmt::format("day {} stays: once clamped it stays clamped", due);
  return "the same day of the next month";
}

std::string anchored_reason(int begun, int next) {
  if (next < begun) return fmt::format("day {}, on which the rental began, clamped to {}", begun, next);
  return fmt::format("day {}, on which the rental began", begun);
}

}  // namespace

std::string due_date_reason(BillingDay rule, Date begun, Date due) {
  const int began = day_of_month(begun);
  const int next = day_of_month(next_due(rule, begun, due));
  switch (rule) {
    case BillingDay::ratchet:
      return ratchet_reason(began, day_of_month(due), next);
    case BillingDay::last_day:
      if (is_last_of_month(begun)) return "begun on the last day of a month, due on the last day of each";
      return anchored_reason(began, next);
    case BillingDay::anchored:
      return anchored_reason(began, next);
    case BillingDay::first:
      return "the 1st of the next month";
  }
  RENTROLL_ASSERT(false);  // every rule returned above
}

std::string due_date_in_words(BillingDay rule, Date begun, Date due) {
  return fmt::format("{} -> {}: {}", due.text(), next_due(rule, begun, due).text(),
                     due_date_reason(rule, begun, due));
}

std::optional<std::string> first_month_in_words(BillingDay rule, Date begun, Money monthly) {
  const int days = first_month_days(rule, begun);
  if (days == first_month_days_max) return std::nullopt;
  std::string words = fmt::format("{} x {} / {} = {}", monthly.text(), days, first_month_days_max,
                                  first_month(rule, begun, monthly).text());
  const bool is_whole = monthly.millionths() % first_month_days_max * days % first_month_days_max == 0;
  if (!is_whole) words += ", rounded half to even at the millionth";
  return words;
}

}  // namespace rentroll::core
