#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// Goes through events `after` + 1 to `last` and calls `each(place, hash)` with the hash of each one's leaf.
/// A second thread reads them a batch ahead, since hashing takes as long as reading. Throws DamagedBlock,
/// also where events are missing.
template <class Each>
void for_each_leaf_hash(const BlockStore& store, Seq after, Seq last, Each&& each) {
  if (after >= last) return;
  LeafReader reader(store, after, last);
  TreeHasher hasher;
  LeafBatch now;
  LeafBatch next;
  reader.read(now);
  while (!now.ends.empty()) {
    auto reading = std::async(std::launch::async, [&] { reader.read(next); });
    std::size_t begin = 0;
    for (std::size_t i = 0; i < now.ends.size(); ++i) {
      const std::size_t end = now.ends[i];
      each(now.places[i], hasher.leaf(std::string_view(now.bytes).substr(begin, end - begin)));
      begin = end;
    }
    reading.get();
    std::swap(now, next);
  }
}

}  // namespace rentroll::events
