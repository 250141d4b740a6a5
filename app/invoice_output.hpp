#pragma once

#include <string>

#include "app/table.hpp"
#include "projections/invoice.hpp"

/// What `invoice` prints as a table, as CSV and as JSON.
namespace rentroll::app {

/// What an invoice was made from: with it the same one can be had again.
struct InvoiceSource {
  core::Seq at_seq = 0;  ///< the log's last event that was looked at
  std::string digest;    ///< of all accounts and numbers at the end of what the invoice covers
};

/// `complete`, or `provisional` where a part of the month is left out.
[[nodiscard]] std::string_view status_of(const projections::Invoice& invoice);
/// What charges of a kind are called as a sum: `Setup fees`.
[[nodiscard]] std::string_view kind_in_words(core::ChargeKind kind);
/// The program with its version, the events and the digest.
[[nodiscard]] std::string source_in_words(const InvoiceSource& source);
/// The command that makes the same invoice again.
[[nodiscard]] std::string command_of(const projections::Invoice& invoice, const InvoiceSource& source);

/// A heading, the lines, and what the invoice was made from.
void print_as_table(const projections::Invoice& invoice, const InvoiceSource& source, Output& output);
/// A row for each line, balance and sum, which the first column tells apart. REQUIRES: a format of CSV.
void print_as_csv(const projections::Invoice& invoice, const InvoiceSource& source, Format format,
                  Output& output);
/// One object.
void print_as_json(const projections::Invoice& invoice, const InvoiceSource& source, Output& output);

}  // namespace rentroll::app
