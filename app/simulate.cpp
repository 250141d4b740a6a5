#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "app/program_log.hpp"
#include "app/progress.hpp"
#include "app/run_summary.hpp"
#include "scenarios/run.hpp"
#include "scenarios/scenario_file.hpp"

namespace rentroll::app {
namespace {

using scenarios::RunResult;
using scenarios::Scenario;

constexpr const char* footer =
    "Prints what was run, the accounts at the end, and every expectation and check that does not hold; then "
    "the exit\n"
    "code is 1, and the log is kept. More than 20 accounts are summed up by currency. A run that was "
    "interrupted is\n"
    "gone on with by --resume, and ends in the same log as an undisturbed one.\n"
    "\n"
    "Example:\n"
    "  rentroll simulate scenarios/library/first_steps.toml --log books";

struct Options {
  std::string file;
  std::string log;
  bool append = false;
  bool resume = false;
  OptionalText format;
};

Format summary_format(const Options& options) {
  const Format format = format_of({options.format, false});
  if (format == Format::csv) {
    throw core::InputError(
        "--format csv: simulate prints a summary, which has no rows; right is table or json");
  }
  return format;
}

RunResult run(const Scenario& scenario, const Options& options) {
  Progress progress("simulating", Progress::Beside::nothing);
  const auto show = [&](core::Instant now, core::Seq events) { progress.show(events, now); };
  if (options.append) return scenarios::simulate_append(scenario, options.log, show);
  if (options.resume) return scenarios::simulate_resume(scenario, options.log, show);
  return scenarios::simulate_new(scenario, options.log, show);
}

int simulate(const Options& options, Output& output) {
  const Format format = summary_format(options);
  if (options.append && options.resume) {
    throw core::InputError(
        "--append and --resume exclude each other: a log is either gone on with, or an interrupted "
        "run in it is");
  }
  const Scenario scenario = scenarios::read_scenario(options.file);
  log_line(fmt::format("scenario {}: {} steps, {} checks, SHA-256 {}", options.file, scenario.steps.size(),
                       scenario.checks.size(), scenario.sha256));
  const RunResult result = run(scenario, options);
  say_overdue(result.overdue_events);
  log_line(
      fmt::format("log {}: events {} to {} are written", options.log, result.first_seq, result.last_seq));
  format == Format::json ? print_run_as_json(scenario, result, output) : print_run(scenario, result, output);
  return result.findings.empty() ? done : does_not_hold;
}

}  // namespace

void add_simulate(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("simulate", "Run a scenario file into a log");
  command.argument("FILE", options->file, "The scenario, in TOML");
  command
      .required("--log", options->log, "DIR",
                "The folder for the log: one that is empty or does not exist yet")
      .flag("--append", options->append,
            "Go on with the log that the folder holds, from where its clock stands")
      .flag("--resume", options->resume, "Go on with an interrupted run of the same file");
  command.option("--format", options->format, "FORM", "table (default), or json: the summary as one object")
      .one_of({Format::table, Format::json});
  command.footer([] { return footer; });
  command.action([options](Output& output) { return simulate(*options, output); });
}

}  // namespace rentroll::app
