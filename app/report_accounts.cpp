#include "app/report_accounts.hpp"

#include <fmt/format.h>

#include "app/html.hpp"
#include "app/report_style.hpp"
#include "app/text.hpp"

namespace rentroll::app {
namespace {

using projections::RollforwardRow;

std::string sum_cell(const Sum& sum) {
  return sum.amount() ? amount_cell(*sum.amount()) : "<td class=\"amount nothing\">too large</td>";
}

std::string account_row(const ReportAccount& account, const events::Names& names) {
  std::string html = fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>",
                                 html_text(names.text(account.moved.account)), core::to_text(account.state));
  for (core::Money RollforwardRow::*const each : movements) html += amount_cell(account.moved.*each);
  return html + fmt::format("<td class=\"amount\">{}</td></tr>\n", account.numbers);
}

std::string sums_row(std::string_view look, const std::string& heading, const ReportAccountSums& sums) {
  std::string html = fmt::format("<tr class=\"{}\"><th scope=\"row\">{}</th><td></td>", look, heading);
  for (const Sum& sum : sums.moved) html += sum_cell(sum);
  return html + fmt::format("<td class=\"amount\">{}</td></tr>\n", sums.numbers);
}

std::string head() {
  std::string html = "<thead><tr><th scope=\"col\">Account</th><th scope=\"col\">State</th>";
  for (const std::string_view heading : {"Opening balance", "+ Credit", "− Setup", "− First month",
                                         "− Renewal", "− Adjustment", "= Closing balance", "Rented"}) {
    html += fmt::format("<th scope=\"col\" class=\"amount\">{}</th>", heading);
  }
  return html + "</tr></thead>\n";
}

std::string currency_rows(const ReportAccounts& accounts, const events::Names& names) {
  std::string html =
      fmt::format("<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"10\">{}</th></tr>\n",
                  accounts.currency.text());
  for (const ReportAccount& account : accounts.shown) html += account_row(account, names);
  if (accounts.others.accounts != 0) {
    html += sums_row("others", counted(accounts.others.accounts, "other account"), accounts.others);
  }
  if (accounts.all.accounts > 1) html += sums_row("total", "Total", accounts.all);
  return html + "</tbody>\n";
}

}  // namespace

std::string accounts_table(const std::vector<ReportAccounts>& currencies, const events::Names& names) {
  std::string html = "<div class=\"scroll\">\n<table class=\"figures accounts\">\n" + head();
  for (const ReportAccounts& accounts : currencies) html += currency_rows(accounts, names);
  return html + "</table>\n</div>\n";
}

}  // namespace rentroll::app
