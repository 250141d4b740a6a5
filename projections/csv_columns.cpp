#include "projections/csv_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace rentroll::projections {
namespace {

using core::InputError;

std::string all_words(const std::vector<CsvColumn>& columns) {
  std::string words;
  for (const CsvColumn& column : columns)
    words += fmt::format("{}{}", words.empty() ? "" : ", ", column.word);
  return words;
}

/// `only `kind=` leaves a column out`, as far as any may be.
std::string what_may_be_left_out(const std::vector<CsvColumn>& columns) {
  std::string words;
  for (const CsvColumn& column : columns) {
    if (column.may_be_left_out) words += fmt::format("{}`{}=`", words.empty() ? "" : ", ", column.word);
  }
  return words.empty() ? "no column may be left out" : fmt::format("only {} leaves a column out", words);
}

/// Reads `date=Posted`.
void name_header(std::string_view part, std::vector<CsvColumn>& columns) {
  const std::size_t equals = part.find('=');
  const auto column = std::find_if(columns.begin(), columns.end(), [&](const CsvColumn& each) {
    return each.word == part.substr(0, equals);
  });
  if (column == columns.end() || equals == part.npos) {
    throw InputError(fmt::format("\"{}\" names no column: right is for example {}=Posted, for one of {}",
                                 core::shown(part), columns.front().word, all_words(columns)));
  }
  if (column->is_named) throw InputError(fmt::format("\"{}\" is named twice", column->word));
  column->is_named = true;
  column->header = trimmed(part.substr(equals + 1));
  if (column->header.empty() && !column->may_be_left_out) {
    throw InputError(
        fmt::format("\"{}\" has no header: {}", core::shown(part), what_may_be_left_out(columns)));
  }
}

/// The place of the column with this header; absent where there is none.
std::size_t place_of(const CsvReader& header_line, std::string_view header) {
  std::size_t found = CsvColumn::absent;
  for (std::size_t place = 0; place < header_line.size(); ++place) {
    if (trimmed(header_line.field(place)) != header) continue;
    if (found != CsvColumn::absent)
      throw InputError(fmt::format("two columns are headed \"{}\"", core::shown(header)));
    found = place;
  }
  return found;
}

std::string headers_found(const CsvReader& header_line) {
  constexpr std::size_t shown_max = 12;
  std::string found;
  for (std::size_t place = 0; place < std::min(header_line.size(), shown_max); ++place) {
    found += fmt::format("{}\"{}\"", place == 0 ? "" : ", ", core::shown(trimmed(header_line.field(place))));
  }
  return header_line.size() > shown_max ? found + ", ..." : found;
}

/// Finds the columns in the header line.
void find_columns(const CsvReader& header_line, std::vector<CsvColumn>& columns) {
  for (CsvColumn& column : columns) {
    column.place = column.header.empty() ? CsvColumn::absent : place_of(header_line, column.header);
    const bool may_be_missing = column.header.empty() || (column.may_be_left_out && !column.is_named);
    if (column.place != CsvColumn::absent || may_be_missing) continue;
    throw InputError(fmt::format("no column is headed \"{}\", but {}; `--columns {}=HEADER` names another{}",
                                 core::shown(column.header), headers_found(header_line), column.word,
                                 header_line.size() == 1 ? ", and `--separator` another separator" : ""));
  }
}

}  // namespace

void name_headers(std::string_view text, std::vector<CsvColumn>& columns) {
  for_each_part(text, ',', [&](std::string_view part) { name_header(part, columns); });
}

void CsvFile::read_header(std::vector<CsvColumn>& columns, std::string_view what_follows) {
  try {
    if (!csv_.next()) {
      throw InputError(fmt::format("the file is empty: right is a header line, then {}", what_follows));
    }
    fields_ = csv_.size();
    find_columns(csv_, columns);
  } catch (const InputError& error) {
    throw error.at(place());
  }
}

bool CsvFile::next_record() {
  try {
    if (!csv_.next()) return false;
  } catch (const core::SystemError& error) {
    throw core::SystemError(fmt::format("{}: {}", name_, error.what()));
  }
  if (csv_.size() != fields_) {
    throw InputError(fmt::format("it has {} fields: right are {}, as in the header", csv_.size(), fields_));
  }
  return true;
}

/// An empty file has its header line missing in line 1.
std::string CsvFile::place() const {
  return fmt::format("{}:{}", name_, std::max<std::uint64_t>(csv_.line(), 1));
}

}  // namespace rentroll::projections
