#include "events/merkle_tree.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

// The known answers are those of Certificate Transparency's reference tests, which
// github.com/transparency-dev/merkle keeps in testonly/constants.go, proof/verify_test.go and
// rfc6962/rfc6962_test.go.
namespace rentroll::events {
namespace {

using Path = std::vector<Hash>;

Hash hash_of_hex(const std::string& hex) {
  REQUIRE(hex.size() == 64);
  Hash hash{};
  for (std::size_t i = 0; i < hash.size(); ++i) {
    hash[i] = static_cast<unsigned char>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  }
  return hash;
}

/// A tree of leaf hashes that hashes every subtree anew.
class PlainTree final : public Subtrees {
 public:
  explicit PlainTree(std::vector<Hash> leaves) : leaves_(std::move(leaves)) {}
  Hash subtree(unsigned level, std::uint64_t index) const override {
    REQUIRE(((index + 1) << level) <= leaves_.size());
    if (level == 0) return leaves_[static_cast<std::size_t>(index)];
    return TreeHasher().node(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
  }
  [[nodiscard]] const std::vector<Hash>& leaves() const { return leaves_; }

 private:
  std::vector<Hash> leaves_;
};

const std::vector<std::string>& reference_leaves() {
  using namespace std::string_literals;
  static const std::vector<std::string> leaves = {
      ""s,
      "\x00"s,
      "\x10"s,
      "\x20\x21"s,
      "\x30\x31"s,
      "\x40\x41\x42\x43"s,
      "\x50\x51\x52\x53\x54\x55\x56\x57"s,
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"s};
  return leaves;
}

/// By size.
const std::vector<std::string> reference_roots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

struct KnownPath {
  std::uint64_t first;  ///< the index of a leaf, or the older size
  std::uint64_t size;
  std::vector<std::string> path;
};

const std::vector<KnownPath> reference_inclusions = {
    {0, 1, {}},
    {0, 2, {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"}},
    {1, 2, {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"}},
    {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1,
     5,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
    {0,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5,
     8,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}}};

const std::vector<KnownPath> reference_consistencies = {
    {1, 1, {}},
    {1,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6,
     8,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2,
     5,
     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

Path path_of(const KnownPath& known) {
  Path path;
  for (const std::string& hash : known.path) path.push_back(hash_of_hex(hash));
  return path;
}

PlainTree reference_tree() {
  std::vector<Hash> leaves;
  for (const std::string& leaf : reference_leaves()) leaves.push_back(TreeHasher().leaf(leaf));
  return PlainTree(leaves);
}

/// Leaves that all differ.
PlainTree tree_of(std::uint64_t size) {
  std::vector<Hash> leaves;
  for (std::uint64_t i = 0; i < size; ++i) leaves.push_back(TreeHasher().leaf(std::to_string(i)));
  return PlainTree(leaves);
}

/// The root as RFC 6962 defines it, word for word.
Hash plain_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves.front();
  std::size_t split = 1;
  while (2 * split < leaves.size()) split *= 2;
  return TreeHasher().node(plain_root(leaves.first(split)), plain_root(leaves.subspan(split)));
}

TEST_CASE("RFC 6962: leaves and nodes are hashed with prefixes of their own") {
  CHECK(TreeHasher().leaf("") ==
        hash_of_hex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"));
  CHECK(TreeHasher().leaf("L123456") ==
        hash_of_hex("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"));
  CHECK(empty_root() == hash_of_hex(reference_roots[0]));
}

TEST_CASE("RFC 6962: the roots of the reference trees of 0 to 8 leaves") {
  const PlainTree tree = reference_tree();
  GrowingRoot growing;
  for (std::uint64_t size = 0; size <= 8; ++size) {
    CAPTURE(size);
    const Hash expected = hash_of_hex(reference_roots[static_cast<std::size_t>(size)]);
    CHECK(root(tree, size) == expected);
    CHECK(growing.root() == expected);
    CHECK(growing.size() == size);
    if (size < 8) growing.add(tree.leaves()[static_cast<std::size_t>(size)]);
  }
}

TEST_CASE("RFC 6962: the reference paths") {
  const PlainTree tree = reference_tree();
  for (const KnownPath& known : reference_inclusions) {
    CAPTURE(known.first);
    CAPTURE(known.size);
    CHECK(inclusion_path(tree, known.first, known.size) == path_of(known));
    CHECK_FALSE(check_inclusion(tree.leaves()[static_cast<std::size_t>(known.first)], known.first, known.size,
                                path_of(known),
                                hash_of_hex(reference_roots[static_cast<std::size_t>(known.size)])));
  }
  for (const KnownPath& known : reference_consistencies) {
    CAPTURE(known.first);
    CAPTURE(known.size);
    CHECK(consistency_path(tree, known.first, known.size) == path_of(known));
    CHECK_FALSE(check_consistency(
        {known.first, hash_of_hex(reference_roots[static_cast<std::size_t>(known.first)])},
        {known.size, hash_of_hex(reference_roots[static_cast<std::size_t>(known.size)])}, path_of(known)));
  }
}

TEST_CASE("every leaf of every tree of up to 300 leaves is proven, and by its own path alone") {
  const PlainTree tree = tree_of(301);
  const auto leaves = std::span(tree.leaves());
  for (std::uint64_t size = 1; size <= 300; ++size) {
    CAPTURE(size);
    const Hash whole = root(tree, size);
    REQUIRE(whole == plain_root(leaves.first(static_cast<std::size_t>(size))));
    for (std::uint64_t index = 0; index < size; ++index) {
      const Path path = inclusion_path(tree, index, size);
      const Hash& leaf = leaves[static_cast<std::size_t>(index)];
      if (check_inclusion(leaf, index, size, path, whole)) FAIL(index, " is not proven");
      // Moved, and missing: another place, another leaf, the place behind the last one.
      if (!check_inclusion(leaf, index + 1, size, path, whole)) FAIL(index, " is proven one place on");
      const Hash& foreign = leaves[static_cast<std::size_t>(index + 1)];
      if (!check_inclusion(foreign, index, size, path, whole)) FAIL("another leaf is proven at ", index);
    }
  }
}

/// All that can be done to a path: each hash changed by a bit, left out, doubled, exchanged with the next
/// one; one more at either end.
std::vector<Path> tampered(const Path& path) {
  std::vector<Path> all;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto place = static_cast<std::ptrdiff_t>(i);
    all.push_back(path);
    all.back()[i][i % 32] ^= 8;
    all.push_back(path);
    all.back().erase(all.back().begin() + place);
    all.push_back(path);
    all.back().insert(all.back().begin() + place, path[i]);
    if (i + 1 == path.size()) continue;
    all.push_back(path);
    std::swap(all.back()[i], all.back()[i + 1]);
  }
  all.push_back(path);
  all.back().push_back(Hash{});
  all.push_back(path);
  all.back().insert(all.back().begin(), Hash{});
  return all;
}

TEST_CASE("an inclusion path that was tampered with is refused") {
  const PlainTree tree = tree_of(70);
  for (const std::uint64_t size : std::initializer_list<std::uint64_t>{1, 2, 3, 7, 8, 9, 33, 64, 70}) {
    const Hash whole = root(tree, size);
    for (std::uint64_t index = 0; index < size; ++index) {
      CAPTURE(size);
      CAPTURE(index);
      const Hash& leaf = tree.leaves()[static_cast<std::size_t>(index)];
      const Path path = inclusion_path(tree, index, size);
      for (const Path& changed : tampered(path)) CHECK(check_inclusion(leaf, index, size, changed, whole));
      CHECK(check_inclusion(leaf, index, size, path, empty_root()));
      CHECK(check_inclusion(leaf, index, 2 * size, path, whole));
      CHECK(check_inclusion(leaf, index, 0, path, whole));
      CHECK(check_inclusion(leaf, index + size, size, path, whole));
      Hash other = leaf;
      other[31] ^= 1;
      CHECK(check_inclusion(other, index, size, path, whole));
    }
  }
}

TEST_CASE("a node cannot be passed off as a leaf, nor an inner path as one of a smaller tree") {
  const PlainTree tree = tree_of(8);
  const Hash whole = root(tree, 8);
  const Path path = inclusion_path(tree, 0, 8);
  const Hash inner = tree.subtree(1, 0);
  CHECK_FALSE(
      check_inclusion(inner, 0, 4, std::span(path).subspan(1), whole));  // as hashes alone it would be
  // The bytes of a node, hashed as a leaf, give another hash: that is what the prefixes are for.
  std::string node(core::bytes_of(tree.leaves()[0]));
  node += core::bytes_of(tree.leaves()[1]);
  CHECK(TreeHasher().leaf(node) != inner);
  CHECK(TreeHasher().leaf("\x01" + node) != inner);
}

TEST_CASE("trees of all pairs of sizes up to 70 are consistent, and tampering is refused") {
  const PlainTree tree = tree_of(70);
  for (std::uint64_t to = 0; to <= 70; ++to) {
    const TreeHead newer{to, root(tree, to)};
    for (std::uint64_t from = 0; from <= to; ++from) {
      CAPTURE(from);
      CAPTURE(to);
      const TreeHead older{from, root(tree, from)};
      const Path path = consistency_path(tree, from, to);
      CHECK_FALSE(check_consistency(older, newer, path));
      for (const Path& changed : tampered(path)) {
        if (!check_consistency(older, newer, changed)) FAIL("a tampered path is taken");
      }
      if (from == to) continue;
      TreeHead wrong = older;
      wrong.root[0] ^= 1;
      CHECK(check_consistency(wrong, newer, path));
      wrong = newer;
      wrong.root[0] ^= 1;
      if (from != 0) CHECK(check_consistency(older, wrong, path));
      if (from + 1 < to) CHECK(check_consistency({from + 1, older.root}, newer, path));
      CHECK(check_consistency(newer, older, path));
      if (from != 0) CHECK(check_consistency(older, {to + to, newer.root}, path));
    }
  }
}

TEST_CASE("a log whose events were changed is not consistent with what it was, whatever is shown") {
  // A liar who changed leaf 2 makes the path out of his own tree, or out of the true one.
  const PlainTree tree = tree_of(20);
  std::vector<Hash> leaves = tree.leaves();
  leaves[2] = TreeHasher().leaf("changed");
  const PlainTree changed(leaves);
  for (std::uint64_t from = 3; from <= 20; ++from) {
    CAPTURE(from);
    const TreeHead older{from, root(tree, from)};
    const TreeHead newer{20, root(changed, 20)};
    CHECK(check_consistency(older, newer, consistency_path(tree, from, 20)));
    CHECK(check_consistency(older, newer, consistency_path(changed, from, 20)));
  }
}

TEST_CASE("hashes as text") {
  const Hash hash = hash_of_hex(reference_roots[0]);
  CHECK(hash_text(hash) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  CHECK(hash_of(hash_text(hash)) == hash);
  CHECK_FALSE(hash_of(""));
  CHECK_FALSE(hash_of("AAAA"));
}

}  // namespace
}  // namespace rentroll::events
