#include "events/merkle_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/assert.hpp"
#include "core/base64.hpp"

namespace rentroll::events {
namespace {

constexpr char leaf_prefix = '\x00';
constexpr char node_prefix = '\x01';

/// Leaves `begin` to, not including, `end`.
struct Range {
  std::uint64_t begin;
  std::uint64_t end;
  [[nodiscard]] std::uint64_t size() const { return end - begin; }
};

/// The largest power of two that is smaller than a size: where a tree is split. REQUIRES: size >= 2.
std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

/// Makes the hashes of a tree out of its complete subtrees.
class Builder {
 public:
  explicit Builder(const Subtrees& tree) : tree_(tree) {}

  /// MTH of RFC 9162 over a range that begins at a multiple of the smallest power of two that holds it.
  Hash root(Range range) {
    if (range.size() == 0) return empty_root();
    if (std::has_single_bit(range.size())) {
      const auto level = static_cast<unsigned>(std::countr_zero(range.size()));
      return tree_.subtree(level, range.begin >> level);
    }
    const std::uint64_t middle = range.begin + split_of(range.size());
    const Hash left = root({range.begin, middle});
    return hasher_.node(left, root({middle, range.end}));
  }

  /// PATH of RFC 9162, 2.1.3.1.
  void inclusion(std::uint64_t index, Range range, std::vector<Hash>& path) {
    if (range.size() == 1) return;
    const std::uint64_t middle = range.begin + split_of(range.size());
    const Range left{range.begin, middle};
    const Range right{middle, range.end};
    inclusion(index, index < middle ? left : right, path);
    path.push_back(root(index < middle ? right : left));
  }

  /// SUBPROOF of RFC 9162, 2.1.4.1: `whole` where the older tree is all of what the range began as, so that
  /// whoever checks has its hash already.
  void consistency(std::uint64_t from, Range range, bool whole, std::vector<Hash>& path) {
    if (from == range.end) {
      if (!whole) path.push_back(root(range));
      return;
    }
    const std::uint64_t middle = range.begin + split_of(range.size());
    const Range left{range.begin, middle};
    const Range right{middle, range.end};
    if (from <= middle) {
      consistency(from, left, whole, path);
      path.push_back(root(right));
    } else {
      consistency(from, right, false, path);
      path.push_back(root(left));
    }
  }

 private:
  const Subtrees& tree_;
  TreeHasher hasher_;
};

/// The words for a path that is too short or too long.
std::string wrong_length(std::size_t hashes) {
  return fmt::format("its path of {} hashes has not the length that these sizes require", hashes);
}

}  // namespace

std::string hash_text(const Hash& hash) { return core::to_base64(core::bytes_of(hash)); }

std::optional<Hash> hash_of(std::string_view text) {
  const auto bytes = core::from_base64(text);
  Hash hash{};
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

Hash TreeHasher::leaf(std::string_view bytes) {
  // One update costs less than two, and nearly all leaves are small.
  std::array<char, 256> prefixed{leaf_prefix};
  if (bytes.size() < prefixed.size()) {
    std::copy(bytes.begin(), bytes.end(), prefixed.begin() + 1);
    sha256_.update({prefixed.data(), bytes.size() + 1});
  } else {
    sha256_.update({prefixed.data(), 1});
    sha256_.update(bytes);
  }
  return sha256_.hash();
}

Hash TreeHasher::node(const Hash& left, const Hash& right) {
  std::array<char, 1 + 2 * std::tuple_size_v<Hash>> bytes{node_prefix};
  std::memcpy(bytes.data() + 1, left.data(), left.size());
  std::memcpy(bytes.data() + 1 + left.size(), right.data(), right.size());
  sha256_.update({bytes.data(), bytes.size()});
  return sha256_.hash();
}

Hash empty_root() { return core::Sha256().hash(); }

Hash root(const Subtrees& tree, std::uint64_t size) { return Builder(tree).root({0, size}); }

std::vector<Hash> inclusion_path(const Subtrees& tree, std::uint64_t index, std::uint64_t size) {
  RENTROLL_ASSERT(index < size);
  std::vector<Hash> path;
  Builder(tree).inclusion(index, {0, size}, path);
  return path;
}

std::vector<Hash> consistency_path(const Subtrees& tree, std::uint64_t from, std::uint64_t to) {
  RENTROLL_ASSERT(from <= to);
  std::vector<Hash> path;
  if (from != 0) Builder(tree).consistency(from, {0, to}, true, path);
  return path;
}

Flaw check_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> path,
                     const Hash& root) {
  if (index >= size) return "its place lies beyond the tree";
  TreeHasher hasher;
  std::uint64_t at = index;       // fn of the RFC
  std::uint64_t last = size - 1;  // sn of the RFC
  Hash hash = leaf;
  for (const Hash& beside : path) {
    if (last == 0) return wrong_length(path.size());
    if ((at & 1) != 0 || at == last) {
      hash = hasher.node(beside, hash);
      while ((at & 1) == 0 && at != 0) at >>= 1, last >>= 1;
    } else {
      hash = hasher.node(hash, beside);
    }
    at >>= 1, last >>= 1;
  }
  if (last != 0) return wrong_length(path.size());
  if (hash != root) return "its path does not lead from this leaf at this place to the root";
  return std::nullopt;
}

Flaw check_consistency(const TreeHead& from, const TreeHead& to, std::span<const Hash> path) {
  if (from.size > to.size) return "the older tree is larger than the newer one";
  if (from.size == 0 && from.root != empty_root()) return "the older root is not that of an empty tree";
  if (from.size == to.size && from.root != to.root) return "the roots of trees of one size differ";
  if (from.size == 0 || from.size == to.size) {
    if (!path.empty()) return wrong_length(path.size());
    return std::nullopt;
  }
  if (path.empty()) return wrong_length(path.size());
  TreeHasher hasher;
  std::uint64_t at = from.size - 1;
  std::uint64_t last = to.size - 1;
  while ((at & 1) != 0) at >>= 1, last >>= 1;
  // An older tree that is a complete subtree is where the path begins.
  const bool complete = std::has_single_bit(from.size);
  Hash older = complete ? from.root : path.front();
  Hash newer = older;
  for (const Hash& beside : path.subspan(complete ? 0 : 1)) {
    if (last == 0) return wrong_length(path.size());
    if ((at & 1) != 0 || at == last) {
      older = hasher.node(beside, older);
      newer = hasher.node(beside, newer);
      while ((at & 1) == 0 && at != 0) at >>= 1, last >>= 1;
    } else {
      newer = hasher.node(newer, beside);
    }
    at >>= 1, last >>= 1;
  }
  if (last != 0) return wrong_length(path.size());
  if (older != from.root) return "its path does not lead to the older root";
  if (newer != to.root) return "its path does not lead to the newer root";
  return std::nullopt;
}

void GrowingRoot::add(const Hash& leaf) {
  Hash hash = leaf;
  for (std::uint64_t size = size_; (size & 1) != 0; size >>= 1) {
    hash = hasher_.node(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Hash GrowingRoot::root() const {
  if (peaks_.empty()) return empty_root();
  TreeHasher hasher;
  Hash hash = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) hash = hasher.node(*peak, hash);
  return hash;
}

}  // namespace rentroll::events
