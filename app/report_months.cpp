#include "app/report_months.hpp"

#include <fmt/format.h>

#include "app/report_chart.hpp"
#include "app/report_style.hpp"

namespace rentroll::app {
namespace {

using projections::charge_kinds;
using projections::CurrencyMonths;
using projections::SpanSums;

constexpr std::size_t months_max = 120;

std::string amount_cells(const projections::KindSums& sums) {
  std::string html;
  for (const core::ChargeKind kind : charge_kinds) {
    html += amount_cell(sums.of(kind));
  }
  return html + amount_cell(sums.total()) +
         fmt::format("<td class=\"amount wide\">{}</td></tr>\n", sums.charges);
}

std::string table(const CurrencyMonths& currency, const std::vector<SpanSums>& spans, bool years) {
  std::string html = fmt::format(
      "<div class=\"scroll\">\n<table class=\"figures months\">\n<thead><tr><th scope=\"col\">{}</th>",
      years ? "Year" : "Month");
  for (const core::ChargeKind kind : charge_kinds) {
    html += fmt::format("<th scope=\"col\" class=\"amount\">{}</th>", kind_heading(kind));
  }
  html += fmt::format(
      "<th scope=\"col\" class=\"amount\">{} total</th><th scope=\"col\" class=\"amount wide\">Lines</th>"
      "</tr></thead>\n<tbody>\n",
      currency.currency.text());
  for (const SpanSums& span : spans) {
    html += fmt::format("<tr><th scope=\"row\">{}</th>", span_text(span, years)) + amount_cells(span.sums);
  }
  html += "<tr class=\"total\"><th scope=\"row\">Total</th>" + amount_cells(currency.total);
  return html + "</tbody>\n</table>\n</div>\n";
}

}  // namespace

bool is_shown_by_years(const CurrencyMonths& currency) { return currency.months.size() > months_max; }

std::string months_section(const CurrencyMonths& currency) {
  const bool years = is_shown_by_years(currency);
  const std::vector<SpanSums> spans = years ? projections::by_year(currency.months) : currency.months;
  return months_chart(currency.currency.text(), spans, years) + table(currency, spans, years);
}

}  // namespace rentroll::app
