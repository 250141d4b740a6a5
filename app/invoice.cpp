#include "projections/invoice.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/invoice_output.hpp"
#include "app/invoice_page.hpp"
#include "app/log_reader.hpp"
#include "app/output_file.hpp"
#include "core/billing_day.hpp"
#include "core/text.hpp"
#include "projections/digest.hpp"

namespace rentroll::app {

enum class InvoiceFormat : std::uint8_t { table = 1, csv = 2, json = 3, html = 4 };

}  // namespace rentroll::app

template <>
struct rentroll::core::EnumTexts<rentroll::app::InvoiceFormat> {
  using enum rentroll::app::InvoiceFormat;
  static constexpr auto value = std::to_array<std::pair<rentroll::app::InvoiceFormat, std::string_view>>(
      {{table, "table"}, {csv, "csv"}, {json, "json"}, {html, "html"}});
};

namespace rentroll::app {
namespace {

using core::Instant;
using projections::Invoice;
using projections::InvoicePeriod;
using projections::State;

constexpr const char* footer =
    "A month that is not over at the log's horizon has no invoice yet; with --as-of it has a provisional "
    "one, "
    "which says so.\n"
    "\n"
    "CSV columns: line,account,month,status,occurred_at,seq,charge,number,kind,period_begin,period_end,\n"
    "description,corrects,reason,request,lines,amount,currency. `line` is opening, credit, charge, "
    "credit_total,\n"
    "kind_total, charge_total, closing or source; `status` is complete or provisional.\n"
    "closing = opening + the sum of credit - the sum of charge.\n"
    "\n"
    "Example: a page to print and to mail\n"
    "  rentroll invoice --log books --account acme --month 2024-02 --format html --to acme-2024-02.html";

struct Options {
  ReadOptions read;
  std::string account;
  std::string month;
  OptionalText to;
};

/// Reads `2024-02`. Throws InputError for anything else, and for a month outside the valid instants (T1).
InvoicePeriod month_of(const std::string& text) {
  try {
    const core::Date first = core::Date::parse(text + "-01");
    if (first >= core::Date{} && first < core::Date::parse("2262-01-01")) {
      return InvoicePeriod::of_month(first);
    }
  } catch (const core::InputError&) {
  }
  throw core::InputError(
      fmt::format("--month: \"{}\" is no month; right is for example 2024-02, from 1970-01 to 2261-12 (T1)",
                  core::shown(text)));
}

[[noreturn]] void not_over(const InvoicePeriod& period, std::optional<Instant> horizon) {
  const std::string month = period.month.month_text();
  if (!horizon)
    throw core::InputError(fmt::format("--month {}: the log holds no event that could be looked at", month));
  if (*horizon < period.begin) {
    throw core::InputError(
        fmt::format("--month {} has not begun at the horizon, {} (Q4)", month, horizon->text()));
  }
  throw core::InputError(
      fmt::format("--month {} is not over at the horizon, {} (Q4): right is an earlier month, or --as-of {} "
                  "for a provisional invoice up to that instant",
                  month, horizon->text(), horizon->text()));
}

/// The month, or where `--as-of` cuts it its part. What is not known of it is an error.
InvoicePeriod covered_part(const InvoicePeriod& month, const LogReader& log) {
  const auto as_of = log.as_of();
  if (!as_of) {
    const auto horizon = log.horizon();
    if (!horizon || *horizon < month.as_of()) not_over(month, horizon);
    return month;
  }
  if (*as_of < month.begin) {
    throw core::InputError(fmt::format("--as-of {} is before --month {}: nothing of the month had occurred",
                                       as_of->text(), month.month.month_text()));
  }
  return month.up_to(*as_of);
}

/// An empty invoice would say that nothing was charged to somebody who was not there.
[[noreturn]] void not_opened(const Options& options, const InvoicePeriod& period, events::Ordinal account,
                             const LogReader& log) {
  events::EventCursor cursor(log.store().read(1), 1, nullptr);
  for (events::Event event; cursor.next(event) && event.seq <= log.last_seq();) {
    if (event.account != account || event.type() != events::EventType::account_opened) continue;
    throw core::InputError(fmt::format(
        "--account {} was opened at {}: it has no invoice for what occurred up to {}; right is what ends "
        "later, from --month {} on",
        options.account, event.occurred_at.text(), period.as_of().text(),
        event.occurred_at.date().month_text()));
  }
  throw core::InputError(
      fmt::format("--account {}: it was never opened, only asked for in requests that were refused; there is "
                  "nothing to invoice",
                  options.account));
}

void print(const Invoice& invoice, const InvoiceSource& source, InvoiceFormat format, Format csv,
           Output& output) {
  switch (format) {
    case InvoiceFormat::table:
      return print_as_table(invoice, source, output);
    case InvoiceFormat::csv:
      return print_as_csv(invoice, source, csv, output);
    case InvoiceFormat::json:
      return print_as_json(invoice, source, output);
    case InvoiceFormat::html:
      return output.write(invoice_page(invoice, source));
  }
}

/// Makes and prints the invoice. Throws InputError before anything is printed.
void print_invoice(const Options& options, Output& output) {
  const InvoiceFormat format =
      word_of<InvoiceFormat>("--format", options.read.format.name).value_or(InvoiceFormat::table);
  check_spreadsheet_safe(options.read.format.spreadsheet_safe, format == InvoiceFormat::csv,
                         "--format csv with it");
  check_text<core::AccountId>("--account", options.account);
  const InvoicePeriod month = month_of(options.month);
  LogReader log(options.read);
  const InvoicePeriod period = covered_part(month, log);
  log.look_before("--month", period.covered);
  State state;
  projections::InvoiceMaker maker(period);
  NameFilter chosen(state.names.accounts, options.account);
  log.replay(state, 1, [&](const events::EventView& event) {
    if (chosen.takes(event.account)) maker.add(event, state);
  });
  const events::Ordinal account = log.account(state, options.account);
  if (!state.account(account).opened) not_opened(options, period, account, log);
  const InvoiceSource source{log.last_seq(), projections::digest(state)};
  print(std::move(maker).finish(state, account), source, format,
        options.read.format.spreadsheet_safe ? Format::spreadsheet_csv : Format::csv, output);
}

int invoice(const Options& options, Output& output) {
  if (!options.to) {
    print_invoice(options, output);
    return done;
  }
  OutputFile file(*options.to);
  Output to_file(file);
  print_invoice(options, to_file);
  to_file.finish();
  file.finish();
  return done;
}

}  // namespace

void add_invoice(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("invoice", "Make one account's invoice of a month");
  add_log_option(command, options->read.log);
  command.required("--account", options->account, "A", "Whose invoice")
      .required("--month", options->month, "MONTH", "A calendar month of UTC, as 2024-02")
      .option("--to", options->to, "FILE", "Write it into this file instead of printing it");
  add_cut_options(command, options->read);
  command
      .option("--format", options->read.format.name, "FORM",
              "table (default), csv, json: one object, or html: a page to print and to mail")
      .one_of<InvoiceFormat>();
  add_spreadsheet_option(command, options->read.format.spreadsheet_safe);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return invoice(*options, output); });
}

}  // namespace rentroll::app
