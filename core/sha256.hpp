#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace rentroll::core {

/// The 32 bytes of a SHA-256.
using Hash = std::array<unsigned char, 32>;

/// SHA-256 of bytes given bit by bit.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// The hash; the object then begins anew.
  [[nodiscard]] Hash hash();
  /// The hash as 64 hex digits; the object then begins anew.
  [[nodiscard]] std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// The bytes of a hash as text, for what takes bytes.
[[nodiscard]] inline std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

/// SHA-256 of a text, as 64 hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace rentroll::core
