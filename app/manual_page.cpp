#include "app/manual_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/exit_code.hpp"
#include "app/roff.hpp"

namespace rentroll::app {
namespace {

constexpr const char* see_also =
    "The rules that are named in brackets, as (C3), stand in `rules.md`; all columns and options are told at "
    "length in `commands.md`, scenario files in `scenario-files.md`, the program's libraries for other "
    "programs "
    "in `architecture.md`. They are installed in `share/doc/rentroll`, scenarios and policies in "
    "`share/rentroll`.";

bool is_common(const OptionDescription& option, const CommandDescription& program) {
  return std::any_of(program.options.begin(), program.options.end(),
                     [&](const OptionDescription& each) { return each.names == option.names; });
}

/// The words that a value can be, where neither the summary nor the footer names all of them.
std::string untold_words(const WordChoice& choice, const std::string& summary, const std::string& footer) {
  const auto is_told = [&](std::string_view word) {
    return summary.find(word) != summary.npos || footer.find(word) != footer.npos;
  };
  if (std::all_of(choice.words.begin(), choice.words.end(), is_told)) return "";
  return fmt::format(". One of: {}", fmt::join(choice.words, ", "));
}

/// An option as it is typed, on one line: `--log DIR`.
std::string typed(const OptionDescription& option) {
  std::string text;
  for (const std::string& name : option.names) text += (text.empty() ? "" : ", ") + roff_in('B', name);
  if (!option.value_name.empty()) text += "\\ " + roff_in('I', option.value_name);
  return text;
}

std::string entry(const std::string& what, const std::string& meaning) {
  return ".TP\n" + what + "\n" + roff_text(meaning) + "\n";
}

std::string synopsis(const CommandDescription& command, const CommandDescription& program) {
  std::string text = fmt::format(".SY \"{} {}\"\n", program.name, command.name);
  for (const ArgumentDescription& argument : command.arguments) {
    text += roff_in('I', argument.name) + (argument.repeats ? "\\ ...\\&\n" : "\n");
  }
  for (const OptionDescription& option : command.options) {
    if (option.required) text += typed(option) + "\n";
  }
  for (const OptionDescription& option : command.options) {
    if (!option.required && !is_common(option, program)) text += "[" + typed(option) + "]\n";
  }
  return text + ".YS\n";
}

std::string command_section(const CommandDescription& command, const CommandDescription& program) {
  const std::string footer = command.footer();
  std::string text = fmt::format(".SS {}\n", roff_text(command.name)) + synopsis(command, program);
  text += ".PP\n" + roff_text(command.summary) + (command.summary.ends_with('.') ? "\n" : ".\n");
  for (const ArgumentDescription& argument : command.arguments) {
    text += entry(roff_in('I', argument.name),
                  argument.summary + untold_words(argument.choice, argument.summary, footer));
  }
  for (const OptionDescription& option : command.options) {
    if (is_common(option, program)) continue;
    text += entry(typed(option), option.summary + untold_words(option.choice, option.summary, footer));
  }
  return text + roff_paragraphs(footer);
}

std::string exit_section() {
  std::string text = ".SH \"EXIT STATUS\"\n";
  for (const auto& [code, meaning] : exit_meanings) {
    text += entry(roff_in('B', std::to_string(code)), std::string(meaning));
  }
  return text;
}

}  // namespace

std::string manual_page(const ProgramDescription& description, std::string_view date) {
  const CommandDescription& program = description.program;
  // No hyphenation and a ragged right margin: names and commands are to be copied.
  std::string page = fmt::format(".TH RENTROLL 1 \"{}\" \"{} {}\" \"User Commands\"\n.nr HY 0\n.ad l\n", date,
                                 program.name, description.version);
  page += fmt::format(".SH NAME\n{} \\- {}\n", program.name, roff_text(description.in_short));
  page += fmt::format(".SH SYNOPSIS\n.B {}\n.I COMMAND\n[options]\n", program.name);
  page += ".SH DESCRIPTION\n" + roff_text(program.summary) + roff_paragraphs(program.footer());
  page += ".SH OPTIONS\nEvery command takes these too, but for the version.\n";
  for (const OptionDescription& option : program.options) page += entry(typed(option), option.summary);
  page += ".SH COMMANDS\n";
  for (const CommandDescription& command : description.commands) page += command_section(command, program);
  return page + exit_section() + ".SH \"SEE ALSO\"\n" + roff_text(see_also) + "\n";
}

}  // namespace rentroll::app
