#pragma once

#include <fmt/format.h>

#include "events/damaged_block.hpp"
#include "events/event_log.hpp"
#include "events/leaf_form.hpp"
#include "events/merkle_tree.hpp"
#include "events/prefetch.hpp"

namespace rentroll::events {

/// Goes through events `after` + 1 to `last` and calls `each(event, hash)` with the hash of each one's leaf.
/// Blocks are read and decompressed by a second thread. Throws DamagedBlock, also where events are missing.
template <class Each>
void for_each_leaf_hash(const BlockStore& store, Seq after, Seq last, Each&& each) {
  if (after >= last) return;
  Directory names;
  if (after != 0) learn_names(store, after, names);
  EventCursor cursor(prefetched(store.read(after + 1)), after + 1, &names);
  LeafWriter writer;
  TreeHasher hasher;
  Event event;
  for (Seq seq = after + 1; seq <= last; ++seq) {
    if (!cursor.next(event)) throw DamagedBlock(fmt::format("event {} is missing", seq));
    each(event, hasher.leaf(writer.write(event, names)));
  }
}

}  // namespace rentroll::events
