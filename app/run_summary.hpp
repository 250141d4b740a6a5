#pragma once

#include <cstdint>

#include "app/output.hpp"
#include "scenarios/run.hpp"
#include "scenarios/scenario.hpp"

namespace rentroll::app {

/// What a run came to, for a reader.
void print_run(const scenarios::Scenario& scenario, const scenarios::RunResult& result, Output& output);

/// The same as one JSON object.
void print_run_as_json(const scenarios::Scenario& scenario, const scenarios::RunResult& result,
                       Output& output);

/// Says on standard error how many events of timers were recorded first that late events had made due (L4).
void say_overdue(std::uint64_t events);

}  // namespace rentroll::app
