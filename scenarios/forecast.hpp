#pragma once

#include "projections/state.hpp"
#include "scenarios/recorders.hpp"

namespace rentroll::scenarios {

/// Lets the clock of a state run on up to and including `until` as if nobody asked for anything more, and
/// calls `after(event)` for each event that its timers make happen, once that was folded. The events bear the
/// seqs that they would have in a log that goes on from the state's last one. Nothing is recorded, and no
/// event is kept. The state ends as that of a run to `until`, but for its horizon, which is that of the last
/// event.
///
/// Throws InputError, before anything has changed, where `until` is before the state's horizon (Q4), and
/// where a sum overflows (M1). REQUIRES: the state's last event ends its unit.
void forecast(projections::State& state, core::Instant until, const EventSink& after);

}  // namespace rentroll::scenarios
