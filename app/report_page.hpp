#pragma once

#include <string>
#include <string_view>

#include "app/report_figures.hpp"

namespace rentroll::app {

/// What a page says about itself, so that it can be had again.
struct ReportSource {
  core::Seq last_seq = 0;  ///< of the log's events, the last one looked at
  core::Instant horizon;   ///< up to where that log's clock had run (Q4)
  OptionalText from;       ///< the options, as instants in T1's form
  OptionalText to;
  OptionalText as_of;
  OptionalText account;
  std::size_t rows_max = 0;
};

/// The whole report: charges per month, accounts, the lives of numbers, and how to have it again. It depends
/// on nothing but its arguments and the program's version.
[[nodiscard]] std::string report_page(const ReportFigures& figures, const ReportSource& source);

}  // namespace rentroll::app
