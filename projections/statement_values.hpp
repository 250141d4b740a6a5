#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/instant.hpp"
#include "core/money.hpp"

/// The values of a statement's fields, in the many ways in which people's programs write them. None depends
/// on the machine's locale.
namespace rentroll::projections {

/// A way to write a date, by the letters of strftime: `%d/%m/%Y`.
class DateForm {
 public:
  /// `%Y` (four digits), `%y` (two: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068), `%m` and `%d` (one
  /// or two digits), `%b` and `%B` (English, in any case, short or whole), `%H`, `%M`, `%S` (two digits
  /// each), `%%`; all else stands for itself. Throws InputError for any other, and where a day, a month or a
  /// year is missing or said twice.
  [[nodiscard]] static DateForm parse(std::string_view pattern);

  /// The date; a time of day beside it only has to be one. Throws InputError, also outside T1's range.
  [[nodiscard]] core::Date read(std::string_view text) const;

 private:
  std::string pattern_;
};

/// A way to write amounts.
struct AmountForm {
  std::string thousands;      ///< the character between groups of three digits; empty for none
  std::string decimal = ".";  ///< before the decimals

  /// Throws InputError where the two are one, or either could be taken for something else.
  void check() const;
};

/// Reads `1,234.50` and, for less than zero, `-1,234.50` or `(1,234.50)`. Groups must be of three digits, so
/// that a decimal comma is never taken for one between thousands. Throws InputError (M1).
[[nodiscard]] core::Money read_amount(std::string_view text, const AmountForm& form);

/// The phone number that is meant by one written without its `+`, or with spaces, dashes, points and
/// brackets. A number as the log has it stays as it is. Throws InputError where none can be made out.
[[nodiscard]] std::string read_number(std::string_view text);

/// Reads phone numbers, and keeps count of those that were written in another way than the log's.
class NumberReader {
 public:
  /// As `read_number`.
  [[nodiscard]] std::string read(std::string_view text);

  [[nodiscard]] std::uint64_t rewritten() const { return rewritten_; }
  /// The first of them: as it was written, and as it was taken.
  [[nodiscard]] const std::pair<std::string, std::string>& first_rewritten() const { return first_; }

 private:
  std::uint64_t rewritten_ = 0;
  std::pair<std::string, std::string> first_;
};

}  // namespace rentroll::projections
