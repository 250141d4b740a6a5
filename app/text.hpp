#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rentroll::app {

/// The columns that a printable text takes, one a character.
[[nodiscard]] std::size_t width_of(std::string_view text);

}  // namespace rentroll::app
