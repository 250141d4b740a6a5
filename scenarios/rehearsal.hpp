#pragma once

#include "events/event_log.hpp"
#include "projections/state.hpp"
#include "scenarios/request_index.hpp"
#include "scenarios/scenario.hpp"

namespace rentroll::scenarios {

/// Sees to it that no sum of a run overflows (M1), so that a scenario that does is bad input before anything
/// is written. Where a bound shows that nothing can, which is nearly always, nothing is run. `state` and
/// `log` are what the run goes on from. Throws MoneyOverflow with the step's place.
void check_no_overflow(const Scenario& scenario, const projections::State& state, const RequestIndex& index,
                       const events::EventLog* log);

}  // namespace rentroll::scenarios
