#include "app/html.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace rentroll::app {
namespace {

constexpr std::string_view shell_style = R"(
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 40px 32px 48px; max-width: 1160px; background: #fff; color: #1a1f26;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; overflow-wrap: anywhere; }
h1 { font-size: 28px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 4px; }
h2 { font-size: 19px; line-height: 1.3; font-weight: 650; margin: 40px 0 8px; }
h3 { font-size: 15px; line-height: 1.4; font-weight: 650; margin: 24px 0 4px; }
p { margin: 4px 0 8px; max-width: 75ch; }
.quiet { color: #56606c; font-size: 13px; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.92em; }
.scroll { overflow-x: auto; }
table.figures { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.35; }
.figures th, .figures td { padding: 6px 0 6px 20px; text-align: left; vertical-align: baseline;
  border-bottom: 1px solid #e3e6ea; }
.figures th:first-child, .figures td:first-child { padding-left: 0; }
.figures thead th { color: #56606c; font-weight: 500; font-size: 13px; border-bottom: 1px solid #8a939e; }
.figures tbody th { font-weight: 400; }
.figures .amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.figures tr.total th, .figures tr.total td { font-weight: 650; border-top: 1px solid #8a939e; border-bottom: 0; }
@media (max-width: 640px) {
  body { padding: 24px 16px 32px; font-size: 14px; }
  h1 { font-size: 23px; }
  table.figures { font-size: 13px; }
  .figures th, .figures td { padding-left: 12px; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; color: #000;
    -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h1 { font-size: 18pt; }
  h2 { font-size: 12.5pt; margin-top: 20pt; }
  h2, h3 { break-after: avoid; }
  .quiet, .figures thead th { color: #333; font-size: 8.5pt; }
  table.figures { font-size: 8.5pt; }
  .figures thead { display: table-header-group; }
  .figures tr { break-inside: avoid; }
  .scroll { overflow: visible; }
}
)";

/// Empty where a character stands for itself.
std::string_view escape_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string html;
  for (const char c : core::printable(text)) {
    const std::string_view escape = escape_of(c);
    escape.empty() ? html.push_back(c) : static_cast<void>(html.append(escape));
  }
  return html;
}

std::string html_document(const HtmlPage& page) {
  return fmt::format(
      "<!DOCTYPE html>\n"
      "<html lang=\"en\">\n"
      "<head>\n"
      "<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>{}</title>\n"
      "<style>{}{}</style>\n"
      "</head>\n"
      "<body>\n"
      "{}"
      "</body>\n"
      "</html>\n",
      html_text(page.title), shell_style, page.style, page.body);
}

}  // namespace rentroll::app
