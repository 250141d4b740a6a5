#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Texts of the help as troff takes them, in the man macros.
namespace rentroll::app {

/// A text in which no character is a request. What stands between backticks becomes bold, and a list of names
/// without spaces can be broken after its commas.
[[nodiscard]] std::string roff_text(std::string_view text);

/// A text in a font, `B` or `I`.
[[nodiscard]] std::string roff_in(char font, std::string_view text);

/// Paragraphs as a help has them: lines are filled, and empty lines stand between. An indented line is an
/// entry of a list where two spaces or more stand after what it explains (`  number N    every event of a
/// number`); a line that is indented deeper goes on with it. Any other indented line is a command to type.
[[nodiscard]] std::string roff_paragraphs(std::string_view help);

}  // namespace rentroll::app
