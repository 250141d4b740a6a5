#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/hand_over_ring.hpp"
#include "events/event_batches.hpp"
#include "events/leaf_form.hpp"
#include "events/merkle_tree.hpp"

namespace rentroll::events {

/// Which event a leaf is of, and when that occurred.
struct LeafPlace {
  Seq seq = 0;
  core::Instant occurred_at;
};

/// Some thousand leaves, one after another.
struct LeafBatch {
  std::string bytes;
  std::vector<std::size_t> ends;  ///< where each leaf ends in `bytes`
  std::vector<LeafPlace> places;
};

/// Reads the leaves of a log in batches.
class LeafReader {
 public:
  /// Of events `after` + 1 to `last`.
  LeafReader(const BlockStore& store, Seq after, Seq last);
  /// The next leaves; none at the end. Throws DamagedBlock, also where events are missing.
  void read(LeafBatch& batch);

 private:
  void expect_names(std::span<const EventView> events);

  Seq seq_;
  Seq last_;
  Directory names_;
  std::unique_ptr<EventBatches> events_;
  LeafWriter writer_;
  std::vector<Ordinal> numbers_;  // of the events that are written next
};

/// The leaves of a log in batches, which a second thread reads ahead, since to hash them takes as long.
class LeafBatches {
 public:
  /// Of events `after` + 1 to `last`. The store must outlive it.
  LeafBatches(const BlockStore& store, Seq after, Seq last);
  ~LeafBatches();
  LeafBatches(const LeafBatches&) = delete;
  LeafBatches& operator=(const LeafBatches&) = delete;

  /// The next leaves, which hold until the next call; null at the end. Throws DamagedBlock, also where events
  /// are missing.
  [[nodiscard]] const LeafBatch* next() { return ring_.next(); }

 private:
  void read_ahead(const BlockStore& store, Seq after, Seq last);

  static constexpr std::size_t batches = 4;
  core::HandOverRing<LeafBatch, batches> ring_;
  std::thread reader_;  // last: it uses all that stands above
};

/// Goes through events `after` + 1 to `last` and calls `each(place, hash)` with the hash of each one's leaf.
/// Throws DamagedBlock, also where events are missing.
template <class Each>
void for_each_leaf_hash(const BlockStore& store, Seq after, Seq last, Each&& each) {
  if (after >= last) return;
  LeafBatches batches(store, after, last);
  TreeHasher hasher;
  while (const LeafBatch* const batch = batches.next()) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < batch->ends.size(); ++i) {
      const std::size_t end = batch->ends[i];
      each(batch->places[i], hasher.leaf(std::string_view(batch->bytes).substr(begin, end - begin)));
      begin = end;
    }
  }
}

}  // namespace rentroll::events
