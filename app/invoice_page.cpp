#include "app/invoice_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "app/html.hpp"

namespace rentroll::app {
namespace {

using core::Money;
using projections::Invoice;
using projections::InvoiceCharge;
using projections::InvoiceCredit;
using projections::InvoiceTotal;

/// Helvetica and its kin have digits of one width in both weights, so that a bold sum stands under its parts.
/// On a small screen each line becomes a block of its own: date, description and amount first, the rest
/// below.
constexpr std::string_view page_style = R"(
body { max-width: 940px; font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
.masthead { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 4px 24px;
  border-bottom: 2px solid #1a1f26; padding-bottom: 10px; margin-bottom: 18px; }
.masthead p { font-size: 19px; margin: 0; }
.provisional { border: 2px solid #1a1f26; padding: 10px 14px; margin: 0 0 18px; max-width: none; }
.facts { display: flex; flex-wrap: wrap; gap: 12px 48px; margin: 0; }
.facts dt { color: #56606c; font-size: 13px; }
.facts dd { margin: 0; white-space: nowrap; }
table.balance { max-width: 560px; }
.balance .part th, .balance .part td { border-bottom: 0; padding-top: 2px; padding-bottom: 2px; }
.balance .part th { padding-left: 20px; }
.balance tr.total.closing th, .balance tr.total.closing td { border-bottom: 3px double #1a1f26; }
.lines thead th { white-space: nowrap; }
.lines .fixed { white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
.figures .short1 { padding-right: 1ch; }
.figures .short2 { padding-right: 2ch; }
.figures .short3 { padding-right: 3ch; }
.figures .short4 { padding-right: 4ch; }
footer { margin-top: 40px; border-top: 1px solid #8a939e; padding-top: 10px; }
footer p { max-width: none; }
@media screen and (max-width: 640px) {
  .lines thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .lines tbody tr { display: grid; grid-template-columns: 6em 1fr auto; border-bottom: 1px solid #e3e6ea;
    padding: 7px 0; }
  .lines tbody tr.total { border-bottom: 0; }
  .figures.lines tr th, .figures.lines tr td { border: 0; padding-top: 0; padding-bottom: 0; padding-left: 0; }
  .lines td:empty { display: none; }
  .lines .date { grid-area: 1 / 1; }
  .lines .sum { grid-row: 1; grid-column: 1 / 3; }
  .lines .what { grid-area: 1 / 2; }
  .figures.lines tr .amount { grid-area: 1 / 3; padding-left: 12px; }
  .lines .below { grid-column: 2 / 4; color: #56606c; }
}
@media print {
  .figures.lines th, .figures.lines td { padding-top: 2.5pt; padding-bottom: 2.5pt; padding-left: 9pt; }
  .figures.lines th:first-child, .figures.lines td:first-child { padding-left: 0; }
  .masthead p { font-size: 12.5pt; }
  .facts dt { color: #333; font-size: 8.5pt; }
  table.balance { break-inside: avoid; max-width: 120mm; }
  footer { break-inside: avoid; margin-top: 20pt; }
}
)";

std::string title_of(const Invoice& invoice) {
  return fmt::format("{} {}", invoice.period.is_provisional() ? "Provisional invoice" : "Invoice",
                     invoice.period.month.month_text());
}

/// Each printed page says which of how many it is, and from the second on whose invoice it is of. The paper's
/// size is the printer's. An account's id has no character that would need an escape (core::AccountIdKind).
std::string paper_style(const Invoice& invoice) {
  return fmt::format(
      "@page {{ size: auto; margin: 20mm 15mm 18mm;\n"
      "  @top-left {{ content: \"{}, {}\"; font: 8.5pt sans-serif; color: #333; }}\n"
      "  @bottom-right {{ content: \"Page \" counter(page) \" of \" counter(pages); font: 8.5pt sans-serif;\n"
      "    color: #333; }} }}\n"
      "@page :first {{ @top-left {{ content: none; }} }}\n",
      title_of(invoice), invoice.account);
}

int decimals_of(std::string_view amount) { return static_cast<int>(amount.size() - amount.find('.') - 1); }

class InvoicePage {
 public:
  InvoicePage(const Invoice& invoice, const InvoiceSource& source) : invoice_(invoice), source_(source) {
    look_at_decimals();
  }

  [[nodiscard]] std::string body() && {
    add_masthead();
    add_facts();
    add_balance();
    add_credits();
    add_charges();
    add_footer();
    return std::move(body_);
  }

 private:
  void look_at_decimals() {
    const auto look = [&](Money amount) { decimals_ = std::max(decimals_, decimals_of(amount.text())); };
    for (const Money each : {invoice_.opening, invoice_.credit, invoice_.charged, invoice_.closing})
      look(each);
    for (const InvoiceTotal& total : invoice_.totals) look(total.amount);
    for (const InvoiceCredit& credit : invoice_.credits) look(credit.amount);
    for (const InvoiceCharge& charge : invoice_.charges) look(charge.amount);
  }

  template <class... Values>
  void add(fmt::format_string<const Values&...> html, const Values&... values) {
    fmt::format_to(std::back_inserter(body_), html, values...);
  }

  /// A cell, moved in from the right by the decimals that its amount lacks.
  [[nodiscard]] std::string amount_cell(Money amount) const {
    const std::string text = amount.text();
    const int lacking = decimals_ - decimals_of(text);
    const std::string moved = lacking > 0 ? fmt::format(" short{}", lacking) : "";
    return fmt::format("<td class=\"amount{}\">{}</td>", moved, text);
  }

  static std::string time_of(core::Instant instant, const std::string& shown) {
    return fmt::format("<time datetime=\"{}\">{}</time>", instant.text(), shown);
  }

  void add_masthead() {
    add("<header class=\"masthead\"><h1>{}</h1><p>{}</p></header>\n", title_of(invoice_),
        html_text(invoice_.account));
    if (!invoice_.period.is_provisional()) return;
    const core::Instant last = invoice_.period.as_of();
    add("<p class=\"provisional\"><strong>Provisional.</strong> Only what occurred up to and including {} is "
        "in it. The rest of the month is not, and may change every sum and the closing balance.</p>\n",
        time_of(last, last.text()));
  }

  void add_fact(std::string_view name, const std::string& value) {
    add("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
  }

  void add_facts() {
    add("<dl class=\"facts\">\n");
    add_fact("Period, in UTC", fmt::format("{} to {}", invoice_.period.begin.date().text(),
                                           invoice_.period.as_of().date().text()));
    add_fact("Currency", invoice_.currency.text());
    if (invoice_.opened_at) add_fact("Account opened", invoice_.opened_at->date().text());
    std::string state(core::to_text(invoice_.state));
    std::replace(state.begin(), state.end(), '_', ' ');
    add_fact("Account at the end", state);
    add("</dl>\n");
  }

  /// Parts in the inner column, what they add up to in the outer one.
  void add_balance() {
    add("<h2>Balance</h2>\n<table class=\"figures balance\">\n<tbody>\n");
    add("<tr><th scope=\"row\">Opening balance</th><td></td>{}</tr>\n", amount_cell(invoice_.opening));
    add("<tr><th scope=\"row\">plus credit added{}</th><td></td>{}</tr>\n", count_of(invoice_.credits.size()),
        amount_cell(invoice_.credit));
    for (const InvoiceTotal& total : invoice_.totals) {
      add("<tr class=\"part\"><th scope=\"row\">{}{}</th>{}<td></td></tr>\n", kind_in_words(total.kind),
          count_of(total.lines), amount_cell(total.amount));
    }
    add("<tr><th scope=\"row\">less charges{}</th><td></td>{}</tr>\n", count_of(invoice_.charges.size()),
        amount_cell(invoice_.charged));
    add("<tr class=\"total closing\"><th scope=\"row\">Closing balance</th><td></td>{}</tr>\n",
        amount_cell(invoice_.closing));
    add("</tbody>\n</table>\n");
  }

  /// How many lines there are, in grey.
  static std::string count_of(std::size_t lines) {
    return lines == 0 ? "" : fmt::format(" <span class=\"quiet\">×\u00a0{}</span>", lines);
  }

  /// The head of a table of lines, which ends in a column of amounts.
  void begin_lines(std::initializer_list<std::string_view> columns) {
    add("<table class=\"figures lines\">\n<thead><tr>");
    for (const std::string_view column : columns) add("<th scope=\"col\">{}</th>", column);
    add("<th scope=\"col\" class=\"amount\">Amount, {}</th></tr></thead>\n<tbody>\n",
        invoice_.currency.text());
  }

  void end_lines(std::string_view what, int columns, Money sum) {
    add("<tr class=\"total\"><th scope=\"row\" class=\"sum\" colspan=\"{}\">{}</th>{}</tr>\n", columns, what,
        amount_cell(sum));
    add("</tbody>\n</table>\n");
  }

  /// The cells that all lines begin with.
  void begin_line(core::Instant occurred_at, std::string_view description) {
    add("<tr><td class=\"fixed date\">{}</td><td class=\"what\">{}</td>",
        time_of(occurred_at, occurred_at.date().text()), html_text(description));
  }

  void add_credits() {
    add("<h2>Credit added</h2>\n");
    if (invoice_.credits.empty()) {
      add("<p>None.</p>\n");
      return;
    }
    begin_lines({"Date", "Description", "Request", "Event"});
    for (const InvoiceCredit& credit : invoice_.credits) {
      begin_line(credit.occurred_at, "Credit added");
      add("<td class=\"below\">{}</td><td class=\"fixed below\">event {}</td>{}</tr>\n",
          html_text(credit.request), credit.seq, amount_cell(credit.amount));
    }
    end_lines("Credit added", 4, invoice_.credit);
  }

  void add_charges() {
    add("<h2>Charges</h2>\n");
    if (invoice_.charges.empty()) {
      add("<p>None.</p>\n");
      return;
    }
    begin_lines({"Date", "Description", "Number", "Period", "Charge"});
    for (const InvoiceCharge& charge : invoice_.charges) add_charge(charge);
    end_lines("Charges", 5, invoice_.charged);
    add("<p class=\"quiet\">A period ends before its second date. Charges below zero are in the account's "
        "favour.</p>\n");
  }

  void add_charge(const InvoiceCharge& charge) {
    begin_line(charge.occurred_at, charge.description);
    add("<td class=\"fixed below\">{}</td><td class=\"fixed below\">", html_text(charge.number));
    if (charge.period_begin && charge.period_end) {
      add("{} – {}", charge.period_begin->text(), charge.period_end->text());
    }
    add("</td><td class=\"fixed below\">{}</td>{}</tr>\n", charge.id.text(), amount_cell(charge.amount));
  }

  void add_footer() {
    add("<footer class=\"quiet\"><p>Closing balance = opening balance + credit added − charges. Made by {}. "
        "<code>{}</code> makes it again.</p></footer>\n",
        html_text(source_in_words(source_)), html_text(command_of(invoice_, source_)));
  }

  const Invoice& invoice_;
  const InvoiceSource& source_;
  int decimals_ = 2;  // of the amount that has most
  std::string body_;
};

}  // namespace

std::string invoice_page(const Invoice& invoice, const InvoiceSource& source) {
  const std::string style = std::string(page_style) + paper_style(invoice);
  const std::string body = InvoicePage(invoice, source).body();
  return html_document({title_of(invoice) + ", " + invoice.account, style, body});
}

}  // namespace rentroll::app
