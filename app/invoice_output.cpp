#include "app/invoice_output.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace rentroll::app {
namespace {

using nlohmann::ordered_json;
using projections::Invoice;
using projections::InvoiceCharge;
using projections::InvoiceCredit;
using projections::InvoiceTotal;

/// One row of the table or of the CSV; what a row has not stays empty.
struct Line {
  explicit Line(std::string_view its_line, std::string_view its_description = {},
                std::optional<core::Money> its_amount = std::nullopt)
      : line(its_line), description(its_description), amount(its_amount) {}

  std::string_view line;  ///< what sort of row it is
  std::optional<core::Instant> occurred_at;
  std::optional<core::Seq> seq;
  const InvoiceCharge* charge = nullptr;
  std::optional<core::ChargeKind> kind;
  std::string description;
  std::string_view request;
  std::optional<std::size_t> lines;
  std::optional<core::Money> amount;
};

Line line_of(const InvoiceCredit& credit) {
  Line line("credit", "Credit added", credit.amount);
  line.occurred_at = credit.occurred_at;
  line.seq = credit.seq;
  line.request = credit.request;
  return line;
}

Line line_of(const InvoiceCharge& charge) {
  Line line("charge", charge.description, charge.amount);
  line.occurred_at = charge.occurred_at;
  line.seq = charge.id.seq;
  line.charge = &charge;
  line.kind = charge.id.kind;
  line.request = charge.request;
  return line;
}

Line sum_of(std::string_view name, std::string_view description, std::size_t lines, core::Money amount) {
  Line line(name, description, amount);
  line.lines = lines;
  return line;
}

Line opening_of(const Invoice& invoice) {
  Line line("opening", "Balance before the month", invoice.opening);
  line.occurred_at = invoice.period.begin;
  return line;
}

Line closing_of(const Invoice& invoice) {
  Line line("closing",
            invoice.period.is_provisional() ? "Provisional balance, within the month"
                                            : "Balance at the end of the month",
            invoice.closing);
  line.occurred_at = invoice.period.as_of();
  return line;
}

/// Calls `take(line)` for each line from the opening to the closing balance.
template <class Take>
void for_each_line(const Invoice& invoice, Take&& take) {
  take(opening_of(invoice));
  for (const InvoiceCredit& credit : invoice.credits) take(line_of(credit));
  for (const InvoiceCharge& charge : invoice.charges) take(line_of(charge));
  take(sum_of("credit_total", "Credit added", invoice.credits.size(), invoice.credit));
  for (const InvoiceTotal& total : invoice.totals) {
    Line line = sum_of("kind_total", kind_in_words(total.kind), total.lines, total.amount);
    line.kind = total.kind;
    take(line);
  }
  take(sum_of("charge_total", "Charges", invoice.charges.size(), invoice.charged));
  take(closing_of(invoice));
}

void add_dates(Row& row, const InvoiceCharge* charge) {
  for (const auto member : {&InvoiceCharge::period_begin, &InvoiceCharge::period_end}) {
    const bool any = charge != nullptr && charge->*member;
    any ? row.text((charge->*member)->text()) : row.absent();
  }
}

void add_count(Row& row, std::optional<std::uint64_t> count) { count ? row.number(*count) : row.absent(); }

void add_amount(Row& row, const std::optional<core::Money>& amount) {
  amount ? row.text(amount->text()) : row.absent();
}

void fill_for_people(Row& row, const Line& line) {
  row.clear();
  row.text(line.line);
  line.occurred_at ? row.text(line.occurred_at->date().text()) : row.absent();
  line.charge != nullptr ? row.text(line.charge->id.text()) : row.absent();
  row.text_if_any(line.charge != nullptr ? line.charge->number : "");
  add_dates(row, line.charge);
  // A payment is recognised by its request.
  const bool named = line.line == "credit" && !line.request.empty();
  row.text(named ? fmt::format("{}, request {}", line.description, line.request) : line.description);
  add_count(row, line.lines);
  add_amount(row, line.amount);
}

void fill(Row& row, const Invoice& invoice, const Line& line) {
  row.clear();
  row.text(line.line).text(invoice.account).text(invoice.period.month.month_text()).text(status_of(invoice));
  line.occurred_at ? row.text(line.occurred_at->text()) : row.absent();
  add_count(row, line.seq);
  line.charge != nullptr ? row.text(line.charge->id.text()) : row.absent();
  row.text_if_any(line.charge != nullptr ? line.charge->number : "");
  row.text_if_any(line.kind ? core::to_text(*line.kind) : "");
  add_dates(row, line.charge);
  row.text_if_any(line.description);
  row.text_if_any(line.charge != nullptr && line.charge->corrects ? line.charge->corrects->text() : "");
  row.text_if_any(line.charge != nullptr ? line.charge->reason : "");
  row.text_if_any(line.request);
  add_count(row, line.lines);
  add_amount(row, line.amount);
  row.text(invoice.currency.text());
}

std::string heading_of(const Invoice& invoice) {
  std::string heading = fmt::format(
      "{} of {} for {}, in {}\n", invoice.period.is_provisional() ? "Provisional invoice" : "Invoice",
      invoice.account, invoice.period.month.month_text(), invoice.currency.text());
  if (invoice.period.is_provisional()) {
    heading += fmt::format("Only what occurred up to and including {} is in it; the month's rest is not\n",
                           invoice.period.as_of().text());
  }
  if (invoice.opened_at) heading += fmt::format("Account opened at {}\n", invoice.opened_at->text());
  if (invoice.state != core::AccountState::active) {
    heading += fmt::format("Account {} at the end\n", core::to_text(invoice.state));
  }
  return heading;
}

ordered_json json_if_any(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

/// The text of what has one, `null` where there is nothing.
template <class Value>
ordered_json json_if_any(const std::optional<Value>& value) {
  return value ? ordered_json(value->text()) : ordered_json(nullptr);
}

ordered_json json_of(const InvoiceCredit& credit) {
  return {{"seq", credit.seq},
          {"occurred_at", credit.occurred_at.text()},
          {"request", json_if_any(credit.request)},
          {"amount", credit.amount.text()}};
}

ordered_json json_of(const InvoiceCharge& charge) {
  return {{"charge", charge.id.text()},
          {"occurred_at", charge.occurred_at.text()},
          {"number", json_if_any(charge.number)},
          {"kind", core::to_text(charge.id.kind)},
          {"period_begin", json_if_any(charge.period_begin)},
          {"period_end", json_if_any(charge.period_end)},
          {"description", charge.description},
          {"corrects", json_if_any(charge.corrects)},
          {"reason", json_if_any(charge.reason)},
          {"request", json_if_any(charge.request)},
          {"amount", charge.amount.text()}};
}

ordered_json json_of(const InvoiceTotal& total) {
  return {{"kind", core::to_text(total.kind)}, {"lines", total.lines}, {"amount", total.amount.text()}};
}

template <class Lines>
ordered_json json_of_all(const Lines& lines) {
  ordered_json list = ordered_json::array();
  for (const auto& line : lines) list.push_back(json_of(line));
  return list;
}

}  // namespace

std::string_view status_of(const Invoice& invoice) {
  return invoice.period.is_provisional() ? "provisional" : "complete";
}

std::string_view kind_in_words(core::ChargeKind kind) {
  switch (kind) {
    case core::ChargeKind::setup:
      return "Setup fees";
    case core::ChargeKind::first_month:
      return "First months";
    case core::ChargeKind::renewal:
      return "Renewals";
    case core::ChargeKind::adjustment:
      break;
  }
  return "Adjustments";
}

std::string source_in_words(const InvoiceSource& source) {
  return fmt::format("rentroll " RENTROLL_VERSION ", events 1 to {} of the log, digest {}", source.at_seq,
                     source.digest);
}

std::string command_of(const Invoice& invoice, const InvoiceSource& source) {
  std::string command = fmt::format("rentroll invoice --log DIR --account {} --month {} --at-seq {}",
                                    invoice.account, invoice.period.month.month_text(), source.at_seq);
  if (invoice.period.is_provisional()) command += " --as-of " + invoice.period.as_of().text();
  return command;
}

void print_as_table(const Invoice& invoice, const InvoiceSource& source, Output& output) {
  output.write(heading_of(invoice) + "\n");
  const auto table = open_table(Format::table, output,
                                {{"line"},
                                 {"date"},
                                 {"charge"},
                                 {"number"},
                                 {"period_begin"},
                                 {"period_end"},
                                 {"description"},
                                 {"lines", Align::right},
                                 {"amount", Align::right}});
  Row row;
  for_each_line(invoice, [&](const Line& line) {
    fill_for_people(row, line);
    table->write(row);
  });
  table->finish();
  output.write(fmt::format("\n{}\n{}\n", source_in_words(source), command_of(invoice, source)));
}

void print_as_csv(const Invoice& invoice, const InvoiceSource& source, Format format, Output& output) {
  const auto table = open_table(format, output,
                                {{"line"},
                                 {"account"},
                                 {"month"},
                                 {"status"},
                                 {"occurred_at"},
                                 {"seq"},
                                 {"charge"},
                                 {"number"},
                                 {"kind"},
                                 {"period_begin"},
                                 {"period_end"},
                                 {"description"},
                                 {"corrects"},
                                 {"reason"},
                                 {"request"},
                                 {"lines"},
                                 {"amount"},
                                 {"currency"}});
  Row row;
  const auto write = [&](const Line& line) {
    fill(row, invoice, line);
    table->write(row);
  };
  for_each_line(invoice, write);
  Line last("source", source_in_words(source));
  last.seq = source.at_seq;
  write(last);
  table->finish();
}

void print_as_json(const Invoice& invoice, const InvoiceSource& source, Output& output) {
  const projections::InvoicePeriod& period = invoice.period;
  const ordered_json object = {{"account", invoice.account},
                               {"state", core::to_text(invoice.state)},
                               {"opened_at", json_if_any(invoice.opened_at)},
                               {"currency", invoice.currency.text()},
                               {"month", period.month.month_text()},
                               {"begin", period.begin.text()},
                               {"end", period.end.text()},
                               {"as_of", period.as_of().text()},
                               {"status", status_of(invoice)},
                               {"opening", invoice.opening.text()},
                               {"credits", json_of_all(invoice.credits)},
                               {"credit", invoice.credit.text()},
                               {"charges", json_of_all(invoice.charges)},
                               {"totals", json_of_all(invoice.totals)},
                               {"charged", invoice.charged.text()},
                               {"closing", invoice.closing.text()},
                               {"at_seq", source.at_seq},
                               {"digest", source.digest},
                               {"version", RENTROLL_VERSION}};
  output.write(object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace rentroll::app
