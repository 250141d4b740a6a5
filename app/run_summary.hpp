#pragma once

#include "app/output.hpp"
#include "scenarios/run.hpp"
#include "scenarios/scenario.hpp"

namespace rentroll::app {

/// What a run came to, for a reader.
void print_run(const scenarios::Scenario& scenario, const scenarios::RunResult& result, Output& output);

/// The same as one JSON object.
void print_run_as_json(const scenarios::Scenario& scenario, const scenarios::RunResult& result,
                       Output& output);

}  // namespace rentroll::app
