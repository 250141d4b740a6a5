#include "app/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/html.hpp"
#include "app/report_accounts.hpp"
#include "app/report_lives.hpp"
#include "app/report_months.hpp"
#include "app/report_style.hpp"
#include "app/text.hpp"

namespace rentroll::app {
namespace {

using events::no_ordinal;

core::Instant last_covered(const ReportFigures& figures) {
  return core::Instant::from_microseconds(figures.period.end.microseconds() - 1);
}

/// The days that the period touches, the last one included.
std::string days(const ReportFigures& figures) {
  const std::string first = figures.period.begin.date().text();
  const std::string last = last_covered(figures).date().text();
  return first == last ? first : first + " to " + last;
}

std::string title(const ReportSource& source) {
  return source.account ? "Charges and numbers of " + *source.account : "Charges and numbers";
}

std::string header(const ReportFigures& figures, const ReportSource& source) {
  return fmt::format(
      "<header>\n<h1>{}</h1>\n<p class=\"period\">{}</p>\n"
      "<p class=\"quiet\">Days of UTC, the last one included. Events 1 to {} of the log.</p>\n</header>\n",
      html_text(title(source)), days(figures), source.last_seq);
}

std::string sum(std::string_view name, const std::string& amount, std::string_view unit,
                const std::string& remark) {
  return fmt::format(
      "<div><dt>{}</dt><dd class=\"amount\">{} <small>{}</small></dd><dd class=\"quiet\">{}</dd></div>\n",
      name, amount, unit, remark);
}

/// What was charged in one currency in the period.
std::string charged(const ReportFigures& figures, core::Currency currency) {
  const auto months =
      std::find_if(figures.months.begin(), figures.months.end(),
                   [&](const projections::CurrencyMonths& each) { return each.currency == currency; });
  const projections::KindSums none;
  const projections::KindSums& total = months == figures.months.end() ? none : months->total;
  return sum("Charged", total.total().text(), currency.text(), counted(total.charges, "charge line"));
}

/// The page's main figures, a currency at a time.
std::string sums(const ReportFigures& figures) {
  std::string html = "<dl class=\"sums\">\n";
  std::uint64_t rented = 0;
  std::uint64_t accounts = 0;
  for (const ReportAccounts& of : figures.accounts) {
    html += charged(figures, of.currency);
    rented += of.all.numbers;
    accounts += of.all.accounts;
  }
  html += sum("Rented at the end", fmt::format("{}", rented), rented == 1 ? "number" : "numbers",
              "of " + counted(accounts, "account"));
  return html + "</dl>\n";
}

/// The months (or years) at the ends of the period that it has only a part of.
std::string parts_note(const ReportFigures& figures, bool years) {
  const core::Date first = figures.months.front().months.front().first;
  const core::Date end = figures.months.front().months.back().end;
  const auto name = [&](core::Date date) { return date.month_text().substr(0, years ? 4 : 7); };
  const auto is_whole = [&](core::Date date) { return !years || date.text().substr(5) == "01-01"; };
  const bool begins_within = figures.period.begin != core::Instant::begin_of(first) || !is_whole(first);
  const bool ends_within = figures.period.end != core::Instant::begin_of(end) || !is_whole(end);
  std::string note;
  if (begins_within) {
    note += fmt::format(" The period begins within {}.", name(figures.period.begin.date()));
  }
  if (ends_within) note += fmt::format(" The period ends within {}.", name(last_covered(figures).date()));
  return note;
}

std::string months_notes(const ReportFigures& figures, bool years) {
  std::string note = "What is below zero hangs below the line; a figure above a bar is its sum.";
  if (years) note += " A period of more than 120 months is shown by years: a shorter one has its months.";
  return "<p class=\"quiet\">" + note + parts_note(figures, years) + "</p>\n";
}

std::string months(const ReportFigures& figures) {
  const bool years = !figures.months.empty() && is_shown_by_years(figures.months.front());
  std::string html = fmt::format("<section>\n<h2>Charges by {} and kind</h2>\n", years ? "year" : "month");
  if (figures.months.empty()) return html + "<p>Nothing was charged in this period.</p>\n</section>\n";
  html += months_notes(figures, years) + kinds_legend();
  for (const projections::CurrencyMonths& currency : figures.months) {
    if (figures.months.size() > 1) html += fmt::format("<h3>{}</h3>\n", currency.currency.text());
    html += months_section(currency);
  }
  return html + "</section>\n";
}

std::string accounts(const ReportFigures& figures, const ReportSource& source) {
  std::string html = fmt::format("<section>\n<h2>{}</h2>\n", source.account ? "The account" : "Accounts");
  if (figures.accounts.empty()) {
    return html +
           (source.account ? "<p>The account was not opened before the end of this period.</p>\n"
                           : "<p>No account was opened before the end of this period.</p>\n") +
           "</section>\n";
  }
  for (const ReportAccounts& of : figures.accounts) {
    if (of.others.accounts != 0) {
      html += fmt::format(
          "<p class=\"quiet\">{} of {} {} accounts are shown, those with the largest charges; the others "
          "stand "
          "in one row. <code>--account A</code> reports one account, <code>--rows {}</code> shows all of "
          "them.</p>\n",
          of.shown.size(), of.all.accounts, of.currency.text(), of.all.accounts);
    }
  }
  return html + accounts_table(figures.accounts, figures.state.names.accounts) + "</section>\n";
}

std::string left_out(const ReportFigures& figures, const ReportSource& source) {
  std::string html;
  if (figures.numbers.size() < figures.numbers_in_all) {
    html += fmt::format(
        "<p class=\"quiet\">{} of {} numbers are drawn, those with the most charge lines. {}<code>--rows "
        "{}</code> draws all of them. The sums above cover all numbers.</p>\n",
        figures.numbers.size(), figures.numbers_in_all,
        source.account ? "" : "<code>--account A</code> draws one account’s numbers, ",
        figures.numbers_in_all);
  }
  if (figures.charges_without_number != 0) {
    html += fmt::format("<p class=\"quiet\">{} without a number: in the sums above, on no line here.</p>\n",
                        counted(figures.charges_without_number, "adjustment"));
  }
  return html;
}

std::string numbers(const ReportFigures& figures, const ReportSource& source) {
  std::string html = "<section>\n<h2>The lives of the numbers</h2>\n";
  if (figures.numbers.empty()) return html + "<p>No number in this period.</p>\n</section>\n";
  html += left_out(figures, source) + lives_legend(source.account.has_value());
  return html + lives_table(figures) + "</section>\n";
}

/// The command that makes the page again; no option is parted from its value at a line's end.
std::string command(const ReportSource& source) {
  std::string html = "<code>rentroll report FILE.html";
  const auto add = [&](std::string_view option, const std::string& value) {
    html += fmt::format(" <span>{} {}</span>", option, html_text(value));
  };
  const auto add_if_given = [&](std::string_view option, const OptionalText& value) {
    if (value) add(option, *value);
  };
  add("--log", "DIR");
  add_if_given("--account", source.account);
  add_if_given("--from", source.from);
  add_if_given("--to", source.to);
  add_if_given("--as-of", source.as_of);
  add("--rows", fmt::format("{}", source.rows_max));
  add("--at-seq", fmt::format("{}", source.last_seq));
  return html + "</code>";
}

std::string fact(std::string_view name, const std::string& value) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, value);
}

std::string footer(const ReportFigures& figures, const ReportSource& source) {
  return "<footer>\n<dl>\n" +
         fact("Period", fmt::format("from {} up to and including {}", figures.period.begin.text(),
                                    last_covered(figures).text())) +
         fact("Log",
              fmt::format("events 1 to {}; its clock stood at {}", source.last_seq, source.horizon.text())) +
         fact("Made by", "rentroll " RENTROLL_VERSION) + fact("To have it again", command(source)) +
         "</dl>\n<p>Amounts are exact. A charge counts in the month and on the day on which it occurred. "
         "Currencies are never added up.</p>\n</footer>\n";
}

}  // namespace

std::string report_page(const ReportFigures& figures, const ReportSource& source) {
  const std::string body = std::string(report_definitions()) + header(figures, source) + "<main>\n" +
                           sums(figures) + months(figures) + accounts(figures, source) +
                           numbers(figures, source) + "</main>\n" + footer(figures, source);
  return html_document({title(source) + ", " + days(figures), report_style(), body});
}

}  // namespace rentroll::app
