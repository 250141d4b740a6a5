#pragma once

#include <cstdint>

#include "events/block_store.hpp"
#include "projections/state.hpp"
#include "scenarios/request_index.hpp"

namespace rentroll::scenarios {

/// L4: timers that late events have made due in the past are recorded, late, first thing when the clock next
/// runs. What they record is folded after what happened later, so the state is read anew, and with it what
/// they made due in their turn. Answers with how many events were recorded. REQUIRES: `state` and `index` are
/// those that `restore` makes of the whole log.
std::uint64_t record_overdue(events::BlockStore& store, projections::State& state, RequestIndex& index);

}  // namespace rentroll::scenarios
