#include "core/base64.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/ed25519.hpp"

namespace rentroll::core {
namespace {

TEST_CASE("base64: the examples of RFC 4648, section 10, both ways") {
  const std::pair<std::string, std::string> examples[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"},
                                                          {"\xFB\xFF", "+/8="}};
  for (const auto& [bytes, text] : examples) {
    CHECK(to_base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
}

TEST_CASE("base64: bytes have one text, and others are refused") {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zh==", "Zm9=", "Zm 9", "Zm9v\n",
                           "Zm9-", "Zg==Zg==", "=Zg="}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64(text));
  }
}

template <std::size_t size>
std::array<unsigned char, size> bytes_of_hex(const std::string& hex) {
  std::array<unsigned char, size> bytes{};
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<unsigned char>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  }
  return bytes;
}

TEST_CASE("Ed25519: the second example of RFC 8032, section 7.1") {
  const auto seed = bytes_of_hex<32>("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const auto key = bytes_of_hex<32>("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const auto signed_bytes = bytes_of_hex<64>(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  const std::string signature(signed_bytes.begin(), signed_bytes.end());
  CHECK(ed25519_public_key(seed) == key);
  CHECK(ed25519_sign(seed, "\x72") == signature);
  CHECK(ed25519_verify(key, "\x72", signature));
  CHECK_FALSE(ed25519_verify(key, "\x73", signature));
  CHECK_FALSE(ed25519_verify(key, "", signature));
  CHECK_FALSE(ed25519_verify(key, "\x72", signature.substr(0, 63)));
  CHECK_FALSE(ed25519_verify(key, "\x72", ""));
  CHECK_FALSE(ed25519_verify(ed25519_public_key(new_ed25519_seed()), "\x72", signature));
  CHECK(new_ed25519_seed() != new_ed25519_seed());
}

}  // namespace
}  // namespace rentroll::core
