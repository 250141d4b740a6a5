#include "scenarios/import_lines.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/read_chunk.hpp"

namespace rentroll::scenarios {

std::optional<std::string_view> ImportLines::next() {
  auto line = take();
  if (!line) return std::nullopt;
  ++line_;
  if (!line->empty()) return line;
  if (!take()) return std::nullopt;
  throw core::InputError("the line is blank: right is one event a line");
}

/// The next line, blank or not.
std::optional<std::string_view> ImportLines::take() {
  std::size_t searched = 0;
  std::size_t end = buffer_.npos;
  while ((end = buffer_.find('\n', begin_ + searched)) == buffer_.npos) {
    searched = buffer_.size() - begin_;
    if (searched > line_bytes_max + 1 || !fill()) break;
  }
  const bool ended = end != buffer_.npos;
  std::string_view line = std::string_view(buffer_).substr(begin_, ended ? end - begin_ : buffer_.npos);
  if (!ended && line.empty()) return std::nullopt;
  begin_ += line.size() + (ended ? 1 : 0);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > line_bytes_max) {
    ++line_;
    throw core::InputError(
        fmt::format("the line is longer than {} bytes: right is one event a line", line_bytes_max));
  }
  return line;
}

bool ImportLines::fill() {
  constexpr std::size_t chunk_bytes = std::size_t{1} << 18;
  return core::read_chunk(input_, buffer_, begin_, chunk_bytes) != 0;
}

}  // namespace rentroll::scenarios
