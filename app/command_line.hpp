#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/description.hpp"
#include "app/output.hpp"
#include "core/text_enum.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

/// The command line as the commands see it. Options are texts; what they mean is said in options.hpp, where a
/// wrong value is an InputError that names its option.
namespace rentroll::app {

/// What a command does once its options are read; answers with an exit code.
using Action = std::function<int(Output&)>;

/// Declares one command's options. What they are read into must live until the action has run. A value whose
/// name begins with FILE is a file, DIR is a folder.
class Command {
 public:
  Command(CLI::App& app, Action& chosen, CommandDescription& description)
      : app_(&app), chosen_(&chosen), description_(&description) {}

  Command& required(const std::string& name, std::string& value, const char* value_name, const char* summary);
  Command& option(const std::string& name, std::optional<std::string>& value, const char* value_name,
                  const char* summary);
  /// An option that takes so many values.
  Command& options(const std::string& name, std::vector<std::string>& values, int count,
                   const char* value_name, const char* summary);
  Command& flag(const std::string& name, bool& value, const char* summary);
  Command& argument(const std::string& name, std::string& value, const char* summary);
  Command& arguments(const std::string& name, std::vector<std::string>& values, const char* summary);

  /// Says that the value of what was declared last is a word of a closed set, for those who complete it. What
  /// is given is checked where it is read (`word_of`, `words_of`).
  template <core::TextEnum Enum>
  Command& one_of() {
    return choose({all_words<Enum>(), false});
  }
  /// The same where only these of the set are right.
  template <core::TextEnum Enum>
  Command& one_of(std::initializer_list<Enum> values) {
    WordChoice choice;
    for (const Enum value : values) choice.words.push_back(core::to_text(value));
    return choose(std::move(choice));
  }
  /// The same of several words with commas between.
  template <core::TextEnum Enum>
  Command& several_of() {
    return choose({all_words<Enum>(), true});
  }

  /// What the help shows below the options. It is made only when it is asked for.
  Command& footer(std::function<std::string()> text);
  /// What is done where this command was given.
  void action(Action action);

 private:
  template <core::TextEnum Enum>
  static std::vector<std::string_view> all_words() {
    std::vector<std::string_view> words;
    words.reserve(core::EnumTexts<Enum>::value.size());
    for (const auto& [value, word] : core::EnumTexts<Enum>::value) words.push_back(word);
    return words;
  }

  void describe(OptionDescription option);
  void describe(ArgumentDescription argument);
  /// REQUIRES: what was declared last takes a value.
  Command& choose(WordChoice choice);

  CLI::App* app_;
  Action* chosen_;
  CommandDescription* description_;
  WordChoice* last_choice_ = nullptr;  // of what was declared last, until more is declared
};

class CommandLine {
 public:
  CommandLine();
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  [[nodiscard]] Command add(const char* name, const char* summary);

  /// The action of the command given, or one that prints a help or the version. Throws InputError.
  [[nodiscard]] Action parse(int argc, const char* const* argv);

  /// What was declared so far.
  [[nodiscard]] const ProgramDescription& description() const { return description_; }

 private:
  std::unique_ptr<CLI::App> app_;
  ProgramDescription description_;
  Action chosen_;
  bool verbose_ = false;
};

}  // namespace rentroll::app
