#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "projections/listing.hpp"

namespace rentroll::app {
namespace {

using projections::State;
using projections::UnrentedRow;

constexpr const char* footer =
    "Columns: number,unrented_at,reclaim_until,setup,monthly,currency: the fees are those that a reclaim "
    "would cost\n"
    "now, like a new purchase; just at `reclaim_until` it is too late (N3, N4).\n"
    "\n"
    "Example:\n"
    "  rentroll unrented --log books --account acme";

struct Options {
  ReadOptions read;
  std::string account;
};

Columns columns() {
  return {{"number"},  {"unrented_at"}, {"reclaim_until"}, {"setup", Align::right}, {"monthly", Align::right},
          {"currency"}};
}

void fill(Row& row, const UnrentedRow& unrented) {
  row.clear();
  row.text(unrented.number).text(unrented.unrented_at.text()).text(unrented.reclaim_until.text());
  unrented.price ? row.text(unrented.price->setup.text()) : row.absent();
  unrented.price ? row.text(unrented.price->monthly.text()) : row.absent();
  row.text(unrented.currency.text());
}

int unrented(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  check_text<core::AccountId>("--account", options.account);
  const LogReader log(options.read);
  const State state = log.state();
  const events::Ordinal account = log.account(state, options.account);
  const auto table = open_table(format, output, columns());
  Row row;
  for (const UnrentedRow& each : projections::unrented_by(state, account)) {
    fill(row, each);
    table->write(row);
  }
  table->finish();
  return done;
}

}  // namespace

void add_unrented(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("unrented", "List the numbers that an account may take back by itself now");
  add_log_option(command, options->read.log);
  command.required("--account", options->account, "A", "The account that unrented them");
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return unrented(*options, output); });
}

}  // namespace rentroll::app
