#pragma once

#include <functional>

#include "events/block_store.hpp"
#include "events/event.hpp"

namespace rentroll::events {

/// Calls `each(event)` for the events up to `last` that bear a request id, by seq. Of a block in which none
/// does only the beginning is decoded. Throws DamagedBlock, also where blocks do not follow one another.
void for_each_requested(const BlockStore& store, Seq last, const std::function<void(const Event&)>& each);

}  // namespace rentroll::events
