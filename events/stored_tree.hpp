#pragma once

#include <memory>
#include <vector>

#include "events/merkle_tree.hpp"
#include "events/tree_file.hpp"

namespace rentroll::events {

/// A tree that keeps the hashes of its leaves and of its larger complete subtrees, in a file where there is
/// one and otherwise in memory. About 32 bytes a leaf.
///
/// Leaves come in chunks of 256. Behind each chunk stand the hashes of the complete subtrees that end with
/// it, the smallest, which is the chunk itself, first. So hashes are only ever added, and the slot of each
/// follows from its place in the tree. Subtrees within a chunk are hashed when they are asked for.
class StoredTree final : public Subtrees {
 public:
  /// Goes on with what the file holds, if its head is right. Without a file it begins empty.
  explicit StoredTree(std::unique_ptr<TreeFile> file);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Adds a leaf.
  void add(const Hash& leaf);
  /// Brings what was added into the file, if it can be written. What is added later stays in memory.
  void keep();
  /// Forgets all leaves, also those in the file.
  void clear();

  [[nodiscard]] Hash subtree(unsigned level, std::uint64_t index) const override;

 private:
  void open();
  void append(const Hash& hash);
  void end_chunk();
  void write_added();
  [[nodiscard]] std::vector<Hash> read(std::uint64_t slot, std::size_t count) const;

  std::unique_ptr<TreeFile> file_;  // null for none
  std::uint64_t file_slots_ = 0;    // how many hashes are in the file
  /// Those that are not, in pieces that are full but for the last one, so that many are never copied.
  std::vector<std::vector<Hash>> added_;
  std::vector<Hash> spare_;  // one that was written, whose memory is used again
  std::uint64_t size_ = 0;
  std::vector<Hash> chunk_;  // the leaves of the last chunk, while it is not full
  std::vector<Hash> peaks_;  // of the complete subtrees that the full chunks consist of, the largest first
  mutable TreeHasher hasher_;
};

}  // namespace rentroll::events
