#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "core/sha256.hpp"

namespace rentroll::projections {

/// A text without the spaces and tabs around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Calls `take(part)` for each part of a text between separators; a text without any is one part.
template <class Take>
void for_each_part(std::string_view text, char separator, Take&& take) {
  for (;;) {
    const std::size_t end = std::min(text.find(separator), text.size());
    take(text.substr(0, end));
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

/// Reads CSV by RFC 4180, record by record and in bounded memory: fields in quotes may hold the separator,
/// line ends and doubled quotes. Lines end with `\n` or `\r\n`; a byte order mark at the front and blank
/// lines are passed over.
class CsvReader {
 public:
  /// A record larger than this is refused: nearly always a quote in it is not closed.
  static constexpr std::size_t record_bytes_max = std::size_t{1} << 16;

  /// `input` must outlive the reader. REQUIRES: the separator is no quote and no line end.
  CsvReader(std::istream& input, char separator) : input_(input), separator_(separator) {}

  /// Reads the next record; false at the end. Throws InputError, without a place, where there is none in the
  /// form of RFC 4180; the next call then goes on at the line after the one in which that record began, so
  /// that one wrong quote costs one line and not the rest of the file. That line's end is looked for then
  /// only: a file may be one line without an end. Throws SystemError where the input fails.
  bool next();

  /// The line on which the last record began, or should have, from 1.
  [[nodiscard]] std::uint64_t line() const { return line_; }
  /// How many fields the record has.
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  /// A field's text without its quotes. It holds until the next call of `next`.
  [[nodiscard]] std::string_view field(std::size_t place) const;

  /// SHA-256 of all the input's bytes, as 64 hex digits. REQUIRES: `next` has answered false, and this was
  /// not asked before.
  [[nodiscard]] std::string sha256() { return hash_.hex(); }

 private:
  [[nodiscard]] bool has(std::size_t offset);
  [[nodiscard]] char at(std::size_t offset) const { return buffer_[begin_ + offset]; }
  [[nodiscard]] bool fill();
  void skip_mark();
  [[nodiscard]] std::size_t line_end(std::size_t offset);
  [[nodiscard]] std::size_t scan_record();
  [[nodiscard]] std::size_t scan_quoted(std::size_t offset);
  [[nodiscard]] std::size_t scan_plain(std::size_t offset);
  void pass_over(std::size_t bytes);
  void pass_over_line();

  std::istream& input_;
  char separator_;
  core::Sha256 hash_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of the record in buffer_
  bool begun_ = false;
  bool is_amid_line_ = false;  // the line that begins in the buffer is to be passed over
  std::uint64_t line_ = 0;
  std::uint64_t next_line_ = 1;
  std::string characters_;  // of all fields, one after another
  std::vector<std::size_t> ends_;
};

}  // namespace rentroll::projections
