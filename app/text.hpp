#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rentroll::app {

/// The columns that a printable text takes, one a character.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// `1 account`, `2 accounts`
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one);

}  // namespace rentroll::app
