#include "projections/csv.hpp"

#include "core/error.hpp"
#include "core/read_chunk.hpp"

namespace rentroll::projections {

using core::InputError;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

bool CsvReader::fill() {
  constexpr std::size_t chunk_bytes = std::size_t{1} << 16;
  const std::size_t read = core::read_chunk(input_, buffer_, begin_, chunk_bytes);
  hash_.update(std::string_view(buffer_).substr(buffer_.size() - read));
  return read != 0;
}

/// Whether there is a byte so far behind the record's front.
bool CsvReader::has(std::size_t offset) {
  while (begin_ + offset >= buffer_.size()) {
    if (!fill()) return false;
  }
  return true;
}

void CsvReader::skip_mark() {
  begun_ = true;
  const std::string_view front = has(2) ? std::string_view(buffer_).substr(0, 3) : buffer_;
  if (front == "\xEF\xBB\xBF") begin_ = 3;
  if (front.starts_with("\xFF\xFE") || front.starts_with("\xFE\xFF")) {
    throw InputError("the file is in UTF-16: right is one saved as UTF-8");
  }
}

/// The bytes of the line end at an offset, 0 where there is none.
std::size_t CsvReader::line_end(std::size_t offset) {
  if (at(offset) == '\n') return 1;
  if (at(offset) != '\r') return 0;
  if (!has(offset + 1) || at(offset + 1) != '\n') {
    throw InputError("a carriage return without a line feed: right are lines that end with \\n or \\r\\n");
  }
  return 2;
}

/// Reads a field without quotes, and answers with the offset behind it.
std::size_t CsvReader::scan_plain(std::size_t offset) {
  const std::size_t begin = offset;
  for (; has(offset) && offset <= record_bytes_max; ++offset) {
    const char c = at(offset);
    if (c == separator_ || c == '\n' || c == '\r') break;
    if (c == '"') {
      throw InputError(
          "a quote inside a field that does not begin with one: right is the whole field in quotes, "
          "those in it doubled");
    }
  }
  characters_.append(buffer_, begin_ + begin, offset - begin);
  return offset;
}

/// Reads a field that begins with a quote, and answers with the offset behind the closing one.
std::size_t CsvReader::scan_quoted(std::size_t offset) {
  for (++offset; has(offset) && offset <= record_bytes_max; ++offset) {
    if (at(offset) == '"') {
      const bool doubled = has(offset + 1) && at(offset + 1) == '"';
      if (!doubled) return offset + 1;
      ++offset;
    }
    characters_ += at(offset);
  }
  throw InputError("a quote is opened here and not closed within 64 KiB");
}

/// Reads the record at the front of the buffer, and answers with its bytes, line end included.
std::size_t CsvReader::scan_record() {
  characters_.clear();
  ends_.clear();
  for (std::size_t offset = 0;; ++offset) {
    const bool quoted = has(offset) && at(offset) == '"';
    offset = quoted ? scan_quoted(offset) : scan_plain(offset);
    if (offset > record_bytes_max) throw InputError("the record is larger than 64 KiB");
    ends_.push_back(characters_.size());
    if (!has(offset)) return offset;
    if (at(offset) == separator_) continue;
    if (const std::size_t end = line_end(offset); end != 0) return offset + end;
    throw InputError("text follows a closing quote: right is the separator, or the line's end");
  }
}

void CsvReader::pass_over(std::size_t bytes) {
  const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
  next_line_ +=
      static_cast<std::uint64_t>(std::count(begin, begin + static_cast<std::ptrdiff_t>(bytes), '\n'));
  begin_ += bytes;
}

void CsvReader::pass_over_line() {
  is_amid_line_ = false;
  while (has(0)) {
    const std::size_t end = buffer_.find('\n', begin_);
    pass_over(std::min(end, buffer_.size() - 1) + 1 - begin_);
    if (end != buffer_.npos) return;
  }
}

bool CsvReader::next() {
  if (!begun_) skip_mark();
  if (is_amid_line_) pass_over_line();
  while (has(0)) {
    line_ = next_line_;
    try {
      const std::size_t bytes = scan_record();
      const bool blank = at(0) == '\n' || at(0) == '\r';
      pass_over(bytes);
      if (!blank) return true;
    } catch (const InputError&) {
      is_amid_line_ = true;
      throw;
    }
  }
  return false;
}

std::string_view CsvReader::field(std::size_t place) const {
  const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
  return std::string_view(characters_).substr(begin, ends_[place] - begin);
}

}  // namespace rentroll::projections
