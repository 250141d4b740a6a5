#pragma once

#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace rentroll::events {

inline constexpr std::size_t seq_key_bytes = 8;

/// The key of the block that begins with a seq: big-endian, so that the keys' bytes order as the seqs do.
[[nodiscard]] inline std::string key_of(core::Seq seq) {
  std::string key(seq_key_bytes, '\0');
  for (auto byte = key.rbegin(); byte != key.rend(); ++byte, seq >>= 8) *byte = static_cast<char>(seq & 0xFF);
  return key;
}

[[nodiscard]] inline core::Seq seq_of(std::string_view key) {
  core::Seq seq = 0;
  for (const char byte : key) seq = seq << 8 | static_cast<unsigned char>(byte);
  return seq;
}

}  // namespace rentroll::events
