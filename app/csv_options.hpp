#pragma once

#include <fstream>

#include "app/options.hpp"
#include "projections/csv_columns.hpp"
#include "projections/statement_values.hpp"

/// How a CSV file is written: the options of every command that reads one, and the opening of it.
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

/// Opens a file to read it. `named` is how the command names it (`--statement march.csv`), `right` what would
/// be right. Throws InputError where there is no such file or it is a directory, SystemError where it cannot
/// be opened.
[[nodiscard]] std::ifstream open_csv(const std::string& named, const std::string& path,
                                     std::string_view right);

/// Says on standard error that phone numbers are taken for others than they are written.
void say_what_was_rewritten(const projections::NumberReader& numbers);

}  // namespace rentroll::app
