#pragma once

#include <string>

#include "events/block_store.hpp"
#include "events/leaf_form.hpp"

namespace rentroll::events {

/// Reads one event with its names; nothing where the store does not hold it. The names are searched for in
/// the blocks, of which it reads a number that grows with the logarithm of the log: for one event that costs
/// less than learning all names.
[[nodiscard]] std::optional<NamedEvent> read_named_event(const BlockStore& store, Seq seq);

}  // namespace rentroll::events
