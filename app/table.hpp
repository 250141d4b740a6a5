#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/output.hpp"
#include "core/text_enum.hpp"

/// Rows and columns, and the forms in which they are printed.
namespace rentroll::app {

/// `spreadsheet_csv` is CSV in which no text is a formula (`--spreadsheet-safe`); it is no word of
/// `--format`.
enum class Format : std::uint8_t { table = 1, csv = 2, json = 3, spreadsheet_csv = 4 };

enum class Align : std::uint8_t { left, right };

struct Column {
  std::string_view name;  ///< a literal: it is not copied
  Align align = Align::left;
};

using Columns = std::vector<Column>;

enum class CellKind : std::uint8_t { absent, text, number, truth, object };

/// The cells of one row, in the order of the columns. Rows are reused: all cells' characters stand in one
/// string.
class Row {
 public:
  Row& text(std::string_view value) { return add(CellKind::text, value); }
  /// Absent where the text is empty.
  Row& text_if_any(std::string_view value) {
    return add(value.empty() ? CellKind::absent : CellKind::text, value);
  }
  Row& number(std::uint64_t value);
  Row& truth(bool value) { return add(CellKind::truth, value ? "true" : "false"); }
  Row& absent() { return add(CellKind::absent, {}); }
  /// A JSON object as compact text; in the JSON form its fields stand in the place of the column.
  Row& object(std::string_view value) { return add(CellKind::object, value); }
  void clear();

  [[nodiscard]] std::size_t size() const { return cells_.size(); }
  [[nodiscard]] CellKind kind(std::size_t cell) const { return cells_[cell].kind; }
  [[nodiscard]] std::string_view at(std::size_t cell) const;

 private:
  struct Cell {
    CellKind kind;
    std::size_t end;  // in characters_
  };

  Row& add(CellKind kind, std::string_view value) {
    characters_.append(value);
    cells_.push_back({kind, characters_.size()});
    return *this;
  }

  std::string characters_;
  std::vector<Cell> cells_;
};

/// Prints rows. CSV (RFC 4180, `\n` line ends) and JSON (one object a line, keys in the order of the columns)
/// are streamed; the aligned table takes its columns' widths from the rows that come first and streams the
/// others.
class Table {
 public:
  virtual ~Table() = default;
  /// REQUIRES: as many cells as there are columns.
  virtual void write(const Row& row) = 0;
  /// Prints what has been kept back.
  virtual void finish() = 0;
};

/// `output` must outlive the table.
[[nodiscard]] std::unique_ptr<Table> open_table(Format format, Output& output, Columns columns);

/// Appends a text as a JSON string, in quotes; bytes that are no UTF-8 become U+FFFD.
void append_json_text(std::string& json, std::string_view text);

}  // namespace rentroll::app

template <>
struct rentroll::core::EnumTexts<rentroll::app::Format> {
  using enum rentroll::app::Format;
  static constexpr auto value = std::to_array<std::pair<rentroll::app::Format, std::string_view>>(
      {{table, "table"}, {csv, "csv"}, {json, "json"}});
};
