#pragma once

#include <string>

#include "events/block_store.hpp"
#include "events/leaf_form.hpp"

namespace rentroll::events {

/// Reads one event with its names; nothing where the store does not hold it. The names are searched for in
/// the blocks, of which it reads a number that grows with the logarithm of the log: for one event that costs
/// less than learning all names.
[[nodiscard]] std::optional<NamedEvent> read_named_event(const BlockStore& store, Seq seq);

/// The name of an account, or of a number, that an event up to `last` bears. Throws DamagedBlock where there
/// is none.
[[nodiscard]] std::string find_account_name(const BlockStore& store, Ordinal account, Seq last);
[[nodiscard]] std::string find_number_name(const BlockStore& store, Ordinal number, Seq last);

}  // namespace rentroll::events
