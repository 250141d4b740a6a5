#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

/// The text of a scenario file: reading it within bounds, and finding places in it. Errors bear the place
/// before their sentence; within a file that is `LINE:COL`.
namespace rentroll::scenarios {

/// A place in a text, both counted from 1.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;  ///< in code points, as toml++ counts

  [[nodiscard]] std::string text() const { return std::to_string(line) + ":" + std::to_string(column); }
};

/// Throws InputError with a place before the sentence.
[[noreturn]] void fail_at(const std::string& place, const std::string& sentence);

/// Reads a whole file. Throws InputError where it is no regular file or beyond `scenario_bytes_max`,
/// SystemError where it cannot be read.
[[nodiscard]] std::string read_scenario_text(const std::filesystem::path& path);

/// Throws InputError, naming the file, for a text beyond `scenario_bytes_max`.
void check_size(const std::string& text, const std::string& file);

/// Throws InputError for what would harm the TOML parser: bytes that are not UTF-8, keys nested without end.
void check_parsable(std::string_view text);

/// A UTF-8 byte order mark at the front is passed over.
[[nodiscard]] std::string_view without_mark(std::string_view text);

/// Finds places of a text. It goes from the last one to the next, so that places near each other cost little
/// wherever they are.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  /// The offset of a position that the parser gave.
  std::size_t seek(const Position& to);

  /// The date or date-time that begins at a position, as it is written: the parser drops digits, and the
  /// difference between `Z` and `+00:00`. What TOML lets be written in more than one way is brought to the
  /// way of T1.
  [[nodiscard]] std::string date_at(const Position& position);

  /// The position of the front of the date that a position lies in or behind.
  [[nodiscard]] Position front_of_date(const Position& position);

 private:
  [[nodiscard]] bool is_space_in_date(std::size_t begin, std::size_t at) const;
  void go_to_next_line();
  void go_to_line_before();

  std::string_view text_;
  std::size_t offset_ = 0;
  Position at_;
};

}  // namespace rentroll::scenarios
