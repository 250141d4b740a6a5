#pragma once

#include "events/event.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// The one fold: what an event changes. Events come in the order of the log; the simulator decides against
/// the very state that a replay fills. Throws MoneyOverflow where a sum is beyond 64 bits (M1).
void evolve(State& state, const events::Event& event);

}  // namespace rentroll::projections
