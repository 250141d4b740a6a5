#pragma once

#include <memory>
#include <span>

#include "events/block_store.hpp"
#include "events/directory.hpp"
#include "events/event.hpp"

namespace rentroll::events {

/// Goes through events in the order of their seqs, some at a time, so that whoever folds them knows ahead
/// what they will touch.
class EventBatches {
 public:
  virtual ~EventBatches() = default;
  /// The next events, which hold until the next call; none at the end. The names that their blocks introduce
  /// have been learned. Throws DamagedBlock, once all events before the damage have been given out.
  virtual std::span<const EventView> next() = 0;
};

/// Events from `from` on. With two threads, one reads and decodes ahead of the one that calls. `names` must
/// know all names introduced before `from`; only the calling thread touches them.
[[nodiscard]] std::unique_ptr<EventBatches> read_batches(const BlockStore& store, Seq from, Directory& names,
                                                         int threads);

}  // namespace rentroll::events
