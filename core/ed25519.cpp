#include "core/ed25519.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

#include "core/assert.hpp"
#include "core/error.hpp"

namespace rentroll::core {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Key private_key(const Ed25519Seed& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()), EVP_PKEY_free);
  RENTROLL_ASSERT(key != nullptr);
  return key;
}

Context new_context() {
  Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  RENTROLL_ASSERT(context != nullptr);
  return context;
}

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Ed25519Seed new_ed25519_seed() {
  Ed25519Seed seed{};
  if (RAND_priv_bytes(seed.data(), static_cast<int>(seed.size())) != 1) {
    throw SystemError("the system has no randomness for a new key");
  }
  return seed;
}

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed) {
  Ed25519PublicKey key{};
  std::size_t size = key.size();
  RENTROLL_ASSERT(EVP_PKEY_get_raw_public_key(private_key(seed).get(), key.data(), &size) == 1);
  RENTROLL_ASSERT(size == key.size());
  return key;
}

std::string ed25519_sign(const Ed25519Seed& seed, std::string_view text) {
  const Key key = private_key(seed);
  const Context context = new_context();
  std::array<unsigned char, 64> signature{};
  std::size_t size = signature.size();
  RENTROLL_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  RENTROLL_ASSERT(EVP_DigestSign(context.get(), signature.data(), &size, data_of(text), text.size()) == 1);
  RENTROLL_ASSERT(size == signature.size());
  return {signature.begin(), signature.end()};
}

bool ed25519_verify(const Ed25519PublicKey& public_key, std::string_view text, std::string_view signature) {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()),
                EVP_PKEY_free);
  RENTROLL_ASSERT(key != nullptr);
  const Context context = new_context();
  RENTROLL_ASSERT(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  return EVP_DigestVerify(context.get(), data_of(signature), signature.size(), data_of(text), text.size()) ==
         1;
}

}  // namespace rentroll::core
