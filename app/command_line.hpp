#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/output.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

/// The command line as the commands see it. Options are texts; what they mean is said in options.hpp, where a
/// wrong value is an InputError that names its option.
namespace rentroll::app {

/// What a command does once its options are read; answers with an exit code.
using Action = std::function<int(Output&)>;

/// Declares one command's options. What they are read into must live until the action has run.
class Command {
 public:
  Command(CLI::App& app, Action& chosen) : app_(&app), chosen_(&chosen) {}

  Command& required(const std::string& name, std::string& value, const char* value_name,
                    const char* description);
  Command& option(const std::string& name, std::optional<std::string>& value, const char* value_name,
                  const char* description);
  /// An option that takes so many values.
  Command& options(const std::string& name, std::vector<std::string>& values, int count,
                   const char* value_name, const char* description);
  Command& flag(const std::string& name, bool& value, const char* description);
  Command& argument(const std::string& name, std::string& value, const char* description);
  Command& arguments(const std::string& name, std::vector<std::string>& values, const char* description);
  /// What the help shows below the options. It is made only when it is asked for.
  Command& footer(std::function<std::string()> text);
  /// What is done where this command was given.
  void action(Action action);

 private:
  CLI::App* app_;
  Action* chosen_;
};

class CommandLine {
 public:
  CommandLine();
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  [[nodiscard]] Command add(const char* name, const char* description);

  /// The action of the command given, or one that prints a help or the version. Throws InputError.
  [[nodiscard]] Action parse(int argc, const char* const* argv);

 private:
  std::unique_ptr<CLI::App> app_;
  Action chosen_;
  bool verbose_ = false;
};

}  // namespace rentroll::app
