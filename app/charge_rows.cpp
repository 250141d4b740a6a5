#include "app/charge_rows.hpp"

#include <fmt/format.h>

namespace rentroll::app {
namespace {

using projections::ChargeLine;
using projections::ChargeTotals;
using projections::TotalBy;

Columns line_columns() {
  return {{"charge"},   {"occurred_at"},         {"account"},    {"number"},
          {"kind"},     {"period_begin"},        {"period_end"}, {"amount", Align::right},
          {"currency"}, {"cause", Align::right}, {"corrects"},   {"reason"}};
}

Columns total_columns(const std::vector<TotalBy>& by) {
  Columns columns;
  for (const TotalBy each : by) columns.push_back({core::to_text(each)});
  columns.insert(columns.end(), {{"charges", Align::right}, {"amount", Align::right}, {"currency"}});
  return columns;
}

}  // namespace

void add_charge_options(Command& command, ChargeOptions& options) {
  command.option("--account", options.account, "A", "Only charges of this account")
      .option("--number", options.number, "N", "Only charges of this number")
      .option("--total", options.total, "WORDS",
              "Sum by account, month, kind or number; several with commas, one column each")
      .several_of<TotalBy>();
}

std::string charge_columns_help() {
  return "Columns: "
         "charge,occurred_at,account,number,kind,period_begin,period_end,amount,currency,cause,corrects,"
         "reason;\n"
         "with --total what it names, then charges,amount,currency. `charge` is the charge's id for ever, "
         "`cause` the event\n"
         "that set it off; a period is half-open.\n";
}

ChargeRows::ChargeRows(const ChargeOptions& options, Format format, Output& output,
                       const events::Directory& names)
    : options_(options),
      names_(names),
      account_(names.accounts, options.account),
      number_(names.numbers, options.number),
      by_(words_of<TotalBy>("--total", options.total)),
      totals_(by_),
      table_(open_table(format, output, by_.empty() ? line_columns() : total_columns(by_))) {
  check_text<core::AccountId>("--account", options.account);
  check_text<core::NumberId>("--number", options.number);
}

void ChargeRows::add(const events::EventView& event) {
  projections::for_each_charge(event, [&](const ChargeLine& line) {
    if (!account_.takes(line.account) || !number_.takes(line.number)) return;
    by_.empty() ? write(line) : totals_.add(line);
  });
}

void ChargeRows::check_named(const LogReader& log, const events::Directory& names) const {
  if (options_.account) log.check_known_account(names, *options_.account);
  if (options_.number) log.check_known_number(names, *options_.number);
}

void ChargeRows::finish() {
  if (!by_.empty()) {
    totals_.for_each_row(names_, [&](const ChargeTotals::Row& total) { write(total); });
  }
  table_->finish();
}

void ChargeRows::write(const ChargeLine& line) {
  row_.clear();
  row_.text(fmt::format("{}-{}", line.id.seq, core::to_text(line.id.kind)));
  row_.text(memo_.of(line.occurred_at));
  row_.text(names_.accounts.text(line.account));
  line.number == events::no_ordinal ? row_.absent() : row_.text(names_.numbers.text(line.number));
  row_.text(core::to_text(line.id.kind));
  write(line.period_begin);
  write(line.period_end);
  row_.text(line.amount.text());
  row_.text(line.currency.text());
  line.cause == 0 ? row_.absent() : row_.number(line.cause);
  line.corrects ? row_.text(line.corrects->text()) : row_.absent();
  row_.text_if_any(line.reason);
  table_->write(row_);
}

void ChargeRows::write(const std::optional<core::Date>& date) {
  date ? row_.text(memo_.of(*date)) : row_.absent();
}

void ChargeRows::write(const ChargeTotals::Row& total) {
  row_.clear();
  for (const std::string& group : total.group) row_.text_if_any(group);
  row_.number(total.charges).text(total.amount.text()).text(total.currency.text());
  table_->write(row_);
}

}  // namespace rentroll::app
