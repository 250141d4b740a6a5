#include "core/xxh3.hpp"

#include <doctest/doctest.h>

#include <string>

namespace rentroll::core {
namespace {

std::string hash_of(std::string_view bytes) {
  Xxh3 hash;
  hash.update(bytes);
  return hash.hash();
}

}  // namespace

TEST_CASE("XXH3 of nothing is the one that everybody has") {
  CHECK(hash_of("") == "\x99\xAA\x06\xD3\x01\x47\x98\xD8\x60\x01\xC3\x24\x46\x8D\x49\x7F");
}

TEST_CASE("XXH3 of pieces is that of the whole, and goes on after it was asked for") {
  std::string whole;
  Xxh3 hash;
  for (int size = 0; size < 700; size += 13) {
    const std::string piece(static_cast<std::size_t>(size), static_cast<char>(size));
    hash.update(piece);
    whole += piece;
    CHECK(hash.hash() == hash_of(whole));
  }
}

TEST_CASE("every bit counts") {
  std::string bytes(300, 'x');
  const std::string before = hash_of(bytes);
  CHECK(before.size() == Xxh3::hash_bytes);
  for (char& byte : bytes) {
    for (int bit = 0; bit < 8; ++bit) {
      const auto flip = static_cast<char>(1 << bit);
      byte = static_cast<char>(byte ^ flip);
      CHECK(hash_of(bytes) != before);
      byte = static_cast<char>(byte ^ flip);
    }
  }
}

}  // namespace rentroll::core
