#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/ed25519.hpp"
#include "events/merkle_tree.hpp"

/// Signed notes: a text, a blank line, and signatures a line, as https://c2sp.org/signed-note says. Keys are
/// written as Go's golang.org/x/mod/sumdb/note writes them.
namespace rentroll::events {

/// Whoever checks signatures has this key: a name, and an Ed25519 public key.
struct VerifierKey {
  std::string name;
  core::Ed25519PublicKey key{};

  /// Reads `NAME+HASH+BASE64`. Throws InputError.
  [[nodiscard]] static VerifierKey parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  /// The first four bytes, the first one highest, of the SHA-256 of the name, a line feed, 0x01 and the key.
  [[nodiscard]] std::uint32_t id() const;
};

/// Whoever signs has this key. Its text is a secret.
struct SigningKey {
  std::string name;
  core::Ed25519Seed seed{};

  /// A new key. Throws InputError where the name is none that a key can have.
  [[nodiscard]] static SigningKey make(std::string_view name);
  /// Reads `PRIVATE+KEY+NAME+HASH+BASE64`. Throws InputError.
  [[nodiscard]] static SigningKey parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] VerifierKey verifier() const;
};

/// A note with one signature. REQUIRES: the text ends with a line feed, has no empty line at its end, and is
/// UTF-8 without other control characters.
[[nodiscard]] std::string sign_note(std::string_view text, const SigningKey& key);

struct OpenedNote {
  std::string text;  ///< to be ignored where there is a flaw
  Flaw flaw;         ///< why the key does not vouch for the text
};

/// Reads a note and checks its signatures by a key; those by others are passed over. Throws InputError where
/// it is no note.
[[nodiscard]] OpenedNote open_note(std::string_view note, const VerifierKey& key);

}  // namespace rentroll::events
