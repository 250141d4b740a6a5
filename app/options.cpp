#include "app/options.hpp"

#include <fmt/format.h>

#include <charconv>

#include "app/program_log.hpp"

namespace rentroll::app {

void add_log_option(Command& command, std::string& log) {
  command.required("--log", log, "DIR", "The folder that holds the log");
}

void add_spreadsheet_option(Command& command, bool& spreadsheet_safe) {
  command.flag("--spreadsheet-safe", spreadsheet_safe,
               "In CSV, an apostrophe before each text that a spreadsheet would take for a formula");
}

void add_format_option(Command& command, FormatOptions& format) {
  command.option("--format", format.name, "FORM", "table (default), csv, or json: one object a line")
      .one_of<Format>();
  add_spreadsheet_option(command, format.spreadsheet_safe);
}

void add_as_of_option(Command& command, OptionalText& as_of) {
  command.option(
      "--as-of", as_of, "T",
      "What occurred at or before this instant, as 2024-01-31T09:30:00Z; a date alone is its 00:00:00");
}

void add_prefix_options(Command& command, ReadOptions& read) {
  command
      .option("--at-seq", read.at_seq, "N",
              "Only events 1 to N: the same answer again after the log has grown")
      .option("--known-at", read.known_at, "T", "Only what the log had recorded by this instant");
}

void add_cut_options(Command& command, ReadOptions& read) {
  add_as_of_option(command, read.as_of);
  add_prefix_options(command, read);
}

void check_spreadsheet_safe(bool spreadsheet_safe, bool is_csv, std::string_view right) {
  if (!spreadsheet_safe || is_csv) return;
  throw core::InputError(
      fmt::format("--spreadsheet-safe: only CSV is opened by spreadsheets; right is {}", right));
}

Format format_of(const FormatOptions& format) {
  const Format chosen = word_of<Format>("--format", format.name).value_or(Format::table);
  check_spreadsheet_safe(format.spreadsheet_safe, chosen == Format::csv, "--format csv with it");
  return format.spreadsheet_safe ? Format::spreadsheet_csv : chosen;
}

std::optional<core::Instant> instant_of(std::string_view option, const OptionalText& text) {
  if (!text) return std::nullopt;
  try {
    const core::Instant instant = core::Instant::parse(*text);
    if (core::is_bare_date(*text)) say(fmt::format("{} {} is taken as {}", option, *text, instant.text()));
    return instant;
  } catch (const core::InputError& error) {
    throw error.at(std::string(option));
  }
}

Period period_of(const OptionalText& from, const OptionalText& to) {
  const Period period{instant_of("--from", from), instant_of("--to", to)};
  if (period.from && period.to && *period.to < *period.from) {
    throw core::InputError(fmt::format(
        "--to {} is before --from {}: right is --from the first instant and --to the first one that no "
        "longer belongs to it (T2)",
        *to, *from));
  }
  return period;
}

std::optional<std::uint64_t> count_of(std::string_view option, const OptionalText& text) {
  if (!text) return std::nullopt;
  std::uint64_t count = 0;
  const char* const end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, count);
  if (error != std::errc{} || stopped != end) {
    throw core::InputError(
        fmt::format("{}: \"{}\" is no whole number; right is for example 1200", option, *text));
  }
  return count;
}

int threads_of(const OptionalText& text, int otherwise) {
  if (!text) return otherwise;
  const std::uint64_t threads = *count_of("--threads", text);
  if (threads == 0) throw core::InputError("--threads: 0 is too few; right is 1 or more");
  return threads == 1 ? 1 : 2;
}

void named_twice(std::string_view option, std::string_view word) {
  throw core::InputError(fmt::format("{}: \"{}\" is named twice", option, word));
}

void not_among(std::string_view option, std::string_view text, const std::string& right) {
  throw core::InputError(fmt::format("{}: \"{}\" is none of {}", option, text, right));
}

}  // namespace rentroll::app
