#pragma once

#include <array>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text_enum.hpp"
#include "events/directory.hpp"
#include "projections/csv_columns.hpp"
#include "projections/statement_values.hpp"
#include "scenarios/request.hpp"

/// Rentals that stand already, as somebody else lists them in CSV, for a cut-over (N13).
namespace rentroll::scenarios {

using events::Ordinal;

enum class RentalColumn : std::uint8_t {
  account = 0,
  number = 1,
  country = 2,
  type = 3,
  rented_on = 4,
  next_due = 5,
  setup = 6,
  monthly = 7,
  currency = 8
};

}  // namespace rentroll::scenarios

template <>
struct rentroll::core::EnumTexts<rentroll::scenarios::RentalColumn> {
  using enum rentroll::scenarios::RentalColumn;
  static constexpr auto value =
      std::to_array<std::pair<rentroll::scenarios::RentalColumn, std::string_view>>({
          {account, "account"},
          {number, "number"},
          {country, "country"},
          {type, "type"},
          {rented_on, "rented_on"},
          {next_due, "next_due"},
          {setup, "setup"},
          {monthly, "monthly"},
          {currency, "currency"},
      });
};

namespace rentroll::scenarios {

/// How a list of rentals is written.
struct RentalListForm {
  char separator = ',';
  projections::CsvColumns<RentalColumn> columns;
  projections::AmountForm amounts;
  std::optional<projections::DateForm> dates;  ///< without it, T1's dates and instants
};

/// One rental. Its number is that of its place in the list.
struct StandingRental {
  core::Money setup;
  core::Money monthly;
  Ordinal account = events::no_ordinal;
  core::Date rented_on;
  core::Date next_due;
  core::Country country;
  std::uint32_t line = 0;  ///< in the file, from 1
  core::NumberType type{};
};

/// An account of the list, as its first line says it.
struct StandingAccount {
  core::Currency currency;
  std::uint32_t line = 0;
};

/// The rentals of a file, each number once, each account in one currency. About 100 bytes a rental.
struct RentalList {
  events::Directory names;                ///< in the order of first appearance
  std::vector<StandingAccount> accounts;  ///< by ordinal
  std::vector<StandingRental> rentals;    ///< by the number's ordinal, and so in the order of the file

  [[nodiscard]] core::Currency currency_of(const StandingRental& rental) const {
    return accounts[rental.account].currency;
  }
};

/// Reads a list row by row, for a cut-over at an instant.
class RentalListReader {
 public:
  /// Reads the header line. `name` is what errors call the file. Throws InputError.
  RentalListReader(std::istream& input, std::string name, RentalListForm form, core::Instant at);

  /// Reads the next row into the list; false at the end. Throws InputError with file, line and column for one
  /// that cannot be carried over at the instant, by itself (N13) or beside the rows before it: a number that
  /// is there already, an account with another currency (M3). The next call goes on behind it.
  bool next(RentalList& list);

  [[nodiscard]] const projections::NumberReader& numbers() const { return numbers_; }

 private:
  template <class Read>
  [[nodiscard]] auto read(RentalColumn column, Read&& read) const;
  [[nodiscard]] core::Date read_date(RentalColumn column) const;
  [[nodiscard]] core::Money read_money(RentalColumn column) const;
  [[nodiscard]] CarryOver read_row(StandingRental& rental, core::Currency& currency);
  void check(const CarryOver& carried, const StandingRental& rental) const;
  void add(RentalList& list, const CarryOver& carried, StandingRental rental, core::Currency currency) const;
  [[noreturn]] void fail(RentalColumn column, const std::string& sentence) const;

  RentalListForm form_;
  projections::CsvFile file_;
  projections::NumberReader numbers_;
  core::Instant at_;
};

}  // namespace rentroll::scenarios
