#pragma once

#include <array>
#include <string>
#include <string_view>

/// Ed25519 signatures (RFC 8032).
namespace rentroll::core {

using Ed25519Seed = std::array<unsigned char, 32>;  ///< the private key
using Ed25519PublicKey = std::array<unsigned char, 32>;

/// A new private key out of the system's randomness.
[[nodiscard]] Ed25519Seed new_ed25519_seed();

[[nodiscard]] Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed);

/// The 64 bytes of a signature. The same key and text give the same signature.
[[nodiscard]] std::string ed25519_sign(const Ed25519Seed& seed, std::string_view text);

/// Whether a signature of a text was made with the private key of a public one.
[[nodiscard]] bool ed25519_verify(const Ed25519PublicKey& key, std::string_view text,
                                  std::string_view signature);

}  // namespace rentroll::core
