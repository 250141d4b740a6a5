#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/command_line.hpp"
#include "app/table.hpp"
#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/text_enum.hpp"

/// The values of options. A wrong one is an InputError that names its option.
namespace rentroll::app {

/// In which form a command prints its rows.
struct FormatOptions {
  std::optional<std::string> name;
  bool spreadsheet_safe = false;
};

/// The options of every command that reads a log.
struct ReadOptions {
  std::string log;
  std::optional<std::string> as_of;
  std::optional<std::string> at_seq;
  std::optional<std::string> known_at;
  FormatOptions format;
};

using OptionalText = std::optional<std::string>;

void add_log_option(Command& command, std::string& log);
/// `--spreadsheet-safe`, of every command that writes CSV.
void add_spreadsheet_option(Command& command, bool& spreadsheet_safe);
/// `--format` and `--spreadsheet-safe`.
void add_format_option(Command& command, FormatOptions& format);
void add_as_of_option(Command& command, OptionalText& as_of);
/// `--at-seq` and `--known-at`: what of the log is taken.
void add_prefix_options(Command& command, ReadOptions& read);
/// `--as-of` and what of the log is taken.
void add_cut_options(Command& command, ReadOptions& read);

/// Half-open instants: `from` included, `to` not (T2).
struct Period {
  std::optional<core::Instant> from;
  std::optional<core::Instant> to;
  [[nodiscard]] bool contains(core::Instant instant) const {
    return (!from || instant >= *from) && (!to || instant < *to);
  }
};

[[nodiscard]] Format format_of(const FormatOptions& format);
/// Throws InputError where `--spreadsheet-safe` is given for what is no CSV.
void check_spreadsheet_safe(bool spreadsheet_safe, bool is_csv, std::string_view right);
/// A bare date is its 00:00:00, and standard error says so.
[[nodiscard]] std::optional<core::Instant> instant_of(std::string_view option, const OptionalText& text);
[[nodiscard]] Period period_of(const OptionalText& from, const OptionalText& to);
/// A whole number from 0.
[[nodiscard]] std::optional<std::uint64_t> count_of(std::string_view option, const OptionalText& text);
/// The value of `--threads`: 1 or 2, since more do as 2; `otherwise` where it is not given. Throws InputError
/// for 0.
[[nodiscard]] int threads_of(const OptionalText& text, int otherwise);

/// Checks the form of a text, `Checked` being one of core's checked texts.
template <class Checked>
void check_text(std::string_view option, const OptionalText& text) {
  if (!text) return;
  try {
    static_cast<void>(Checked::parse(*text));
  } catch (const core::InputError& error) {
    throw error.at(std::string(option));
  }
}

[[noreturn]] void not_among(std::string_view option, std::string_view text, const std::string& right);

/// A word of a closed set.
template <core::TextEnum Enum>
std::optional<Enum> word_of(std::string_view option, const OptionalText& text) {
  if (!text) return std::nullopt;
  const auto word = core::from_text<Enum>(*text);
  if (!word) not_among(option, *text, core::all_texts<Enum>());
  return word;
}

[[noreturn]] void named_twice(std::string_view option, std::string_view word);

/// Words of a closed set with commas between, each of them once; none without a text.
template <core::TextEnum Enum>
std::vector<Enum> words_of(std::string_view option, const OptionalText& text) {
  std::vector<Enum> words;
  if (!text) return words;
  for (std::size_t begin = 0; begin <= text->size();) {
    const std::size_t end = std::min(text->find(',', begin), text->size());
    const Enum word = *word_of<Enum>(option, text->substr(begin, end - begin));
    if (std::find(words.begin(), words.end(), word) != words.end()) named_twice(option, core::to_text(word));
    words.push_back(word);
    begin = end + 1;
  }
  return words;
}

}  // namespace rentroll::app
