#include "scenarios/forecast.hpp"

#include <fmt/format.h>

#include "app/charge_rows.hpp"
#include "app/commands.hpp"
#include "app/exit_code.hpp"

namespace rentroll::app {
namespace {

using projections::State;

constexpr const char* rest_of_footer =
    "Nothing is written. The ids are those that the charges will have if nothing else is recorded before.\n"
    "\n"
    "Example: what each account will be charged up to the end of the year, month by month\n"
    "  rentroll forecast --log books --until 2024-12-31T23:59:59Z --total account,month";

struct Options {
  ReadOptions read;
  ChargeOptions charges;
  std::string until;
};

/// The clock goes on from whole units alone: within one, what its request or timer made happen is half there.
void check_ends_unit(const LogReader& log) {
  const core::Seq last = log.last_seq();
  if (last == 0) return;
  const core::Seq end = events::end_of_unit(log.store(), last);
  if (end == last) return;
  throw core::InputError(
      fmt::format("--at-seq {}: that event is in the middle of what one request or timer recorded, from "
                  "which no clock goes on; right is {}, the last of them",
                  last, end));
}

int forecast(const Options& options, Output& output) {
  State state;
  ChargeRows rows(options.charges, format_of(options.read.format), output, state.names);
  const core::Instant until = *instant_of("--until", options.until);
  const LogReader log(options.read);
  check_ends_unit(log);
  state = log.state();
  rows.check_named(log, state.names);
  Progress progress("forecasting", Progress::Beside::rows);
  scenarios::forecast(state, until, [&](const events::Event& event) {
    progress.at(event.seq, event.occurred_at);
    rows.add(event);
  });
  rows.finish();
  return done;
}

}  // namespace

void add_forecast(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("forecast", "List or sum what will be charged if nobody asks for anything more");
  add_log_option(command, options->read.log);
  command.required("--until", options->until, "T",
                   "Up to and including this instant, as 2024-12-31T23:59:59Z; a date alone is its 00:00:00");
  add_charge_options(command, options->charges);
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return charge_columns_help() + rest_of_footer; });
  command.action([options](Output& output) { return forecast(*options, output); });
}

}  // namespace rentroll::app
