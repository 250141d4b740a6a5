#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "app/program_log.hpp"
#include "app/progress.hpp"
#include "projections/digest.hpp"
#include "scenarios/generator.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "A synthetic but lawful history, by real simulation, from 2024-01-01 on; a month is 30 days. Its mix: "
    "numbers\n"
    "are rented over the first half of the time; 3 % of them are unrented a month, of those a quarter is\n"
    "reclaimed, a tenth recovered, the rest returned, stocked again and rented by somebody else; 1 % of the\n"
    "accounts are suspended a month; a few close, are given credit or a goodwill adjustment; a few numbers "
    "are\n"
    "repriced, and a few requests refused. The same options give the same log, byte for byte in its events, "
    "on\n"
    "every machine and with any number of threads.\n"
    "\n"
    "Prints one object: {\"events\":N,\"accounts\":N,\"numbers\":N,\"digest\":\"HEX\"}\n"
    "\n"
    "Example: about two million events\n"
    "  rentroll generate --log synthetic --accounts 5000 --numbers 100000 --months 24 --seed 1";

struct Options {
  std::string log;
  std::string accounts;
  std::string numbers;
  std::string months;
  std::string seed;
  OptionalText threads;
};

int generate(const Options& options, Output& output) {
  scenarios::GeneratorSettings settings;
  settings.accounts = *count_of("--accounts", options.accounts);
  settings.numbers = *count_of("--numbers", options.numbers);
  settings.months = *count_of("--months", options.months);
  settings.seed = *count_of("--seed", options.seed);
  const int threads = threads_of(options.threads, 2);
  Progress progress("generating", Progress::Beside::nothing);
  const projections::State state =
      scenarios::generate(settings, options.log, threads,
                          [&](core::Instant now, core::Seq events) { progress.show(events, now); });
  log_line(fmt::format("log {}: events 1 to {} are written", options.log, state.last_seq));
  output.write(fmt::format(R"({{"events":{},"accounts":{},"numbers":{},"digest":"{}"}})"
                           "\n",
                           state.last_seq, settings.accounts, settings.numbers, projections::digest(state)));
  return done;
}

}  // namespace

void add_generate(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("generate", "Make a synthetic but lawful history of any size");
  add_log_option(command, options->log);
  command.required("--accounts", options->accounts, "N", "How many accounts")
      .required("--numbers", options->numbers, "N", "How many numbers")
      .required("--months", options->months, "N", "How many months of 30 days")
      .required("--seed", options->seed, "S", "A whole number from which all chance follows")
      .option("--threads", options->threads, "N",
              "Threads: 2 (default), of which one writes what the other simulates, or 1");
  command.footer([] { return footer; });
  command.action([options](Output& output) { return generate(*options, output); });
}

}  // namespace rentroll::app
