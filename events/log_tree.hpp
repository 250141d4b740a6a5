#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "events/leaf_hashes.hpp"
#include "events/log_folder.hpp"
#include "events/merkle_tree.hpp"
#include "events/stored_tree.hpp"

namespace rentroll::events {

/// Where a log's tree is kept between two commands.
struct TreePlace {
  std::filesystem::path file;  ///< empty for none: the tree is made in memory
  Seq durable = 0;             ///< events 1 to this one cannot be lost by a loss of power
};

/// The file `tree` in a log's folder. Of a run that has not finished nothing is kept: its events may still be
/// lost, and others come in their places.
[[nodiscard]] TreePlace tree_place(const std::filesystem::path& log, const LogFolder& folder);

/// The Merkle tree of a log's events: a projection, brought up to date when it is asked for. The leaf of
/// event N has the index N - 1.
class LogTree {
 public:
  /// Goes on with what is kept up to event `last` at least. What is kept is looked at in `samples` places
  /// besides the first one, and where it is not of these events it is made anew. `each` is called for every
  /// event that is hashed. Throws DamagedBlock. REQUIRES: the store holds the event `last`.
  LogTree(const BlockStore& store, Seq last, const TreePlace& place, unsigned samples,
          const std::function<void(const LeafPlace&)>& each);

  /// The head of the tree of events 1 to `size`. REQUIRES, as below: the tree has been brought so far.
  [[nodiscard]] TreeHead head(std::uint64_t size) const;
  [[nodiscard]] std::vector<Hash> inclusion(Seq seq, std::uint64_t size) const;
  [[nodiscard]] std::vector<Hash> consistency(std::uint64_t from, std::uint64_t to) const;
  /// The hash of an event's leaf.
  [[nodiscard]] Hash leaf(Seq seq) const { return tree_.subtree(0, seq - 1); }

 private:
  [[nodiscard]] bool is_of(const BlockStore& store, unsigned samples) const;
  void go_on(const BlockStore& store, Seq last, const std::function<void(const LeafPlace&)>& each);

  StoredTree tree_;
  TreeHead whole_;  // what all else is checked against
};

}  // namespace rentroll::events
