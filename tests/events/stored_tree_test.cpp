#include "events/stored_tree.hpp"

#include <doctest/doctest.h>

#include <map>

#include "tests/support/temporary_folder.hpp"

/// Hashes that are not in a file lie in pieces of 65,536, and no answer shows where one ends.
namespace rentroll::events {
namespace {

using tests::TemporaryFolder;

constexpr std::uint64_t leaves = 150'000;

Hash leaf_of(std::uint64_t index) {
  Hash leaf{};
  for (std::size_t byte = 0; byte < sizeof index; ++byte)
    leaf[byte] = static_cast<unsigned char>(index >> (8 * byte));
  return leaf;
}

/// The roots of the first leaves, of sizes on both sides of where pieces end.
std::map<std::uint64_t, Hash> known_roots() {
  std::map<std::uint64_t, Hash> roots;
  GrowingRoot growing;
  for (std::uint64_t index = 0; index < leaves; ++index) {
    growing.add(leaf_of(index));
    const std::uint64_t size = index + 1;
    if (size % 9973 == 0 || size == 65'280 || size == 65'536 || size == 131'072 || size == leaves)
      roots[size] = growing.root();
  }
  return roots;
}

void check_answers(const StoredTree& tree) {
  REQUIRE(tree.size() == leaves);
  for (const auto& known_root : known_roots()) {
    const std::uint64_t size = known_root.first;
    const Hash& known = known_root.second;
    CAPTURE(size);
    CHECK(root(tree, size) == known);
    for (std::uint64_t index = size % 251; index < size; index += 7919) {
      CAPTURE(index);
      CHECK(!check_inclusion(leaf_of(index), index, size, inclusion_path(tree, index, size), known));
    }
  }
}

void grow(StoredTree& tree) {
  for (std::uint64_t index = tree.size(); index < leaves; ++index) tree.add(leaf_of(index));
}

}  // namespace

TEST_CASE("a tree in memory that is larger than a piece") {
  StoredTree tree(nullptr);
  grow(tree);
  check_answers(tree);
}

TEST_CASE("a tree in a file that is larger than a piece, before it is kept, after it, and read again") {
  const TemporaryFolder folder;
  {
    StoredTree tree(TreeFile::open(folder.path() / "tree"));
    grow(tree);
    check_answers(tree);
    tree.keep();
    check_answers(tree);
  }
  check_answers(StoredTree(TreeFile::open(folder.path() / "tree")));
}

TEST_CASE("a tree grows on in memory where somebody else writes its file") {
  const TemporaryFolder folder;
  const auto other = TreeFile::open(folder.path() / "tree");
  StoredTree tree(TreeFile::open(folder.path() / "tree"));
  grow(tree);
  check_answers(tree);
  tree.keep();
  check_answers(tree);
}

}  // namespace rentroll::events
