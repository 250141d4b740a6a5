#pragma once

#include <span>

#include "events/event.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// The one fold: what an event changes. Events come in the order of (occurred_at, seq) (L4); the simulator
/// decides against the very state that a replay fills. It takes any events, also such as the rules do not
/// allow: what is charged counts always, what ends a rental or a window changes nothing where that does not
/// stand, what begins one takes the place of what stood. Throws MoneyOverflow where a sum is beyond 64 bits
/// (M1).
void evolve(State& state, const events::EventView& event);

/// Says that events are about to be folded. The states of a large log lie in memory far from the processor,
/// and those that are asked for some events ahead have come by the time that they are needed.
void expect(const State& state, std::span<const events::EventView> events);

}  // namespace rentroll::projections
