#include "events/signed_note.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/assert.hpp"
#include "core/base64.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rentroll::events {
namespace {

constexpr char ed25519_type = '\x01';
constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::string_view signature_prefix = "\u2014 ";
constexpr std::size_t id_bytes = 4;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t note_bytes_max = 1 << 20;
constexpr std::size_t signatures_max = 100;

/// The characters of UTF-8 that are spaces and no control characters.
constexpr std::array<std::string_view, 17> spaces = {
    " ",      "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
    "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u202F", "\u205F", "\u3000"};

bool is_key_name(std::string_view name) {
  const auto has = [&](std::string_view part) { return name.find(part) != name.npos; };
  return !name.empty() && name.size() <= name_bytes_max && core::is_printable(name) && !has("+") &&
         !has("\u2028") && !has("\u2029") && std::none_of(spaces.begin(), spaces.end(), has);
}

/// Four bytes, the first one highest.
std::uint32_t first_number(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(0, id_bytes)) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string bytes_of(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFF);
  return bytes;
}

/// A key after its type: `NAME+HASH+BASE64`.
template <class Key>
std::string key_text(std::string_view name, std::uint32_t id, const Key& key) {
  std::string typed(1, ed25519_type);
  typed.append(key.begin(), key.end());
  return fmt::format("{}+{:08x}+{}", name, id, core::to_base64(typed));
}

struct KeyParts {
  std::string name;
  std::string hash;
  std::array<unsigned char, 32> key{};
};

/// Throws InputError, which does not show what may be a secret.
KeyParts parse_key(std::string_view text, const char* right) {
  const auto refuse = [&](const char* why) {
    throw core::InputError(fmt::format("no key: {}; right is a line {}", why, right));
  };
  const std::size_t first = text.find('+');
  const std::size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos) refuse("it has not three parts with + between them");
  KeyParts parts{
      std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)), {}};
  if (!is_key_name(parts.name)) refuse("its name is none that a key can have");
  const auto bytes = core::from_base64(text.substr(second + 1));
  if (!bytes) refuse("its last part is no base64");
  if (bytes->size() != 1 + parts.key.size() || bytes->front() != ed25519_type) refuse("it is no Ed25519 key");
  std::copy(bytes->begin() + 1, bytes->end(), parts.key.begin());
  return parts;
}

void check_hash(const KeyParts& parts, std::uint32_t id) {
  if (parts.hash == fmt::format("{:08x}", id)) return;
  throw core::InputError("no key: its name and its key are not those of its hash; it has been changed");
}

/// One signature line without its line feed.
struct Signature {
  std::string_view name;
  std::uint32_t id;
  std::string bytes;
};

[[noreturn]] void no_note(const char* why) { throw core::InputError(fmt::format("no signed note: {}", why)); }

Signature parse_signature(std::string_view line) {
  if (!line.starts_with(signature_prefix))
    no_note("a signature's line does not begin with a dash and a space");
  line.remove_prefix(signature_prefix.size());
  const std::size_t space = line.find(' ');
  if (space == line.npos || !is_key_name(line.substr(0, space))) no_note("a signature has no key's name");
  const auto bytes = core::from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= id_bytes) no_note("a signature is no base64, or too short");
  return {line.substr(0, space), first_number(*bytes), bytes->substr(id_bytes)};
}

bool is_note_text(std::string_view text) {
  const auto is_control = [](char byte) { return static_cast<unsigned char>(byte) < 0x20 && byte != '\n'; };
  return !core::first_bad_byte(text) && std::none_of(text.begin(), text.end(), is_control);
}

/// The signatures behind the last empty line.
std::vector<Signature> parse_signatures(std::string_view lines) {
  std::vector<Signature> signatures;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == lines.npos) no_note("its last line does not end");
    if (signatures.size() == signatures_max) no_note("it has too many signatures");
    signatures.push_back(parse_signature(lines.substr(0, end)));
    lines.remove_prefix(end + 1);
  }
  return signatures;
}

}  // namespace

VerifierKey VerifierKey::parse(std::string_view text) {
  const KeyParts parts = parse_key(text, "NAME+HASH+BASE64, as `rentroll keygen` prints it");
  VerifierKey key{parts.name, parts.key};
  check_hash(parts, key.id());
  return key;
}

std::string VerifierKey::text() const { return key_text(name, id(), key); }

std::uint32_t VerifierKey::id() const {
  core::Sha256 sha256;
  sha256.update(name);
  sha256.update({"\n\x01", 2});
  sha256.update({reinterpret_cast<const char*>(key.data()), key.size()});
  return first_number(core::bytes_of(sha256.hash()));
}

SigningKey SigningKey::make(std::string_view name) {
  if (!is_key_name(name)) {
    throw core::InputError(
        fmt::format("\"{}\" cannot be a key's name; right is 1 to {} characters without spaces and +, for "
                    "example books.example.com/2024",
                    core::shown(name), name_bytes_max));
  }
  return {std::string(name), core::new_ed25519_seed()};
}

SigningKey SigningKey::parse(std::string_view text) {
  constexpr const char* right = "PRIVATE+KEY+NAME+HASH+BASE64, as `rentroll keygen` writes it";
  if (!text.starts_with(private_prefix)) {
    throw core::InputError(fmt::format("no private key: right is a line {}", right));
  }
  const KeyParts parts = parse_key(text.substr(private_prefix.size()), right);
  SigningKey key{parts.name, parts.key};
  check_hash(parts, key.verifier().id());
  return key;
}

std::string SigningKey::text() const {
  return std::string(private_prefix) + key_text(name, verifier().id(), seed);
}

VerifierKey SigningKey::verifier() const { return {name, core::ed25519_public_key(seed)}; }

std::string sign_note(std::string_view text, const SigningKey& key) {
  RENTROLL_ASSERT(text.ends_with('\n') && !text.ends_with("\n\n") && is_note_text(text));
  const std::string signature = bytes_of(key.verifier().id()) + core::ed25519_sign(key.seed, text);
  return fmt::format("{}\n{}{} {}\n", text, signature_prefix, key.name, core::to_base64(signature));
}

OpenedNote open_note(std::string_view note, const VerifierKey& key) {
  if (note.size() > note_bytes_max) no_note("it is too long");
  if (!is_note_text(note)) no_note("it is not UTF-8, or holds control characters");
  const std::size_t blank = note.rfind("\n\n");
  if (blank == note.npos) no_note("it has no empty line before its signatures");
  const auto signatures = parse_signatures(note.substr(blank + 2));
  if (signatures.empty()) no_note("it has no signature");
  OpenedNote opened{std::string(note.substr(0, blank + 1)), std::nullopt};
  const std::uint32_t id = key.id();
  bool is_signed = false;
  for (const Signature& signature : signatures) {
    if (signature.name != key.name || signature.id != id) continue;
    is_signed = true;
    if (core::ed25519_verify(key.key, opened.text, signature.bytes)) continue;
    opened.flaw =
        fmt::format("the signature by {} is not one of this text: one of them has been changed", key.name);
    return opened;
  }
  if (!is_signed) {
    opened.flaw = fmt::format("it is not signed by the key {}+{:08x}, but by {}", key.name, id,
                              signatures.front().name);
  }
  return opened;
}

}  // namespace rentroll::events
