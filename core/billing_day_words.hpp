#pragma once

#include <optional>
#include <string>

#include "core/billing_day.hpp"

/// The month-end rule (C3) as it is said to people.
namespace rentroll::core {

/// Why the due date after `due` is the one that `next_due` answers, without the dates: `day 31 clamped to
/// 28`. REQUIRES: what next_due requires.
[[nodiscard]] std::string due_date_reason(BillingDay rule, Date begun, Date due);

/// The same with the dates: `2023-01-31 -> 2023-02-28: day 31 clamped to 28`.
[[nodiscard]] std::string due_date_in_words(BillingDay rule, Date begun, Date due);

/// How the first month's amount follows from the monthly fee: `1.00 x 12 / 30 = 0.40`, with the rounding
/// where there is one. Nothing where the first month costs the whole fee.
[[nodiscard]] std::optional<std::string> first_month_in_words(BillingDay rule, Date begun, Money monthly);

}  // namespace rentroll::core
