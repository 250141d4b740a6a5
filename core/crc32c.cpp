#include "core/crc32c.hpp"

#include <boost/crc.hpp>
#include <cstring>

namespace rentroll::core {
namespace {

std::uint32_t by_table(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

#if defined(__x86_64__)
/// By the processor's own instruction, which is some ten times as fast.
[[gnu::target("sse4.2")]] std::uint32_t by_instruction(std::string_view bytes) {
  std::uint64_t crc = 0xFFFFFFFF;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    crc = __builtin_ia32_crc32di(crc, word);
  }
  auto rest = static_cast<std::uint32_t>(crc);
  for (; left != 0; --left) rest = __builtin_ia32_crc32qi(rest, static_cast<unsigned char>(*at++));
  return ~rest;
}
#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
  if (has_instruction) return by_instruction(bytes);
#endif
  return by_table(bytes);
}

}  // namespace rentroll::core
