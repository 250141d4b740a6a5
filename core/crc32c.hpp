#pragma once

#include <cstdint>
#include <string_view>

namespace rentroll::core {

/// CRC-32C (Castagnoli), the checksum of iSCSI and of many stored forms.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);

}  // namespace rentroll::core
