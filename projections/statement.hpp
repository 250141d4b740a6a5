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
#include "projections/csv.hpp"
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

inline constexpr std::size_t statement_columns = 6;

/// A statement's columns by the names in its header line.
struct StatementHeaders {
  /// By column; empty for a kind that is not looked at.
  std::array<std::string, statement_columns> names{"date", "account", "number", "kind", "amount", "currency"};
  bool kind_required = false;

  /// Reads `date=Posted,amount=Total`; what is not named keeps its name. `kind=` leaves the kinds out. Throws
  /// InputError.
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
  [[nodiscard]] std::uint64_t line() const { return csv_.line(); }
  [[nodiscard]] bool has_kinds() const {
    return places_[static_cast<std::size_t>(StatementColumn::kind)] != absent;
  }
  /// How many phone numbers were written in another way than the log's, and the first of them: as it was
  /// written, and as it was taken.
  [[nodiscard]] std::uint64_t rewritten_numbers() const { return rewritten_numbers_; }
  [[nodiscard]] const std::pair<std::string, std::string>& first_rewritten() const {
    return first_rewritten_;
  }
  /// REQUIRES: `next` has answered false, and this was not asked before.
  [[nodiscard]] std::string sha256() { return csv_.sha256(); }

 private:
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);

  void read_header();
  [[nodiscard]] std::size_t place_of(std::string_view header) const;
  [[nodiscard]] std::string headers_found() const;
  [[nodiscard]] std::string_view field(StatementColumn column) const;
  void read_fields(StatementLine& line);
  void take_number(std::string_view text, StatementLine& line);
  [[nodiscard]] std::string place() const;

  std::string name_;
  StatementForm form_;
  CsvReader csv_;
  std::array<std::size_t, statement_columns> places_{};  // by column: its place in a record
  std::size_t fields_ = 0;
  std::uint64_t rewritten_numbers_ = 0;
  std::pair<std::string, std::string> first_rewritten_;
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
