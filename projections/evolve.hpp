#pragma once

#include "events/event.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// The one fold: what an event changes. Events come in the order of (occurred_at, seq) (L4); the simulator
/// decides against the very state that a replay fills. It takes any events, also such as the rules do not
/// allow: what is charged counts always, what ends a rental or a window changes nothing where that does not
/// stand, what begins one takes the place of what stood. Throws MoneyOverflow where a sum is beyond 64 bits
/// (M1).
void evolve(State& state, const events::Event& event);

}  // namespace rentroll::projections
