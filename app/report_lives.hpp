#pragma once

#include <string>

#include "app/report_figures.hpp"

namespace rentroll::app {

/// The lives of the numbers in the period, as a table with a line over time for each: its states as coloured
/// bars, its charges as marks, and beside it the state at the end and what was charged. In the report of one
/// account other accounts are not named, and what they do is not told.
[[nodiscard]] std::string lives_table(const ReportFigures& figures);

}  // namespace rentroll::app
