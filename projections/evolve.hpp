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

/// Says that an event is about to be folded. The states of a large log lie in memory far from the processor,
/// and those that are asked for some events ahead have come by the time that they are needed.
inline void expect(const State& state, const events::Event& event) {
  const auto ask_for = [](const auto& states, Ordinal ordinal) {
    if (ordinal >= states.size()) return;
    const char* const begin = reinterpret_cast<const char*>(&states[ordinal]);
    __builtin_prefetch(begin, 1);
    __builtin_prefetch(begin + sizeof states[ordinal] - 1, 1);
  };
  ask_for(state.numbers.rentals(), event.number);
  ask_for(state.accounts, event.account);
}

}  // namespace rentroll::projections
