#include "core/crc32c.hpp"

#include <doctest/doctest.h>

#include <string>

namespace rentroll::core {
namespace {

TEST_CASE("CRC-32C of the examples in RFC 3720, B.4") {
  CHECK(crc32c("") == 0);
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);
  CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43);
  CHECK(crc32c("123456789") == 0xE3069283);
}

TEST_CASE("CRC-32C of any length is that of its polynomial, bit by bit") {
  std::string bytes;
  for (int size = 0; size < 40; ++size) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char byte : bytes) {
      crc ^= static_cast<unsigned char>(byte);
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
    }
    CHECK(crc32c(bytes) == ~crc);
    bytes += static_cast<char>(size * 37 + 11);
  }
}

}  // namespace
}  // namespace rentroll::core
