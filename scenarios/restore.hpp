#pragma once

#include "events/block_store.hpp"
#include "projections/state.hpp"
#include "scenarios/request_index.hpp"

namespace rentroll::scenarios {

/// Fills a state and the index of requests from a log's events 1 to `last`, so that a simulator can go on
/// from there. REQUIRES: both are empty.
void restore(const events::BlockStore& store, Seq last, projections::State& state, RequestIndex& index);

}  // namespace rentroll::scenarios
