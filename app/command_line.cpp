#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <sstream>

#include "app/exit_code.hpp"
#include "app/program_log.hpp"
#include "core/error.hpp"

namespace rentroll::app {
namespace {

constexpr const char* description =
    "rentroll simulates the renting of phone numbers and bills it, month by month: scenarios make\n"
    "requests, what is accepted is recorded in a log, and the log answers what was charged and why.\n";

constexpr const char* first_commands =
    "Where to begin\n"
    "  Finance, a month's bill:     rentroll charges --log DIR --from 2024-01-01 --to 2024-02-01\n"
    "  Product, trying a rule out:  rentroll simulate FILE --log DIR\n"
    "  Audit, one number's story:   rentroll audit number +14155550100 --log DIR\n"
    "\n"
    "Exit codes: 0 done; 1 done, but something does not hold; 2 bad usage or bad input, nothing\n"
    "written; 3 the system failed. `rentroll COMMAND --help` says more, with an example.";

constexpr const char* verbose_description = "Say on standard error what is being done";

/// What CLI11 says, in one sentence of ours.
std::string sentence_of(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unexpected = app.remaining();
  if (app.get_subcommands().empty() && !unexpected.empty() && !unexpected.front().starts_with('-')) {
    return fmt::format("\"{}\" is no command", unexpected.front());
  }
  std::string sentence = error.what();
  while (!sentence.empty() && (sentence.back() == '\n' || sentence.back() == '.')) sentence.pop_back();
  return sentence;
}

/// What was wrong, and where the right usage stands.
core::InputError usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "rentroll" : "rentroll " + chosen.front()->get_name();
  return core::InputError(
      fmt::format("{}; `{} --help` says what would be right", sentence_of(app, error), command));
}

/// Prints what CLI11 answers to --help and --version.
Action answer(const CLI::App& app, const CLI::Success& call) {
  std::ostringstream text;
  app.exit(call, text, text);
  return [printed = text.str()](Output& output) {
    output.write(printed);
    return done;
  };
}

}  // namespace

Command& Command::required(const std::string& name, std::string& value, const char* value_name,
                           const char* its_description) {
  app_->add_option(name, value, its_description)->required()->type_name(value_name);
  return *this;
}

Command& Command::option(const std::string& name, std::optional<std::string>& value, const char* value_name,
                         const char* its_description) {
  const auto assign = [&value](const std::string& text) { value = text; };
  app_->add_option_function<std::string>(name, assign, its_description)->type_name(value_name);
  return *this;
}

Command& Command::options(const std::string& name, std::vector<std::string>& values, int count,
                          const char* value_name, const char* its_description) {
  app_->add_option(name, values, its_description)->expected(count)->type_name(value_name);
  return *this;
}

Command& Command::flag(const std::string& name, bool& value, const char* its_description) {
  app_->add_flag(name, value, its_description);
  return *this;
}

Command& Command::argument(const std::string& name, std::string& value, const char* its_description) {
  app_->add_option(name, value, its_description)->required()->type_name("");
  return *this;
}

Command& Command::arguments(const std::string& name, std::vector<std::string>& values,
                            const char* its_description) {
  app_->add_option(name, values, its_description)->type_name("");
  return *this;
}

Command& Command::footer(std::function<std::string()> text) {
  app_->footer(std::string());  // the one inherited from the program
  app_->footer(std::move(text));
  return *this;
}

void Command::action(Action action) {
  app_->callback([chosen = chosen_, action = std::move(action)] { *chosen = action; });
}

CommandLine::CommandLine() : app_(std::make_unique<CLI::App>(description, "rentroll")) {
  app_->set_version_flag("--version", "rentroll " RENTROLL_VERSION, "Print the version and exit");
  app_->set_help_flag("-h,--help", "Print this help and exit");
  app_->add_flag("--verbose", verbose_, verbose_description);
  app_->footer(first_commands);
  app_->require_subcommand(0, 1);
}

CommandLine::~CommandLine() = default;

Command CommandLine::add(const char* name, const char* its_description) {
  CLI::App* command = app_->add_subcommand(name, its_description);
  command->set_help_flag("-h,--help", "Print this help and exit");
  command->add_flag_function(
      "--verbose", [this](std::int64_t) { verbose_ = true; }, verbose_description);
  return {*command, chosen_};
}

Action CommandLine::parse(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::Success& call) {
    return answer(*app_, call);
  } catch (const CLI::ParseError& error) {
    throw usage_error(*app_, error);
  }
  if (!chosen_) throw core::InputError("no command is given; `rentroll --help` lists them");
  if (verbose_) show_program_log();
  return chosen_;
}

}  // namespace rentroll::app
