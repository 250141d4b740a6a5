#pragma once

#include <string>
#include <vector>

#include "events/event_log.hpp"
#include "events/memory_store.hpp"
#include "projections/state.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/simulator.hpp"

namespace rentroll::tests {

/// A scenario run into a log in memory, up to and including an instant.
struct MemoryRun {
  events::MemoryStore store;
  projections::State state;
  std::vector<std::string> outcomes;  ///< of each step

  explicit MemoryRun(const scenarios::Scenario& scenario) : MemoryRun(scenario, scenario.ends) {}

  MemoryRun(const scenarios::Scenario& scenario, core::Instant until) {
    scenarios::RequestIndex index;
    events::EventLog log(store);
    scenarios::LogRecorder recorder(log, nullptr);
    scenarios::Simulator simulator(state, index, recorder);
    simulator.begin(scenario.policy.value_or(core::Policy{}), scenario.starts);
    for (const scenarios::Step& step : scenario.steps) {
      if (step.request.at > until) break;
      outcomes.push_back(simulator.request(step.request).text());
    }
    simulator.finish(until);
    log.flush(events::Durability::buffered);
  }

  /// All events, with their names in `state.names`.
  [[nodiscard]] std::vector<events::Event> events() const {
    std::vector<events::Event> all;
    events::EventCursor cursor(store.read(1), 1, nullptr);
    for (events::Event event; cursor.next(event);) all.push_back(event);
    return all;
  }
};

}  // namespace rentroll::tests
