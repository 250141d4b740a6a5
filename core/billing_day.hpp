#pragma once

#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/vocabulary.hpp"

/// The month-end rule (C3). This is the only place that reckons with months.
namespace rentroll::core {

/// The due date that follows `due` for a rental begun on `begun`; for the first due date, `due` is `begun`.
/// - ratchet: the same day of the next month, clamped to its last day; what follows is reckoned from there.
/// - anchored: the day on which the rental began, or the month's last day where there is none.
/// - last_day: a rental begun on a month's last day renews on every month's last day; any other is as
/// anchored.
/// - first: the 1st.
/// In a log that was imported unchecked a rental may have begun after its due date; the rule holds all the
/// same. REQUIRES: both from 1970-01-01 up to 2262-12-31.
[[nodiscard]] Date next_due(BillingDay rule, Date begun, Date due);

/// What the first month costs: the monthly fee, but under `first` monthly fee × min(days to the next 1st, 30)
/// / 30, rounded half to even at the millionth; begun on the 1st, the whole fee (C3).
[[nodiscard]] Money first_month(BillingDay rule, Date begun, Money monthly);

/// What a whole first month counts as (C3, `first`).
inline constexpr int first_month_days_max = 30;

/// For how many days of `first_month_days_max` the first month is paid: all of them, but under `first`
/// min(days to the next 1st, 30), begun on the 1st all of them (C3).
[[nodiscard]] int first_month_days(BillingDay rule, Date begun);

/// The 1st of the month that a date lies in. REQUIRES: from 1970-01-01 up to 2262-12-31.
[[nodiscard]] Date first_of_month(Date date);

}  // namespace rentroll::core
