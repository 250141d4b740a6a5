#pragma once

#include <string>
#include <vector>

#include "app/table.hpp"
#include "projections/reconciliation.hpp"

/// What `reconcile` prints.
namespace rentroll::app {

/// Both sides, what became of their lines, and the lines of the statement that could not be read.
struct Reconciliation {
  events::Directory names;
  projections::ReconciledLines log;
  projections::ReconciledLines statement;
  std::vector<std::uint64_t> unreadable;
  std::vector<projections::ReconciliationRow> rows;
};

/// Prints the rows, unreadable lines first; what is matched exactly only where `matched_too`.
void print_rows(const Reconciliation& reconciliation, bool matched_too, Format format, Output& output);

/// Prints lines, amounts and the difference of each outcome by currency, and of all.
void print_summary(const std::vector<projections::CurrencySummary>& summaries, Output& output);

}  // namespace rentroll::app
