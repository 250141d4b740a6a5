#pragma once

#include <array>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/ids.hpp"
#include "core/text_enum.hpp"
#include "projections/csv_columns.hpp"
#include "projections/statement_values.hpp"

/// A statement: the charges of a period as somebody else lists them, in CSV.
namespace rentroll::projections {

enum class StatementColumn : std::uint8_t {
  date = 0,
  account = 1,
  number = 2,
  kind = 3,
  amount = 4,
  currency = 5
};

}  // namespace rentroll::projections

template <>
struct rentroll::core::EnumTexts<rentroll::projections::StatementColumn> {
  using enum rentroll::projections::StatementColumn;
  static constexpr auto value =
      std::to_array<std::pair<rentroll::projections::StatementColumn, std::string_view>>({
          {date, "date"},
          {account, "account"},
          {number, "number"},
          {kind, "kind"},
          {amount, "amount"},
          {currency, "currency"},
      });
};

namespace rentroll::projections {

/// A statement's columns. The kind may be missing, or left out.
struct StatementHeaders : CsvColumns<StatementColumn> {
  StatementHeaders() : CsvColumns({StatementColumn::kind}) {}
  /// Reads `date=Posted,amount=Total`; `kind=` leaves the kinds out. Throws InputError.
  [[nodiscard]] static StatementHeaders parse(std::string_view text);
};

/// How a statement is written.
struct StatementForm {
  char separator = ',';
  StatementHeaders headers;
  AmountForm amounts;
  std::optional<DateForm> dates;  ///< without it, T1's dates and instants
};

/// One line of a statement.
struct StatementLine {
  std::uint64_t line = 0;  ///< where it begins in the file, from 1
  core::Date date;
  std::string_view account;  ///< it holds until the next line is read
  std::string number;        ///< empty where there is none
  core::EnumSet<core::ChargeKind>
      kinds;  ///< none where the statement does not say; more than one where it names them
  core::Money amount;
  core::Currency currency;
};

/// Reads a statement line by line, in bounded memory.
class StatementReader {
 public:
  /// Reads the header line. `name` is what errors call the file. Throws InputError.
  StatementReader(std::istream& input, std::string name, StatementForm form);

  /// Reads the next line; false at the end. Throws InputError with file and line for one that cannot be read;
  /// the next call goes on behind it.
  bool next(StatementLine& line);

  /// The line of the last call, also of one that could not be read.
  [[nodiscard]] std::uint64_t line() const { return file_.line(); }
  [[nodiscard]] bool has_kinds() const { return form_.headers.has(StatementColumn::kind); }
  /// How many phone numbers were written in another way than the log's.
  [[nodiscard]] const NumberReader& numbers() const { return numbers_; }
  /// REQUIRES: `next` has answered false, and this was not asked before.
  [[nodiscard]] std::string sha256() { return file_.sha256(); }

 private:
  [[nodiscard]] std::string_view field(StatementColumn column) const;
  void read_fields(StatementLine& line);

  StatementForm form_;
  CsvFile file_;
  NumberReader numbers_;
};

}  // namespace rentroll::projections
