#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <sstream>

#include "app/exit_code.hpp"
#include "app/program_log.hpp"
#include "core/assert.hpp"
#include "core/error.hpp"

namespace rentroll::app {
namespace {

constexpr const char* program_summary =
    "rentroll simulates the renting of phone numbers and bills it, month by month: scenarios make\n"
    "requests, what is accepted is recorded in a log, and the log answers what was charged and why.\n";

constexpr const char* first_commands =
    "Where to begin\n"
    "  Finance, a month's bill:     rentroll charges --log DIR --from 2024-01-01 --to 2024-02-01\n"
    "  Product, trying a rule out:  rentroll simulate FILE --log DIR\n"
    "  Audit, one number's story:   rentroll audit number +14155550100 --log DIR\n";

constexpr const char* help_names = "-h,--help";
constexpr const char* help_summary = "Print this help and exit";
constexpr const char* version_summary = "Print the version and exit";
constexpr const char* verbose_summary = "Say on standard error what is being done";

/// What the program's help shows below the commands.
std::string program_footer() {
  std::string text = std::string(first_commands) + "\nExit codes\n";
  for (const auto& [code, meaning] : exit_meanings) text += fmt::format("  {}  {}\n", +code, meaning);
  return text + "\n`rentroll COMMAND --help` says more, with an example.";
}

/// The options that every command has, and the program itself.
std::vector<OptionDescription> common_options() {
  return {{{"-h", "--help"}, "", help_summary, false, {}}, {{"--verbose"}, "", verbose_summary, false, {}}};
}

ProgramDescription program_description() {
  ProgramDescription program;
  program.program = {"rentroll", program_summary, {}, common_options(), [] { return first_commands; }};
  program.program.options.push_back({{"--version"}, "", version_summary, false, {}});
  program.version = RENTROLL_VERSION;
  program.in_short = RENTROLL_DESCRIPTION;
  return program;
}

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
                           const char* summary) {
  app_->add_option(name, value, summary)->required()->type_name(value_name);
  describe(OptionDescription{{name}, value_name, summary, true, {}});
  return *this;
}

Command& Command::option(const std::string& name, std::optional<std::string>& value, const char* value_name,
                         const char* summary) {
  const auto assign = [&value](const std::string& text) { value = text; };
  app_->add_option_function<std::string>(name, assign, summary)->type_name(value_name);
  describe(OptionDescription{{name}, value_name, summary, false, {}});
  return *this;
}

Command& Command::options(const std::string& name, std::vector<std::string>& values, int count,
                          const char* value_name, const char* summary) {
  app_->add_option(name, values, summary)->type_size(count)->expected(1)->type_name(value_name);
  describe(OptionDescription{{name}, value_name, summary, false, {}});
  return *this;
}

Command& Command::flag(const std::string& name, bool& value, const char* summary) {
  app_->add_flag(name, value, summary);
  describe(OptionDescription{{name}, "", summary, false, {}});
  return *this;
}

Command& Command::argument(const std::string& name, std::string& value, const char* summary) {
  app_->add_option(name, value, summary)->required()->type_name("");
  describe(ArgumentDescription{name, summary, false, {}});
  return *this;
}

Command& Command::arguments(const std::string& name, std::vector<std::string>& values, const char* summary) {
  app_->add_option(name, values, summary)->type_name("");
  describe(ArgumentDescription{name, summary, true, {}});
  return *this;
}

void Command::describe(OptionDescription option) {
  const bool has_value = !option.value_name.empty();
  description_->options.push_back(std::move(option));
  last_choice_ = has_value ? &description_->options.back().choice : nullptr;
}

void Command::describe(ArgumentDescription argument) {
  description_->arguments.push_back(std::move(argument));
  last_choice_ = &description_->arguments.back().choice;
}

Command& Command::choose(WordChoice choice) {
  RENTROLL_ASSERT(last_choice_ != nullptr);
  *last_choice_ = std::move(choice);
  return *this;
}

Command& Command::footer(std::function<std::string()> text) {
  app_->footer(std::string());  // the one inherited from the program
  app_->footer(text);
  description_->footer = std::move(text);
  return *this;
}

void Command::action(Action action) {
  app_->callback([chosen = chosen_, action = std::move(action)] { *chosen = action; });
}

CommandLine::CommandLine()
    : app_(std::make_unique<CLI::App>(program_summary, "rentroll")), description_(program_description()) {
  app_->set_version_flag("--version", "rentroll " RENTROLL_VERSION, version_summary);
  app_->set_help_flag(help_names, help_summary);
  app_->add_flag("--verbose", verbose_, verbose_summary);
  app_->footer(program_footer);
  app_->require_subcommand(0, 1);
}

CommandLine::~CommandLine() = default;

Command CommandLine::add(const char* name, const char* summary) {
  CLI::App* command = app_->add_subcommand(name, summary);
  command->set_help_flag(help_names, help_summary);
  command->add_flag_function(
      "--verbose", [this](std::int64_t) { verbose_ = true; }, verbose_summary);
  description_.commands.push_back({name, summary, {}, common_options(), [] { return std::string(); }});
  return {*command, chosen_, description_.commands.back()};
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
