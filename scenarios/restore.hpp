#pragma once

#include "events/block_store.hpp"
#include "projections/snapshots.hpp"
#include "projections/state.hpp"
#include "scenarios/request_index.hpp"

namespace rentroll::scenarios {

/// Fills a state and the index of requests from a log's events 1 to `last`, so that a simulator can go on
/// from there: the state from the newest of the snapshots that fits, unless these are null. REQUIRES: both
/// are empty.
void restore(const events::BlockStore& store, Seq last, projections::State& state, RequestIndex& index,
             projections::Snapshots* snapshots = nullptr);

}  // namespace rentroll::scenarios
