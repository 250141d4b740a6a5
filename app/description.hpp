#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// What the program says of its commands and options. The commands declare it once, for the help; completion
/// and the manual page are made from the same.
namespace rentroll::app {

/// The words that a value can be. Empty where it can be anything.
struct WordChoice {
  std::vector<std::string_view> words;
  bool several = false;  ///< several of them, with commas between
};

struct OptionDescription {
  std::vector<std::string> names;  ///< `-h` and `--help`
  std::string value_name;          ///< `DIR`; empty for an option without a value
  std::string summary;
  bool required = false;
  WordChoice choice;
};

/// What stands without an option's name, in its place.
struct ArgumentDescription {
  std::string name;  ///< `FILE`
  std::string summary;
  bool repeats = false;  ///< any number of them, none included
  WordChoice choice;
};

struct CommandDescription {
  std::string name;
  std::string summary;
  std::vector<ArgumentDescription> arguments;
  std::vector<OptionDescription> options;
  /// What the help shows below the options: paragraphs with empty lines between; indented lines stand for
  /// themselves.
  std::function<std::string()> footer;
};

struct ProgramDescription {
  CommandDescription program;
  std::string version;
  std::string in_short;                     ///< what the program is, in half a sentence
  std::deque<CommandDescription> commands;  ///< which stay where they are while others are added
};

enum class ValueKind : unsigned char { text, words, file, folder };

/// What a value is. One whose name begins with FILE is a file, DIR is a folder.
[[nodiscard]] inline ValueKind value_kind(const WordChoice& choice, std::string_view value_name) {
  if (!choice.words.empty()) return ValueKind::words;
  if (value_name.starts_with("FILE")) return ValueKind::file;
  return value_name == "DIR" ? ValueKind::folder : ValueKind::text;
}

}  // namespace rentroll::app
