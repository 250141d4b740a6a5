#pragma once

#include "app/options.hpp"
#include "projections/csv_columns.hpp"
#include "projections/statement_values.hpp"

/// How a CSV file is written: the options of every command that reads one.
namespace rentroll::app {

struct CsvOptions {
  OptionalText columns;
  OptionalText separator;
  OptionalText thousands;
  OptionalText decimal;
  OptionalText date_format;
};

/// `columns_help` says with an example how columns are named.
void add_csv_options(Command& command, CsvOptions& options, const char* columns_help);

/// Names the option in an error about its value.
template <class Read>
auto read_option(const char* option, Read&& read) {
  try {
    return read();
  } catch (const core::InputError& error) {
    throw error.at(option);
  }
}

/// All of these throw InputError.
[[nodiscard]] char separator_of(const CsvOptions& options);
[[nodiscard]] projections::AmountForm amount_form_of(const CsvOptions& options);
/// Nothing for T1's dates and instants.
[[nodiscard]] std::optional<projections::DateForm> date_form_of(const CsvOptions& options);

/// Names the headers that `--columns` gives.
template <class Headers>
void name_headers(const CsvOptions& options, Headers& headers) {
  if (!options.columns) return;
  try {
    headers.name(*options.columns);
  } catch (const core::InputError& error) {
    throw error.at("--columns");
  }
}

/// Says on standard error that phone numbers are taken for others than they are written.
void say_what_was_rewritten(const projections::NumberReader& numbers);

}  // namespace rentroll::app
