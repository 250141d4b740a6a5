#pragma once

#include <functional>
#include <string_view>

#include "events/block_store.hpp"
#include "events/event.hpp"

namespace rentroll::events {

/// Appends the events of a block's beginning to a store that holds all events before the block: the units
/// that have ended by event `until`, and what is the end of one that began before. The other names that the
/// block introduces are left out. `each` is called for every event that is appended. Answers with the last of
/// them, or the store's last one where there is none. Throws DamagedBlock.
Seq append_beginning(BlockStore& store, std::string_view block, Seq until,
                     const std::function<void(const Event&)>& each);

}  // namespace rentroll::events
