#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "events/subject_index.hpp"
#include "projections/partial_log.hpp"
#include "projections/replay.hpp"
#include "projections/state.hpp"
#include "scenarios/request_index.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::tests {

/// What a log's snapshots and index did in some histories.
struct MetCaches {
  int mishaps = 0;
  int from_snapshot = 0;  ///< states that were reached from a snapshot
  int from_index = 0;     ///< answers of which the index had a part
  int writers = 0;        ///< sessions that began with a snapshot
};

/// The snapshots and the index of a log, in a folder outside of the simulated disk: made now and then, left
/// behind by the log, deleted, damaged, mixed with those of another log. Nothing of it may change an answer.
/// What happens follows from the seed.
class NeglectedCaches {
 public:
  NeglectedCaches(std::uint64_t seed, MetCaches& met);

  /// Makes what is missing, as commands do that read a log of which events 1 to `durable` cannot be lost.
  void make(const events::BlockStore& store, events::Seq durable);
  /// One mishap. `other` is another log.
  void suffer(const events::BlockStore& other);

  /// Restores what a log says for who goes on with it, by way of the snapshots.
  void restore(const events::BlockStore& store, projections::State& state, scenarios::RequestIndex& index,
               events::Seq durable);
  /// The state of a cut by way of the snapshots.
  [[nodiscard]] projections::State state_of(const events::BlockStore& store, const projections::Cut& cut,
                                            events::Seq durable);
  /// The events up to `last` that name an account, or a number, by way of the index.
  [[nodiscard]] projections::PartialLog events_of(const events::BlockStore& store,
                                                  const std::optional<std::string>& account,
                                                  const std::optional<std::string>& number, events::Seq last);

 private:
  [[nodiscard]] std::uint64_t below(std::uint64_t end) { return random_() % end; }
  [[nodiscard]] std::filesystem::path snapshots() const { return folder_.path() / "snapshots"; }
  [[nodiscard]] std::filesystem::path index() const { return folder_.path() / "index"; }
  [[nodiscard]] std::vector<std::filesystem::path> files() const;
  void damage(const std::filesystem::path& file);

  std::mt19937_64 random_;
  MetCaches& met_;
  TemporaryFolder folder_{TemporaryFolder::Place::memory};
};

}  // namespace rentroll::tests
