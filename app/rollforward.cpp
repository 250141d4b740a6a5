#include "projections/rollforward.hpp"

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"

namespace rentroll::app {
namespace {

using projections::RollforwardRow;
using projections::State;

constexpr const char* footer =
    "Columns: account,currency,opening,credit,setup,first_month,renewal,adjustment,closing. `opening` is the "
    "balance just\n"
    "before --from, `closing` the one just before --to; charges stand as they were charged, so that\n"
    "closing = opening + credit - setup - first_month - renewal - adjustment. One period's closing is the "
    "next one's opening.\n"
    "\n"
    "Example: how each account's balance came about in February\n"
    "  rentroll rollforward --log books --from 2024-02-01 --to 2024-03-01 --format csv";

struct Options {
  ReadOptions read;
  std::string from;
  std::string to;
  OptionalText account;
};

Columns columns() {
  return {{"account"},
          {"currency"},
          {"opening", Align::right},
          {"credit", Align::right},
          {"setup", Align::right},
          {"first_month", Align::right},
          {"renewal", Align::right},
          {"adjustment", Align::right},
          {"closing", Align::right}};
}

void fill(Row& row, const RollforwardRow& account, const events::Names& names) {
  row.clear();
  row.text(names.text(account.account)).text(account.currency.text());
  for (const core::Money amount : {account.opening, account.credit, account.setup, account.first_month,
                                   account.renewal, account.adjustment, account.closing}) {
    row.text(amount.text());
  }
}

int rollforward(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  check_text<core::AccountId>("--account", options.account);
  const Period period = period_of(options.from, options.to);
  LogReader log(options.read);
  log.look_before("--to", *period.to);
  State state;
  projections::Rollforward rollforward(*period.from, *period.to);
  log.replay(state, 1, [&](const events::EventView& event) { rollforward.add(event); });
  std::vector<RollforwardRow> listed = rollforward.rows(state);
  if (options.account) {
    const events::Ordinal only = log.account(state, *options.account);
    std::erase_if(listed, [&](const RollforwardRow& each) { return each.account != only; });
  }
  const auto table = open_table(format, output, columns());
  Row row;
  for (const RollforwardRow& each : listed) {
    fill(row, each, state.names.accounts);
    table->write(row);
  }
  table->finish();
  return done;
}

}  // namespace

void add_rollforward(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("rollforward", "Lead each account's balance from one instant to another");
  add_log_option(command, options->read.log);
  command
      .required("--from", options->from, "T", "The first instant of the period; a date alone is its 00:00:00")
      .required("--to", options->to, "T", "The first instant that no longer belongs to it")
      .option("--account", options->account, "A", "Only this account");
  add_prefix_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return rollforward(*options, output); });
}

}  // namespace rentroll::app
