#include "core/sha256.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "core/assert.hpp"

namespace rentroll::core {
namespace {

/// Fetched once: fetching costs more than hashing a short text.
const EVP_MD* algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  RENTROLL_ASSERT(fetched != nullptr);
  return fetched;
}

}  // namespace

struct Sha256::Context {
  Context() : handle(EVP_MD_CTX_new()) { begin(); }
  ~Context() { EVP_MD_CTX_free(handle); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  void begin() const { RENTROLL_ASSERT(EVP_DigestInit_ex2(handle, algorithm(), nullptr) == 1); }
  /// Begins anew: the algorithm is the one it has.
  void begin_anew() const { RENTROLL_ASSERT(EVP_DigestInit_ex2(handle, nullptr, nullptr) == 1); }
  EVP_MD_CTX* handle;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  RENTROLL_ASSERT(EVP_DigestUpdate(context_->handle, bytes.data(), bytes.size()) == 1);
}

Hash Sha256::hash() {
  Hash hash{};
  RENTROLL_ASSERT(EVP_DigestFinal_ex(context_->handle, hash.data(), nullptr) == 1);
  context_->begin_anew();
  return hash;
}

std::string Sha256::hex() {
  std::string text;
  for (const unsigned char byte : hash()) text += fmt::format("{:02x}", byte);
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.hex();
}

}  // namespace rentroll::core
