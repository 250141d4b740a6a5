#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <istream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/text_enum.hpp"
#include "projections/csv.hpp"

/// The columns of a CSV file, found by the names in its header line.
namespace rentroll::projections {

/// A column that files of some kind have.
struct CsvColumn {
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);

  std::string_view word;         ///< what options and errors call it
  std::string header;            ///< its name in the header line; empty where it is left out
  bool may_be_left_out = false;  ///< it may be missing, unless its header was named
  bool is_named = false;
  std::size_t place = absent;  ///< in a record, once it was found
};

/// Reads `date=Posted,amount=Total`; what is not named keeps its header. `kind=` leaves a column out. Throws
/// InputError.
void name_headers(std::string_view text, std::vector<CsvColumn>& columns);

/// A CSV file with a header line, read record by record. Errors bear the file's name and the line,
/// SystemErrors the name.
class CsvFile {
 public:
  /// `name` is what errors call the file. `input` must outlive this.
  CsvFile(std::istream& input, std::string name, char separator)
      : name_(std::move(name)), csv_(input, separator) {}

  /// Reads the header line and finds the columns in it. An empty file is an error that says what follows a
  /// header line.
  void read_header(std::vector<CsvColumn>& columns, std::string_view what_follows);

  /// Reads the next record and then calls `read()`, whose InputErrors are given the place; false at the end.
  /// After an InputError the next call goes on behind the record.
  template <class Read>
  bool next(Read&& read) {
    try {
      if (!next_record()) return false;
      read();
    } catch (const core::InputError& error) {
      throw error.at(place());
    }
    return true;
  }

  /// The record that was read last.
  [[nodiscard]] const CsvReader& record() const { return csv_; }
  /// Its line, also of one that could not be read.
  [[nodiscard]] std::uint64_t line() const { return csv_.line(); }
  /// REQUIRES: `next` has answered false, and this was not asked before.
  [[nodiscard]] std::string sha256() { return csv_.sha256(); }

 private:
  [[nodiscard]] bool next_record();
  [[nodiscard]] std::string place() const;

  std::string name_;
  CsvReader csv_;
  std::size_t fields_ = 0;
};

/// The columns of one kind of file. By default each is headed by its own word.
/// REQUIRES: the enumeration's values are 0, 1, 2, ..., in the order of its texts.
template <core::TextEnum Column>
class CsvColumns {
 public:
  CsvColumns() {
    for (const auto& [column, word] : core::EnumTexts<Column>::value) {
      CsvColumn& added = columns_.emplace_back();
      added.word = word;
      added.header = word;
    }
  }
  explicit CsvColumns(std::initializer_list<Column> may_be_left_out) : CsvColumns() {
    for (const Column column : may_be_left_out) columns_[place_of(column)].may_be_left_out = true;
  }

  void name(std::string_view text) { name_headers(text, columns_); }
  void read_header(CsvFile& file, std::string_view what_follows) { file.read_header(columns_, what_follows); }

  [[nodiscard]] const std::string& header(Column column) const { return columns_[place_of(column)].header; }
  /// REQUIRES: the columns have been found.
  [[nodiscard]] bool has(Column column) const {
    return columns_[place_of(column)].place != CsvColumn::absent;
  }
  /// A field of the record that was read last, without spaces around it. REQUIRES: the file has the column.
  [[nodiscard]] std::string_view field(const CsvFile& file, Column column) const {
    return trimmed(file.record().field(columns_[place_of(column)].place));
  }

 private:
  static constexpr std::size_t place_of(Column column) { return static_cast<std::size_t>(column); }

  std::vector<CsvColumn> columns_;
};

}  // namespace rentroll::projections
