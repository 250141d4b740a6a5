#pragma once

#include <string>

#include "projections/monthly_charges.hpp"

namespace rentroll::app {

/// Whether a period has so many months that its charges are shown by years.
[[nodiscard]] bool is_shown_by_years(const projections::CurrencyMonths& currency);

/// One currency's charges by month (or year) and kind, as a chart and as a table with the exact amounts.
[[nodiscard]] std::string months_section(const projections::CurrencyMonths& currency);

}  // namespace rentroll::app
