#include "app/charge_rows.hpp"
#include "app/commands.hpp"
#include "app/exit_code.hpp"

namespace rentroll::app {
namespace {

constexpr const char* example =
    "\n"
    "Example: what each account was charged in January\n"
    "  rentroll charges --log books --from 2024-01-01 --to 2024-02-01 --total account --format csv";

struct Options {
  ReadOptions read;
  ChargeOptions charges;
  OptionalText from;
  OptionalText to;
};

/// Reads the log in its order (late events where they were recorded), in one pass that keeps nothing but
/// sums.
int charges(const Options& options, Output& output) {
  events::Directory names;
  ChargeRows rows(options.charges, format_of(options.read.format), output, names);
  const LogReader log(options.read);
  const Period period = period_of(options.from, options.to);
  log.scan(names, options.charges.account, options.charges.number, [&](const events::EventView& event) {
    if (period.contains(event.occurred_at)) rows.add(event);
    return true;
  });
  rows.check_named(log, names);
  rows.finish();
  return done;
}

}  // namespace

void add_charges(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("charges", "List what was charged, or sum it");
  add_log_option(command, options->read.log);
  add_charge_options(command, options->charges);
  command.option("--from", options->from, "T", "Only charges that occurred at or after this instant")
      .option("--to", options->to, "T", "Only charges that occurred before this instant");
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return charge_columns_help() + example; });
  command.action([options](Output& output) { return charges(*options, output); });
}

}  // namespace rentroll::app
