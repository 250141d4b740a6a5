#include "app/bash_completion.hpp"

#include <fmt/format.h>

#include "core/assert.hpp"

namespace rentroll::app {
namespace {

constexpr const char* beginning = R"(# Completion of rentroll's command line in bash.

)";

/// `words` is what stands before the word to be completed, an option's `=` left out.
constexpr const char* ending = R"(
_rentroll() {
  local IFS=$' \t\n' current=${COMP_WORDS[COMP_CWORD]} words=() i
  # bash splits --option=value into three words.
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ ${COMP_WORDS[i]} == = && ${COMP_WORDS[i - 1]} == --* ]] || words+=("${COMP_WORDS[i]}")
  done
  [[ $current == = && ${COMP_WORDS[COMP_CWORD - 1]} == --* ]] && current=''

  local command='' option='' place=1 given=' ' word kind choice
  for word in "${words[@]}"; do
    if [[ $option ]]; then
      option=''
    elif [[ $word == -* ]]; then
      given+="$word "
      _rentroll_value "$command" "$word" && option=$word
    elif [[ ! $command ]]; then
      command=$word
    else
      ((place += 1))
    fi
  done

  COMPREPLY=()
  kind=text choice=''
  if [[ $option ]]; then
    _rentroll_value "$command" "$option"
  elif [[ $current == -* ]] || ! _rentroll_value "$command" "$place"; then
    kind=words
    for word in $(_rentroll_options "$command"); do
      [[ $given == *" $word "* ]] || choice+=" $word"
    done
  fi
  _rentroll_complete
}

# Completes $current to what is of $kind, and of $choice where that is words.
_rentroll_complete() {
  local before='' left='' word
  case $kind in
    words) mapfile -t COMPREPLY < <(compgen -W "$choice" -- "$current") ;;
    words_with_commas)
      [[ $current == *,* ]] && before=${current%,*},
      for word in $choice; do
        [[ ,$before == *,"$word",* ]] || left+=" $word"
      done
      mapfile -t COMPREPLY < <(compgen -P "$before" -W "$left" -- "${current##*,}")
      compopt -o nospace 2> /dev/null
      ;;
    files)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      compopt -o filenames 2> /dev/null
      ;;
    folders)
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      compopt -o filenames 2> /dev/null
      ;;
  esac
}

complete -F _rentroll rentroll
)";

/// A text in single quotes.
std::string quoted(const std::string& text) {
  RENTROLL_ASSERT(text.find('\'') == text.npos);
  return "'" + text + "'";
}

std::string option_names(const CommandDescription& command) {
  std::string names;
  for (const OptionDescription& option : command.options) {
    for (const std::string& name : option.names) names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

std::string options_function(const ProgramDescription& description) {
  std::string text =
      "# Prints the options of a command, or those of the program.\n"
      "_rentroll_options() {\n"
      "  case $1 in\n";
  text += fmt::format("    '') echo {} ;;\n", quoted(option_names(description.program)));
  for (const CommandDescription& command : description.commands) {
    text += fmt::format("    {}) echo {} ;;\n", command.name, quoted(option_names(command)));
  }
  return text + "  esac\n}\n";
}

/// The words that set what a value is.
std::string assignment(const WordChoice& choice, const std::string& value_name) {
  switch (value_kind(choice, value_name)) {
    case ValueKind::words:
      return fmt::format("kind={} choice='{}'", choice.several ? "words_with_commas" : "words",
                         fmt::join(choice.words, " "));
    case ValueKind::file:
      return "kind=files";
    case ValueKind::folder:
      return "kind=folders";
    case ValueKind::text:
      break;
  }
  return "kind=text";
}

/// A line for each argument and each option with a value.
std::string values_of(const CommandDescription& command) {
  std::string text;
  std::size_t place = 0;
  for (const ArgumentDescription& argument : command.arguments) {
    // A repeated argument is the last one: it takes all places from its own on.
    const std::string places = argument.repeats ? "*" : std::to_string(++place);
    const std::string blank = argument.repeats ? "\\ [0-9]" : "\\ ";
    text += fmt::format("    {}{}{}) {} ;;\n", command.name, blank, places,
                        assignment(argument.choice, argument.name));
  }
  for (const OptionDescription& option : command.options) {
    if (option.value_name.empty()) continue;
    for (const std::string& name : option.names) {
      text += fmt::format("    {}\\ {}) {} ;;\n", command.name, name,
                          assignment(option.choice, option.value_name));
    }
  }
  return text;
}

std::string value_function(const ProgramDescription& description) {
  WordChoice commands;
  for (const CommandDescription& command : description.commands) commands.words.push_back(command.name);
  std::string text =
      "\n"
      "# Sets what a command's argument is, by its place, or the value of an option; fails where there is "
      "none.\n"
      "_rentroll_value() {\n"
      "  case \"$1 $2\" in\n";
  text += fmt::format("    \\ 1) {} ;;\n", assignment(commands, ""));
  for (const CommandDescription& command : description.commands) text += values_of(command);
  return text + "    *) return 1 ;;\n  esac\n}\n";
}

}  // namespace

std::string bash_completion(const ProgramDescription& description) {
  return beginning + options_function(description) + value_function(description) + ending;
}

}  // namespace rentroll::app
