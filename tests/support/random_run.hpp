#pragma once

#include "scenarios/scenario_file.hpp"
#include "tests/model/random_scenarios.hpp"
#include "tests/support/memory_run.hpp"

namespace rentroll::tests {

/// A random scenario as the program reads it from its file.
inline scenarios::Scenario read(const model::Scenario& plain) {
  return scenarios::parse_scenario(model::to_toml(plain), "random.toml");
}

inline MemoryRun run_of(const model::Scenario& plain) { return MemoryRun(read(plain)); }

}  // namespace rentroll::tests
