#pragma once

#include "app/csv_options.hpp"
#include "projections/reconciliation.hpp"
#include "projections/statement.hpp"

/// The options of `reconcile`, and what they mean.
namespace rentroll::app {

struct ReconcileOptions {
  ReadOptions read;
  std::string statement;
  OptionalText account;
  OptionalText from;
  OptionalText to;
  OptionalText date_tolerance;
  OptionalText amount_tolerance;
  OptionalText combine;
  CsvOptions csv;
  bool skip_bad = false;
  bool all = false;
};

void add_reconcile_options(Command& command, ReconcileOptions& options);

/// How the statement is written. Throws InputError.
[[nodiscard]] projections::StatementForm statement_form_of(const ReconcileOptions& options);

/// How lines are matched; whether kinds are compared is for the statement to say. Throws InputError.
[[nodiscard]] projections::ReconciliationRules rules_of(const ReconcileOptions& options);

/// The options that the answer depends on beside the log's last event and the statement, as a shell takes
/// them.
[[nodiscard]] std::string options_text(const ReconcileOptions& options);

}  // namespace rentroll::app
