#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rentroll::app {

/// The bytes of the UTF-8 character that a text begins with; 0 where it begins with none.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// A text as it does no harm on a terminal: control characters, and bytes that are no UTF-8, become `?`.
[[nodiscard]] std::string printable(std::string_view text);

/// The columns that a printable text takes, one a character.
[[nodiscard]] std::size_t width_of(std::string_view text);

}  // namespace rentroll::app
