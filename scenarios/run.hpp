#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "events/event.hpp"
#include "projections/state.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/request_index.hpp"
#include "scenarios/scenario.hpp"

/// Runs of scenarios into logs on disk.
namespace rentroll::scenarios {

/// What did not come out as the scenario says.
struct Finding {
  int line = 0;
  std::string what;      ///< `rent +14155550100 for acme at 2024-01-31T09:00:00Z`
  std::string expected;  ///< `accepted`
  std::string found;     ///< `rejected insufficient_credit`
};

struct RunResult {
  core::Seq first_seq = 0;  ///< the run's first event
  core::Seq last_seq = 0;
  std::uint64_t overdue_events = 0;  ///< recorded before it: timers that late events had made due (L4)
  std::uint64_t requests = 0;
  std::uint64_t accepted = 0;
  std::uint64_t checks = 0;
  std::vector<Finding> findings;  ///< by line
  projections::State state;       ///< at the end of the run
};

/// Runs a scenario into a new log. Throws InputError where the folder holds a log already; nothing is then
/// written.
[[nodiscard]] RunResult simulate_new(const Scenario& scenario, const std::filesystem::path& folder,
                                     const Progress& progress);

/// Runs a scenario on from a log's horizon. Throws InputError, before anything is written, where the scenario
/// starts before it, has a policy, or opens what exists, and where the log's last run was interrupted.
[[nodiscard]] RunResult simulate_append(const Scenario& scenario, const std::filesystem::path& folder,
                                        const Progress& progress);

/// Goes on with an interrupted run of the same file, and ends in the log of an undisturbed run. Throws
/// InputError where nothing was interrupted, or by another file.
[[nodiscard]] RunResult simulate_resume(const Scenario& scenario, const std::filesystem::path& folder,
                                        const Progress& progress);

/// A single request's answer: how it ended, and the events that recorded it (those of the first time for a
/// repeated one).
struct RequestResult {
  std::uint64_t overdue_events = 0;  ///< recorded before it: timers that late events had made due (L4)
  Outcome outcome;
  std::vector<events::Event> events;
  events::Directory names;
};

/// Decides one request against a log, appends and syncs what follows from it. Without an instant it is the
/// horizon. Throws InputError where the log's last run was interrupted.
[[nodiscard]] RequestResult request_once(Request request, std::optional<core::Instant> at,
                                         const std::filesystem::path& folder);

/// Runs a scenario's steps and checks on a simulator that has begun, up to the scenario's end.
[[nodiscard]] RunResult run_steps(const Scenario& scenario, Simulator& simulator,
                                  const projections::State& state);

}  // namespace rentroll::scenarios
