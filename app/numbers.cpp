#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "app/text_memo.hpp"
#include "projections/listing.hpp"

namespace rentroll::app {
namespace {

using projections::NumberRow;
using projections::State;

constexpr const char* footer =
    "Columns: "
    "number,country,type,state,account,since,next_due,monthly,currency,reclaim_until,reserved_until,\n"
    "activation,onboarding. `account` is the holder, in the windows after unrent the last one; `since` when "
    "the state\n"
    "began; `monthly` what the next renewal costs, on `next_due`; the windows end just before their "
    "`_until`.\n"
    "\n"
    "Example: what acme rented when February ended\n"
    "  rentroll numbers --log books --account acme --state rented --as-of 2024-02-29T23:59:59Z";

struct Options {
  ReadOptions read;
  OptionalText account;
  OptionalText number;
  OptionalText state;
};

Columns columns() {
  return {{"number"},    {"country"},       {"type"},           {"state"},
          {"account"},   {"since"},         {"next_due"},       {"monthly", Align::right},
          {"currency"},  {"reclaim_until"}, {"reserved_until"}, {"activation"},
          {"onboarding"}};
}

void fill(Row& row, const NumberRow& number, TextMemo& memo) {
  const auto text_of = [&](const auto& value) { value ? row.text(value->text()) : row.absent(); };
  row.clear();
  row.text(number.number).text(number.country.text()).text(core::to_text(number.type));
  row.text(core::to_text(number.state)).text_if_any(number.account).text(memo.of(number.since));
  number.next_due ? row.text(memo.of(*number.next_due)) : row.absent();
  text_of(number.monthly);
  text_of(number.currency);
  text_of(number.reclaim_until);
  text_of(number.reserved_until);
  row.text_if_any(number.activation).text(core::to_text(number.onboarding));
}

int numbers(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  const auto wanted = word_of<core::NumberState>("--state", options.state);
  check_text<core::AccountId>("--account", options.account);
  check_text<core::NumberId>("--number", options.number);
  const LogReader log(options.read);
  const State state = log.state();
  std::optional<events::Ordinal> account;
  std::optional<events::Ordinal> number;
  if (options.account) account = log.account(state, *options.account);
  if (options.number) number = log.number(state, *options.number);
  const auto is_listed = [&](events::Ordinal ordinal, const projections::NumberRental& rental) {
    return (!wanted || rental.state == *wanted) && (!account || rental.account == *account) &&
           (!number || ordinal == *number);
  };
  const auto table = open_table(format, output, columns());
  TextMemo memo;
  Row row;
  for (const events::Ordinal ordinal : projections::stocked_numbers(state, is_listed)) {
    fill(row, projections::number_row(state, ordinal), memo);
    table->write(row);
  }
  table->finish();
  return done;
}

}  // namespace

void add_numbers(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("numbers", "List numbers with their states and holders");
  add_log_option(command, options->read.log);
  command
      .option("--account", options->account, "A",
              "Only numbers of this account, those it may take back included")
      .option("--number", options->number, "N", "Only this number")
      .option("--state", options->state, "S",
              "Only numbers that are available, rented, reclaimable, reserved or returned")
      .one_of<core::NumberState>();
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return numbers(*options, output); });
}

}  // namespace rentroll::app
