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

}  // namespace
}  // namespace rentroll::core
