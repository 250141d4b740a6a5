#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Texts that come from outside: whether they are UTF-8, and how they are shown where they may do no harm.
namespace rentroll::core {

/// The length in bytes of the UTF-8 character at the front of a text; 0 where there is none. Overlong forms,
/// surrogates and what lies beyond U+10FFFF are none.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// Where a text ceases to be UTF-8: the offset of the first bad byte; nothing where all of it is UTF-8.
[[nodiscard]] std::optional<std::size_t> first_bad_byte(std::string_view text);

/// Whether a character is a control character: U+0000 to U+001F and U+007F to U+009F.
/// REQUIRES: one UTF-8 character.
[[nodiscard]] bool is_control(std::string_view character);

/// Whether a text is UTF-8 without control characters.
[[nodiscard]] bool is_printable(std::string_view text);

/// Whether a character stays where it stands when it is shown: control characters do not, nor do those that
/// turn the order of others round (U+202A to U+202E, U+2066 to U+2069) or end a line (U+2028, U+2029).
/// REQUIRES: one UTF-8 character.
[[nodiscard]] bool is_harmless(std::string_view character);

/// A text as it can be printed: what is no character, or a harmful one, becomes `?`.
[[nodiscard]] std::string printable(std::string_view text);

/// The same of a text of several lines: line feeds and tabs stay.
[[nodiscard]] std::string printable_lines(std::string_view text);

/// A text that somebody wrote, as an error may show it: printable, and cut at 80 bytes.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace rentroll::core
