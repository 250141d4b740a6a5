#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace rentroll::scenarios {

/// Reads a file of one record a line, in bounded memory. Lines end with `\n` or `\r\n`; the last one may do
/// without, and one empty line may stand behind it.
class ImportLines {
 public:
  /// A line larger than this is refused: no event is as long.
  static constexpr std::size_t line_bytes_max = std::size_t{1} << 16;

  /// `input` must outlive it.
  explicit ImportLines(std::istream& input) : input_(input) {}

  /// The next line without its end, which holds until the next call; nothing at the end. Throws InputError,
  /// without a place, for a blank line or one that is too long, and SystemError where the input fails.
  [[nodiscard]] std::optional<std::string_view> next();

  /// The number of the line that was read, or should have been, from 1.
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  [[nodiscard]] std::optional<std::string_view> take();
  [[nodiscard]] bool fill();

  std::istream& input_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of the next line in buffer_
  std::uint64_t line_ = 0;
};

}  // namespace rentroll::scenarios
