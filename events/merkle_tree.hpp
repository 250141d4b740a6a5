#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/sha256.hpp"

/// Merkle trees as in RFC 6962, section 2.1, and RFC 9162, section 2.1: over a list of leaves, so that one
/// hash, the root, stands for all of them in their order, and a few more prove that one leaf is among them or
/// that one list begins with another.
namespace rentroll::events {

using core::Hash;

/// Why something does not hold; nothing where it holds.
using Flaw = std::optional<std::string>;

/// A hash as base64, and back; nothing where a text is none of 32 bytes.
[[nodiscard]] std::string hash_text(const Hash& hash);
[[nodiscard]] std::optional<Hash> hash_of(std::string_view text);

/// Hashes leaves and nodes; one hasher is used for many.
class TreeHasher {
 public:
  /// SHA-256 of 0x00 and the leaf.
  [[nodiscard]] Hash leaf(std::string_view bytes);
  /// SHA-256 of 0x01 and the two.
  [[nodiscard]] Hash node(const Hash& left, const Hash& right);

 private:
  core::Sha256 sha256_;
};

/// The root of a tree without leaves: SHA-256 of nothing.
[[nodiscard]] Hash empty_root();

/// The hashes of complete subtrees of a list of leaves.
class Subtrees {
 public:
  virtual ~Subtrees() = default;
  /// The hash over the 2^level leaves from `index` * 2^level on. REQUIRES: the list has them.
  [[nodiscard]] virtual Hash subtree(unsigned level, std::uint64_t index) const = 0;
};

/// The root of the first `size` leaves.
[[nodiscard]] Hash root(const Subtrees& tree, std::uint64_t size);

/// The path that proves that the leaf with this index, from 0, is among the first `size` leaves: the hashes
/// beside the way from the leaf to the root. REQUIRES: index < size.
[[nodiscard]] std::vector<Hash> inclusion_path(const Subtrees& tree, std::uint64_t index, std::uint64_t size);

/// The path that proves that the first `to` leaves begin with the first `from` leaves.
/// REQUIRES: from <= to.
[[nodiscard]] std::vector<Hash> consistency_path(const Subtrees& tree, std::uint64_t from, std::uint64_t to);

/// Checks an inclusion path by RFC 9162, section 2.1.3.2.
[[nodiscard]] Flaw check_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                                   std::span<const Hash> path, const Hash& root);

/// A tree as it was at some time.
struct TreeHead {
  std::uint64_t size = 0;
  Hash root{};
  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

/// Checks a consistency path by RFC 9162, section 2.1.4.2. Every tree begins with the empty one.
[[nodiscard]] Flaw check_consistency(const TreeHead& from, const TreeHead& to, std::span<const Hash> path);

/// Takes leaves one after another and keeps only what their root needs: a hash for each bit that is set in
/// their number.
class GrowingRoot {
 public:
  void add(const Hash& leaf);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;  // of the complete subtrees that the leaves consist of, the largest first
  TreeHasher hasher_;
};

}  // namespace rentroll::events
