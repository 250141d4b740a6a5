#pragma once

#include <string>

#include "app/report_figures.hpp"

namespace rentroll::app {

/// The accounts as a table, a currency after the other: how the period led each one's balance from its
/// opening to its closing. Accounts that are not shown stand in it as one row a currency, so that the rows
/// add up to the total.
[[nodiscard]] std::string accounts_table(const std::vector<ReportAccounts>& currencies,
                                         const events::Names& names);

}  // namespace rentroll::app
