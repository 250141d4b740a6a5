#include "scenarios/whatif.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "app/program_log.hpp"
#include "scenarios/scenario_file.hpp"

namespace rentroll::app {
namespace {

using projections::State;
using scenarios::LineDifference;
using scenarios::RequestDifference;
using scenarios::Supposition;
using scenarios::TwoSums;
using scenarios::WhatIf;

constexpr const char* footer =
    "Columns: account,currency,charges_was,amount_was,charges_would_be,amount_would_be,difference, by "
    "account;\n"
    "`difference` is what would be less what was.\n"
    "With --lines: "
    "outcome,account,number,kind,period_begin,period_end,charge_was,amount_was,charge_would_be,\n"
    "amount_would_be,difference,currency; `outcome` is only_was, only_would_be, amount_differs, or dropped: "
    "an\n"
    "adjustment of a charge that would not exist.\n"
    "With --requests: seq,occurred_at,do,account,number,was,would_be,reason; standard error then says, for "
    "each\n"
    "currency, what the charges of rentals and adjustments that hang on these requests come to.\n"
    "The log is not touched.\n"
    "\n"
    "Example: what the log's customers would have paid under another provider's rules\n"
    "  rentroll whatif --log books --policy scenarios/policies/vonage.toml";

struct Options {
  ReadOptions read;
  OptionalText policy;
  OptionalText prices;
  bool lines = false;
  bool requests = false;
};

void check(const Options& options) {
  if (!options.policy && !options.prices) {
    throw core::InputError("nothing is supposed: right is --policy FILE, --prices FILE, or both");
  }
  if (options.lines && options.requests) {
    throw core::InputError("--lines and --requests exclude each other: right is one of the two, or none");
  }
}

Supposition supposition(const Options& options, const LogReader& log) {
  Supposition supposed;
  if (options.policy) supposed.policy = scenarios::read_policy(*options.policy);
  if (options.prices) {
    const auto first = events::read_event(log.store(), 1);
    supposed.prices = scenarios::read_prices(*options.prices, first ? first->occurred_at : core::Instant());
  }
  return supposed;
}

struct SettingText {
  template <core::TextEnum Enum>
  std::string operator()(Enum word) const {
    return fmt::format("\"{}\"", core::to_text(word));
  }
  std::string operator()(int days) const { return std::to_string(days); }
};

/// Says which settings are other ones than the log's: a setting that a file leaves out is the default.
void say_what_changes(const core::Policy& was, const core::Policy& would_be) {
  std::vector<std::string> before;
  core::Policy::fields(was, [&](const char*, auto value) { before.push_back(SettingText{}(value)); });
  std::size_t place = 0;
  bool changes = false;
  core::Policy::fields(would_be, [&](const char* name, auto value) {
    const std::string now = SettingText{}(value);
    if (now != before[place]) say(fmt::format("{} = {} in place of {}", name, now, before[place]));
    changes = changes || now != before[place];
    ++place;
  });
  if (!changes) say("the policy is that of the log");
}

Columns with_sums(Columns columns) {
  columns.insert(columns.end(), {{"charges_was", Align::right},
                                 {"amount_was", Align::right},
                                 {"charges_would_be", Align::right},
                                 {"amount_would_be", Align::right},
                                 {"difference", Align::right}});
  return columns;
}

void print_accounts(const State& was, const State& would_be, Table& table) {
  Row row;
  for (const auto& account : scenarios::compare_accounts(was, would_be)) {
    const TwoSums& sums = account.sums;
    row.clear();
    row.text(was.names.accounts.text(account.account)).text(account.currency.text());
    row.number(sums.charges_was).text(sums.amount_was.text());
    row.number(sums.charges_would_be).text(sums.amount_would_be.text());
    row.text(sums.difference().text());
    table.write(row);
  }
}

Columns line_columns() {
  return {{"outcome"},
          {"account"},
          {"number"},
          {"kind"},
          {"period_begin"},
          {"period_end"},
          {"charge_was"},
          {"amount_was", Align::right},
          {"charge_would_be"},
          {"amount_would_be", Align::right},
          {"difference", Align::right},
          {"currency"}};
}

void add(Row& row, const std::optional<core::Date>& date) { date ? row.text(date->text()) : row.absent(); }

void add(Row& row, const std::optional<scenarios::SideOfLine>& line) {
  line ? row.text(line->id.text()).text(line->amount.text()) : row.absent().absent();
}

void print_lines(const std::vector<LineDifference>& lines, const events::Directory& names, Table& table) {
  Row row;
  for (const LineDifference& line : lines) {
    row.clear();
    row.text(core::to_text(line.outcome)).text(names.accounts.text(line.account));
    line.number == events::no_ordinal ? row.absent() : row.text(names.numbers.text(line.number));
    row.text(core::to_text(line.kind));
    add(row, line.period_begin);
    add(row, line.period_end);
    add(row, line.was);
    add(row, line.would_be);
    row.text(line.difference().text()).text(line.currency.text());
    table.write(row);
  }
}

Columns request_columns() {
  return {{"seq", Align::right}, {"occurred_at"}, {"do"}, {"account"}, {"number"}, {"was"},
          {"would_be"},          {"reason"}};
}

std::string outcome_text(const std::optional<core::Rejection>& rejection) {
  scenarios::Outcome outcome;
  outcome.rejection = rejection;
  return outcome.text();
}

void print_requests(const std::vector<RequestDifference>& requests, Table& table) {
  Row row;
  for (const RequestDifference& each : requests) {
    const auto* account = scenarios::account_named(each.request.body);
    const auto* number = scenarios::number_named(each.request.body);
    row.clear();
    row.number(each.seq).text(each.request.at.text()).text(core::to_text(each.request.kind()));
    account != nullptr ? row.text(account->text()) : row.absent();
    number != nullptr ? row.text(number->text()) : row.absent();
    row.text(outcome_text(each.was)).text(outcome_text(each.would_be)).text(each.reason);
    table.write(row);
  }
}

void say_what_hangs(const WhatIf& whatif) {
  for (const auto& [currency, sums] : whatif.hanging()) {
    say(fmt::format("what hangs on these requests: {} charges, {} {}, would be {}, {} {}: difference {} {}",
                    sums.charges_was, sums.amount_was.text(), currency.text(), sums.charges_would_be,
                    sums.amount_would_be.text(), currency.text(), sums.difference().text(), currency.text()));
  }
}

void print(const Options& options, const WhatIf& whatif, const State& was, Format format, Output& output) {
  Columns columns = with_sums({{"account"}, {"currency"}});
  if (options.lines) columns = line_columns();
  if (options.requests) columns = request_columns();
  const auto table = open_table(format, output, columns);
  if (options.lines) {
    print_lines(whatif.lines(), whatif.would_be().names, *table);
  } else if (options.requests) {
    print_requests(whatif.requests(), *table);
  } else {
    print_accounts(was, whatif.would_be(), *table);
  }
  table->finish();
  if (options.requests) say_what_hangs(whatif);
}

int whatif(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  check(options);
  const LogReader log(options.read);
  WhatIf whatif(supposition(options, log), scenarios::corrected_charges(log.store(), log.last_seq()));
  State was;
  log.replay(was, 1, [&](const events::Event& event) { whatif.take(was, event); });
  whatif.finish(was);
  if (options.policy) say_what_changes(was.policy, whatif.would_be().policy);
  print(options, whatif, was, format, output);
  return done;
}

}  // namespace

void add_whatif(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("whatif", "Compare with what would be charged under another policy or prices");
  add_log_option(command, options->read.log);
  command
      .option("--policy", options->policy, "FILE",
              "A TOML file with a [policy] as scenario files have it; what it leaves out is the default")
      .option(
          "--prices", options->prices, "FILE",
          "A TOML file with [[price]] as scenario files have them; each replaces the log's prices for its "
          "country, type and currency")
      .flag("--lines", options->lines, "List the charge lines that differ")
      .flag("--requests", options->requests, "List the requests that would end otherwise");
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return whatif(*options, output); });
}

}  // namespace rentroll::app
