#include "projections/charges.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "app/text_memo.hpp"
#include "projections/charge_totals.hpp"

namespace rentroll::app {
namespace {

using projections::ChargeLine;
using projections::ChargeTotals;
using projections::State;
using projections::TotalBy;

constexpr const char* footer =
    "Columns: "
    "charge,occurred_at,account,number,kind,period_begin,period_end,amount,currency,cause,corrects,reason;\n"
    "with --total what it names, then charges,amount,currency. `charge` is the charge's id for ever, `cause` "
    "the event\n"
    "that set it off; a period is half-open.\n"
    "\n"
    "Example: what each account was charged in January\n"
    "  rentroll charges --log books --from 2024-01-01 --to 2024-02-01 --total account --format csv";

struct Options {
  ReadOptions read;
  OptionalText account;
  OptionalText number;
  OptionalText from;
  OptionalText to;
  OptionalText total;
};

Columns columns() {
  return {{"charge"},   {"occurred_at"},         {"account"},    {"number"},
          {"kind"},     {"period_begin"},        {"period_end"}, {"amount", Align::right},
          {"currency"}, {"cause", Align::right}, {"corrects"},   {"reason"}};
}

std::vector<TotalBy> totals_of(const OptionalText& text) {
  std::vector<TotalBy> by;
  if (!text) return by;
  for (std::size_t begin = 0; begin <= text->size();) {
    const std::size_t end = std::min(text->find(',', begin), text->size());
    const auto word = *word_of<TotalBy>("--total", text->substr(begin, end - begin));
    if (std::find(by.begin(), by.end(), word) != by.end()) {
      throw core::InputError(fmt::format("--total: \"{}\" is named twice", core::to_text(word)));
    }
    by.push_back(word);
    begin = end + 1;
  }
  return by;
}

/// Prints charge lines.
class ChargeRows {
 public:
  ChargeRows(Format format, Output& output, const events::Directory& names)
      : names_(names), table_(open_table(format, output, columns())) {}

  void add(const ChargeLine& line) {
    row_.clear();
    row_.text(fmt::format("{}-{}", line.id.seq, core::to_text(line.id.kind)));
    row_.text(memo_.of(line.occurred_at));
    row_.text(names_.accounts.text(line.account));
    line.number == events::no_ordinal ? row_.absent() : row_.text(names_.numbers.text(line.number));
    row_.text(core::to_text(line.id.kind));
    add(line.period_begin);
    add(line.period_end);
    row_.text(line.amount.text());
    row_.text(line.currency.text());
    line.cause == 0 ? row_.absent() : row_.number(line.cause);
    line.corrects ? row_.text(line.corrects->text()) : row_.absent();
    row_.text_if_any(line.reason);
    table_->write(row_);
  }

  void finish() { table_->finish(); }

 private:
  void add(const std::optional<core::Date>& date) { date ? row_.text(memo_.of(*date)) : row_.absent(); }

  const events::Directory& names_;
  std::unique_ptr<Table> table_;
  TextMemo memo_;
  Row row_;
};

void print_totals(const std::vector<TotalBy>& by, const std::vector<ChargeTotals::Row>& totals, Format format,
                  Output& output) {
  Columns columns;
  for (const TotalBy each : by) columns.push_back({core::to_text(each)});
  columns.insert(columns.end(), {{"charges", Align::right}, {"amount", Align::right}, {"currency"}});
  const auto table = open_table(format, output, columns);
  Row row;
  for (const ChargeTotals::Row& total : totals) {
    row.clear();
    for (const std::string& group : total.group) row.text_if_any(group);
    row.number(total.charges).text(total.amount.text()).text(total.currency.text());
    table->write(row);
  }
  table->finish();
}

/// Calls `sink(line)` for each charge line that the options choose, in one pass that keeps nothing.
template <class Sink>
void for_each_chosen(const Options& options, const LogReader& log, State& state, Sink&& sink) {
  const Period period = period_of(options.from, options.to);
  NameFilter account(state.names.accounts, options.account);
  NameFilter number(state.names.numbers, options.number);
  log.replay(state, 1, [&](const events::Event& event) {
    if (!period.contains(event.occurred_at)) return;
    projections::for_each_charge(event, [&](const ChargeLine& line) {
      if (account.takes(line.account) && number.takes(line.number)) sink(line);
    });
  });
  if (options.account) static_cast<void>(log.account(state, *options.account));
  if (options.number) static_cast<void>(log.number(state, *options.number));
}

int charges(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  const std::vector<TotalBy> by = totals_of(options.total);
  check_text<core::AccountId>("--account", options.account);
  check_text<core::NumberId>("--number", options.number);
  const LogReader log(options.read);
  State state;
  if (by.empty()) {
    ChargeRows rows(format, output, state.names);
    for_each_chosen(options, log, state, [&](const ChargeLine& line) { rows.add(line); });
    rows.finish();
  } else {
    ChargeTotals totals(by);
    for_each_chosen(options, log, state, [&](const ChargeLine& line) { totals.add(line); });
    print_totals(by, totals.rows(state.names), format, output);
  }
  return done;
}

}  // namespace

void add_charges(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("charges", "List what was charged, or sum it");
  add_log_option(command, options->read.log);
  command.option("--account", options->account, "A", "Only charges of this account")
      .option("--number", options->number, "N", "Only charges of this number")
      .option("--from", options->from, "T", "Only charges that occurred at or after this instant")
      .option("--to", options->to, "T", "Only charges that occurred before this instant")
      .option("--total", options->total, "WORDS",
              "Sum by account, month, kind or number; several with commas, one column each");
  add_as_of_option(command, options->read.as_of);
  add_at_seq_option(command, options->read.at_seq);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return charges(*options, output); });
}

}  // namespace rentroll::app
