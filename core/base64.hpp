#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rentroll::core {

/// Bytes as base64 with the standard alphabet and padding (RFC 4648, section 4).
[[nodiscard]] std::string to_base64(std::string_view bytes);

/// The bytes of a base64 text; nothing where it is none. Only the one text that `to_base64` makes of some
/// bytes is theirs: padding is required, and its unused bits are zero.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace rentroll::core
