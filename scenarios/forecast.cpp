#include "scenarios/forecast.hpp"

#include <fmt/format.h>

namespace rentroll::scenarios {

void forecast(projections::State& state, core::Instant until, const EventSink& after) {
  if (until < state.horizon) {
    throw core::InputError(
        fmt::format("--until {} is before the log's horizon, {}: right is that or later; `rentroll charges` "
                    "lists what has been charged up to it (Q4)",
                    until.text(), state.horizon.text()));
  }
  RequestIndex no_requests;
  PassingRecorder recorder(after);
  Simulator simulator(state, no_requests, recorder);
  try {
    simulator.advance_to(until);
  } catch (const core::MoneyOverflow& overflow) {
    throw overflow.at(fmt::format("--until {}: what is charged after event {}, {}", until.text(),
                                  state.last_seq, state.horizon.text()));
  }
}

}  // namespace rentroll::scenarios
