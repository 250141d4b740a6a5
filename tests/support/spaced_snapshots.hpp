#pragma once

#include <filesystem>
#include <limits>

#include "projections/snapshots.hpp"

namespace rentroll::tests {

/// Snapshots so many events apart, however small the log.
inline projections::Snapshots spaced_snapshots(const std::filesystem::path& folder, core::Seq events_apart,
                                               core::Seq durable = std::numeric_limits<core::Seq>::max()) {
  return projections::Snapshots(folder, durable,
                                {events_apart, std::numeric_limits<std::uint64_t>::max(), 1});
}

/// A state by way of the snapshots in a folder, and the last event of the one that it came from.
struct Restored {
  projections::State state;
  core::Seq from = 0;
};

inline Restored replay_with_snapshots(const events::BlockStore& store, const projections::Cut& cut,
                                      projections::Snapshots snapshots) {
  Restored restored;
  restored.from =
      projections::replay(store, cut, restored.state, 1, snapshots, [](const events::EventView&) {});
  return restored;
}

}  // namespace rentroll::tests
