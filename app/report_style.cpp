#include "app/report_style.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "projections/monthly_charges.hpp"

namespace rentroll::app {
namespace {

using core::ChargeKind;

constexpr std::string_view style = R"(
.period { font-size: 17px; margin: 0; }
.sums { display: flex; flex-wrap: wrap; gap: 20px 48px; margin: 28px 0 0; padding: 20px 0;
  border-top: 2px solid #1a1f26; border-bottom: 1px solid #c9ced4; }
.sums div { min-width: 150px; }
.sums dt { color: #56606c; font-size: 13px; }
.sums dd { margin: 0; }
.sums .amount { font-size: 25px; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; }
.sums .amount small { font-size: 15px; font-weight: 500; color: #56606c; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; margin: 8px 0 12px; padding: 0;
  font-size: 13px; color: #3a434d; }
.legend li { display: flex; align-items: center; gap: 7px; }
.legend svg { flex: none; }
.defs { position: absolute; }
figure { margin: 16px 0 8px; break-inside: avoid; }
.plot { display: block; overflow: visible; }
.plot text, .axis text { font-size: 11.5px; fill: #56606c; }
.plot .net { fill: #1a1f26; font-weight: 600; }
.grid { stroke: #e3e6ea; }
.zero { stroke: #1a1f26; }
.at-right { text-anchor: end; }
.centred { text-anchor: middle; }
.setup { fill: #f2c14e; }
.first_month { fill: #5f9fd6; }
.renewal { fill: #1d4e89; }
.adjustment { fill: url(#hatched-adjustment); }
.rented { fill: #1d4e89; }
.reclaimable { fill: #f2a93b; }
.reserved { fill: url(#hatched-reserved); }
.available { fill: #8fc7bd; }
.returned { fill: #9aa3ad; }
.other { fill: #fff; stroke: #8a939e; }
.lives td, .lives tbody th { vertical-align: top; }
.lives .life { width: 68%; padding-top: 8px; padding-bottom: 4px; }
.lives thead th { vertical-align: bottom; }
.lives .of { white-space: nowrap; font-weight: 500; font-variant-numeric: tabular-nums; }
.lives small { display: block; white-space: normal; font-size: 12.5px; font-weight: 400; color: #56606c; }
.life svg, .axis { display: block; width: 100%; overflow: visible; }
.nothing { color: #767f89; }
.figures thead .amount { white-space: normal; }
.months { max-width: 820px; }
.months th[scope=row] { white-space: nowrap; }
.accounts th[scope=row] { min-width: 96px; max-width: 260px; }
.accounts td { white-space: nowrap; }
.accounts .group th { font-weight: 650; padding-top: 14px; }
.accounts tbody + tbody .group th { padding-top: 26px; }
footer { margin-top: 48px; padding-top: 16px; border-top: 1px solid #c9ced4; font-size: 13px; color: #3a434d; }
footer dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 20px; margin: 0 0 12px; }
footer dt { color: #56606c; }
footer dd { margin: 0; }
footer code span { display: inline-block; max-width: 100%; }
.narrow { display: none; }
@media (max-width: 640px) {
  .narrow { display: revert; }
  .wide { display: none; }
  .sums { gap: 14px 28px; margin-top: 20px; padding: 14px 0; }
  .sums .amount { font-size: 21px; }
  .figures th, .figures td { padding-left: 9px; }
  .figures thead th { font-size: 12px; }
  .months th:first-child, .accounts th:first-child { position: sticky; left: 0;
    background: #fff; max-width: 40vw; padding-right: 6px; }
  .lives, .lives tbody { display: block; }
  .lives thead, .lives thead tr, .lives thead th.life { display: block; }
  .lives thead th { display: none; }
  .lives tbody tr { display: grid; grid-template-columns: 1fr auto auto; padding: 8px 0 4px;
    border-bottom: 1px solid #e3e6ea; break-inside: avoid; }
  .lives tbody th, .lives tbody td { border: 0; padding-top: 0; padding-bottom: 2px; }
  .lives .life, .lives thead th.life { width: 100%; padding-left: 0; }
  .lives tbody .life { grid-row: 2; grid-column: 1 / -1; padding-top: 4px; }
  footer dl { grid-template-columns: 1fr; gap: 0; }
  footer dd { margin-bottom: 6px; }
}
@page { size: landscape; margin: 14mm; }
@media print {
  .nothing { color: #555; }
  .sums { margin-top: 14pt; padding: 9pt 0; }
  .sums .amount { font-size: 16pt; }
  .sums dt, .lives small, .legend, .plot text, .axis text, footer, footer dt { color: #333; }
  .plot text, .axis text { fill: #333; }
  .lives small, footer { font-size: 8pt; }
  .legend { font-size: 8.5pt; }
  .grid { stroke: #ccc; }
  .legend { break-inside: avoid; }
  .legend, h2 + p, p + p { break-after: avoid; }
  footer { break-inside: avoid; margin-top: 20pt; }
}
)";

constexpr std::string_view definitions =
    R"svg(<svg class="defs" width="0" height="0" aria-hidden="true"><defs>
<pattern id="hatched-adjustment" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="6" height="6" fill="#c2492f"/><rect width="2" height="6" fill="#fff"/></pattern>
<pattern id="hatched-reserved" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="5" height="5" fill="#fff"/><rect width="2.6" height="5" fill="#9a4a00"/></pattern>
<path id="mark-begin" d="M0 0L4.5 8H-4.5Z" fill="#5f9fd6" stroke="#1d4e89" stroke-width="1"/>
<path id="mark-renewal" d="M0 0V7" stroke="#1d4e89" stroke-width="1.5"/>
<path id="mark-adjustment" d="M0 0L4.5 4.5L0 9L-4.5 4.5Z" fill="#c2492f"/>
</defs></svg>
)svg";

/// How high a state is drawn: what is held is a thick bar, what is not a thin one.
struct BarShape {
  int top;
  int height;
};

BarShape shape_of(std::string_view look) {
  if (look == "available") return {6, 4};
  if (look == "returned") return {7, 1};
  return {2, 12};
}

std::string legend_item(std::string_view drawing, std::string_view text) {
  return fmt::format("<li><svg width=\"22\" height=\"16\" aria-hidden=\"true\">{}</svg>{}</li>\n", drawing,
                     text);
}

std::string bar_item(std::string_view look, std::string_view text) {
  return legend_item(life_bar(look, "0", "22", {}), text);
}

std::string mark_item(std::string_view mark, std::string_view text) {
  return legend_item(fmt::format("<use href=\"#mark-{}\" x=\"11\" y=\"4\"/>", mark), text);
}

}  // namespace

std::string_view report_style() { return style; }
std::string_view report_definitions() { return definitions; }

std::string_view kind_name(ChargeKind kind) {
  switch (kind) {
    case ChargeKind::setup:
      return "setup fees";
    case ChargeKind::first_month:
      return "first months";
    case ChargeKind::renewal:
      return "renewals";
    case ChargeKind::adjustment:
      return "adjustments";
  }
  return {};
}

std::string_view kind_heading(ChargeKind kind) {
  switch (kind) {
    case ChargeKind::setup:
      return "Setup";
    case ChargeKind::first_month:
      return "First month";
    case ChargeKind::renewal:
      return "Renewal";
    case ChargeKind::adjustment:
      return "Adjustment";
  }
  return {};
}

std::string amount_cell(core::Money amount) {
  return fmt::format("<td class=\"amount{}\">{}</td>", amount == core::Money{} ? " nothing" : "",
                     amount.text());
}

std::string kinds_legend() {
  std::string html = "<ul class=\"legend\">\n";
  for (const ChargeKind kind : projections::charge_kinds) {
    html += legend_item(
        fmt::format("<rect class=\"{}\" x=\"4\" y=\"1\" width=\"14\" height=\"14\"/>", core::to_text(kind)),
        kind_heading(kind));
  }
  return html + "</ul>\n";
}

std::string lives_legend(bool of_one_account) {
  std::string html = "<ul class=\"legend\">\n";
  html += bar_item("available", "available");
  html += bar_item("rented", "rented");
  html += bar_item("reclaimable", "reclaimable");
  html += bar_item("reserved", "reserved");
  html += bar_item("returned", "returned");
  if (of_one_account) html += bar_item("other", "with another account");
  html += mark_item("begin", "charge: setup fee and first month");
  html += mark_item("renewal", "charge: renewal");
  html += mark_item("adjustment", "adjustment");
  return html + "</ul>\n";
}

std::string life_bar(std::string_view look, std::string_view x, std::string_view width,
                     std::string_view title) {
  const BarShape shape = shape_of(look);
  const std::string told = title.empty() ? "" : fmt::format("<title>{}</title>", title);
  return fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\">{}</rect>", look, x,
                     shape.top, width, shape.height, told);
}

}  // namespace rentroll::app
