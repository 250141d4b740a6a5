#pragma once

#include <string>
#include <string_view>

/// Pages that can be mailed and printed: one file each, with its style in it, without scripts and without
/// anything that lies elsewhere.
namespace rentroll::app {

/// A text as it stands in an element or in a quoted attribute: `&`, `<`, `>` and quotes are escaped; what is
/// no character, or a control character, becomes `?`.
[[nodiscard]] std::string html_text(std::string_view text);

/// What a page consists of. The shell gives it dark text on white, headings, tables, and rules for paper on
/// which no row is cut in two and a table's head stands on each page. Classes that it knows:
///
///     table.figures   a table over the page's width; a line under each row
///     .amount         of a cell: right-aligned, with digits of one width, never broken
///     tr.total        a sum: bold, with a line above
///     .quiet          a remark in smaller grey
///     .scroll         around a table that may be wider than a small screen
struct HtmlPage {
  std::string_view title;  ///< as it is, not escaped
  std::string_view style;  ///< CSS after the shell's own
  std::string_view body;   ///< HTML
};

/// The whole file. It can be read by an XML parser too.
[[nodiscard]] std::string html_document(const HtmlPage& page);

}  // namespace rentroll::app
