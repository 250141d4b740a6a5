#pragma once

#include <cstdint>
#include <filesystem>

#include "projections/state.hpp"

namespace rentroll::bench {

/// What making a history took.
struct History {
  std::filesystem::path path;
  core::Seq events = 0;
  double seconds = 0;  ///< of the simulation, from the first request to the last sync
  projections::State state;
};

/// Simulates about `events` events into a new log at `path`: numbers are rented over the first two months by
/// accounts of 20 numbers each and renewed for two years, some unrented and reclaimed. The same every time.
[[nodiscard]] History make_history(const std::filesystem::path& path, core::Seq events);

}  // namespace rentroll::bench
