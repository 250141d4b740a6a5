#include "app/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "app/spreadsheet.hpp"
#include "app/text.hpp"
#include "core/assert.hpp"
#include "core/text.hpp"

namespace rentroll::app {
namespace {

/// Fields with a comma, a quote or a line end stand in quotes, quotes in them are doubled (RFC 4180).
void append_csv_field(std::string& line, std::string_view field) {
  const bool needs_quotes = std::any_of(
      field.begin(), field.end(), [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; });
  if (!needs_quotes) {
    line += field;
    return;
  }
  line += '"';
  for (const char c : field) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

/// `for_spreadsheet`: texts that one would take for formulas bear an apostrophe.
class CsvTable final : public Table {
 public:
  CsvTable(Output& output, const Columns& columns, bool for_spreadsheet)
      : output_(output), columns_(columns.size()), for_spreadsheet_(for_spreadsheet) {
    Row header;
    for (const Column& column : columns) header.text(column.name);
    write(header);
  }

  void write(const Row& row) override {
    RENTROLL_ASSERT(row.size() == columns_);
    line_.clear();
    for (std::size_t cell = 0; cell < columns_; ++cell) {
      if (cell != 0) line_ += ',';
      if (for_spreadsheet_) {
        append_csv_field(line_, without_formula(row.at(cell)));
      } else {
        append_csv_field(line_, row.at(cell));
      }
    }
    line_ += '\n';
    output_.write(line_);
  }

  void finish() override {}

 private:
  Output& output_;
  std::size_t columns_;
  bool for_spreadsheet_;
  std::string line_;
};

class JsonTable final : public Table {
 public:
  JsonTable(Output& output, const Columns& columns) : output_(output) {
    for (const Column& column : columns) keys_.push_back(fmt::format("\"{}\":", column.name));
  }

  void write(const Row& row) override {
    RENTROLL_ASSERT(row.size() == keys_.size());
    line_.assign(1, '{');
    for (std::size_t cell = 0; cell < row.size(); ++cell) append_member(row, cell);
    line_ += "}\n";
    output_.write(line_);
  }

  void finish() override {}

 private:
  void append_member(const Row& row, std::size_t cell) {
    const std::string_view value = row.at(cell);
    if (row.kind(cell) == CellKind::object) {
      const std::string_view fields = value.substr(1, value.size() - 2);
      if (fields.empty()) return;
      separate();
      line_ += fields;
      return;
    }
    separate();
    line_ += keys_[cell];
    switch (row.kind(cell)) {
      case CellKind::absent:
        line_ += "null";
        break;
      case CellKind::text:
        append_json_text(line_, value);
        break;
      default:
        line_ += value;
    }
  }

  void separate() {
    if (line_.size() > 1) line_ += ',';
  }

  Output& output_;
  std::vector<std::string> keys_;
  std::string line_;
};

/// Whether a text is printed as it stands and takes up a column a byte, as nearly all do.
bool is_ascii_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

class AlignedTable final : public Table {
 public:
  AlignedTable(Output& output, Columns columns) : output_(output), columns_(std::move(columns)) {}

  void write(const Row& row) override {
    RENTROLL_ASSERT(row.size() == columns_.size());
    if (streaming_) {
      print(row);
      return;
    }
    first_rows_.push_back(row);
    if (first_rows_.size() == rows_for_widths) begin_streaming();
  }

  void finish() override {
    if (!streaming_) begin_streaming();
  }

 private:
  static constexpr std::size_t rows_for_widths = 10'000;

  void begin_streaming() {
    streaming_ = true;
    Row header;
    for (const Column& column : columns_) {
      header.text(column.name);
      widths_.push_back(width_of(column.name));
    }
    for (const Row& row : first_rows_) {
      for (std::size_t cell = 0; cell < row.size(); ++cell) {
        widths_[cell] = std::max(widths_[cell], width_of(core::printable(row.at(cell))));
      }
    }
    print(header);
    for (const Row& row : first_rows_) print(row);
    first_rows_ = {};
  }

  void print(const Row& row) {
    line_.clear();
    for (std::size_t cell = 0; cell < row.size(); ++cell) {
      std::string_view shown = row.at(cell);
      std::size_t width = shown.size();
      if (!is_ascii_text(shown)) {
        shown = printable_ = core::printable(shown);
        width = width_of(shown);
      }
      const std::size_t padding = widths_[cell] > width ? widths_[cell] - width : 0;
      if (cell != 0) line_ += "  ";
      if (columns_[cell].align == Align::right) line_.append(padding, ' ');
      line_ += shown;
      if (columns_[cell].align == Align::left) line_.append(padding, ' ');
    }
    line_.erase(line_.find_last_not_of(' ') + 1);
    line_ += '\n';
    output_.write(line_);
  }

  Output& output_;
  Columns columns_;
  std::vector<Row> first_rows_;
  std::vector<std::size_t> widths_;
  bool streaming_ = false;
  std::string line_;
  std::string printable_;  // a cell's text, where it is not as it stands
};

/// The bytes at the front of a text that a JSON string takes as they are.
std::size_t plain_length(std::string_view text) {
  const auto is_plain = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
  };
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
}

/// Appends the character that a text begins with, and answers with its bytes.
std::size_t append_special(std::string& json, std::string_view text) {
  const char c = text.front();
  if (c == '"' || c == '\\') {
    json += '\\';
    json += c;
  } else if (static_cast<unsigned char>(c) < 0x20) {
    fmt::format_to(std::back_inserter(json), "\\u{:04x}", static_cast<unsigned>(c));
  } else if (const std::size_t length = core::utf8_length(text); length != 0) {
    json += text.substr(0, length);
    return length;
  } else {
    json += "\xEF\xBF\xBD";
  }
  return 1;
}

}  // namespace

Row& Row::number(std::uint64_t value) {
  const fmt::format_int digits(value);
  return add(CellKind::number, {digits.data(), digits.size()});
}

void Row::clear() {
  characters_.clear();
  cells_.clear();
}

std::string_view Row::at(std::size_t cell) const {
  const std::size_t begin = cell == 0 ? 0 : cells_[cell - 1].end;
  return std::string_view(characters_).substr(begin, cells_[cell].end - begin);
}

std::unique_ptr<Table> open_table(Format format, Output& output, Columns columns) {
  switch (format) {
    case Format::csv:
      return std::make_unique<CsvTable>(output, columns, false);
    case Format::spreadsheet_csv:
      return std::make_unique<CsvTable>(output, columns, true);
    case Format::json:
      return std::make_unique<JsonTable>(output, columns);
    case Format::table:
      break;
  }
  return std::make_unique<AlignedTable>(output, std::move(columns));
}

void append_json_text(std::string& json, std::string_view text) {
  json += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_length(text);
    json += text.substr(0, plain);
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(append_special(json, text));
  }
  json += '"';
}

}  // namespace rentroll::app
