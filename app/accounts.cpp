#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "projections/listing.hpp"

namespace rentroll::app {
namespace {

using projections::AccountRow;
using projections::State;

constexpr const char* footer =
    "Columns: account,state,currency,credit,charged,balance,numbers,open_cases. `charged` are all charges, "
    "adjustments\n"
    "included; `numbers` counts those rented; `open_cases` are the account's own, in the order of their "
    "opening.\n"
    "\n"
    "Example: who was suspended at the end of January\n"
    "  rentroll accounts --log books --as-of 2024-01-31T23:59:59Z --state suspended";

struct Options {
  ReadOptions read;
  OptionalText account;
  OptionalText state;
};

Columns columns() {
  return {{"account"},
          {"state"},
          {"currency"},
          {"credit", Align::right},
          {"charged", Align::right},
          {"balance", Align::right},
          {"numbers", Align::right},
          {"open_cases"}};
}

void fill(Row& row, const AccountRow& account) {
  row.clear();
  row.text(account.account).text(core::to_text(account.state)).text(account.currency.text());
  row.text(account.credit.text()).text(account.charged.text()).text(account.balance.text());
  row.number(account.numbers).text_if_any(account.open_cases);
}

int accounts(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  const auto wanted = word_of<core::AccountState>("--state", options.state);
  check_text<core::AccountId>("--account", options.account);
  const LogReader log(options.read);
  const State state = log.state();
  std::vector<events::Ordinal> listed = projections::opened_accounts(state);
  if (options.account) {
    const events::Ordinal only = log.account(state, *options.account);
    std::erase_if(listed, [&](events::Ordinal ordinal) { return ordinal != only; });
  }
  const auto table = open_table(format, output, columns());
  Row row;
  for (const events::Ordinal ordinal : listed) {
    const AccountRow account = projections::account_row(state, ordinal);
    if (wanted && account.state != *wanted) continue;
    fill(row, account);
    table->write(row);
  }
  table->finish();
  return done;
}

}  // namespace

void add_accounts(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("accounts", "List accounts with their states and balances");
  add_log_option(command, options->read.log);
  command.option("--account", options->account, "A", "Only this account")
      .option("--state", options->state, "S",
              "Only accounts that are pending_verification, active, disabled, suspended or closed")
      .one_of<core::AccountState>();
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return accounts(*options, output); });
}

}  // namespace rentroll::app
