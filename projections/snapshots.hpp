#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "projections/replay.hpp"
#include "projections/snapshot_file.hpp"

namespace rentroll::projections {

/// How far snapshots stand from one another. A log of few events has none: to replay it costs nothing.
struct SnapshotSpacing {
  Seq events_min = 1'000'000;  ///< so many events apart at least
  /// All snapshots of a log take up no more than this for each of its events: large states stand farther
  /// apart.
  std::uint64_t bytes_an_event = 8;
  /// The newest one may stand nearer, by this factor, so that little is left to be read up to the log's end.
  std::uint64_t newest_nearer = 8;
};

/// The snapshots of a log, which are kept in a folder of its own: what its events end in at some seqs, so
/// that a question replays only what comes after. They can be deleted at any time. One that does not fit, be
/// it damaged, of another log or of another version of the program, is passed over and made anew. A replay
/// makes them on its way, without a lock and where the folder can be written: it never fails because of them.
class Snapshots {
 public:
  /// Events 1 to `durable` cannot be lost, and of these alone snapshots are made.
  explicit Snapshots(std::filesystem::path folder, Seq durable, SnapshotSpacing spacing = {});

  /// Sets a state to that of the newest snapshot that a replay of the cut can go on from: all of its events
  /// belong to the cut, and no other one of the cut comes before any of them. REQUIRES: the state is new.
  void restore(const events::BlockStore& store, const Cut& cut, State& state);

  /// From this event on `pass` may have something to do.
  [[nodiscard]] Seq next() const { return next_; }
  /// Makes a snapshot of a replay's state that has just folded an event, if it is the time for one.
  /// REQUIRES: the event is not late.
  void pass(const events::BlockStore& store, const State& state, Seq event);
  /// Makes one of the state at a replay's end, if that is the log's, and much was read.
  void finish(const events::BlockStore& store, const Cut& cut, const State& state);

 private:
  [[nodiscard]] Seq gap_of(std::uint64_t bytes) const;
  void keep(const events::BlockStore& store, const State& state);
  void take_away();

  std::filesystem::path folder_;
  Seq durable_;
  SnapshotSpacing spacing_;
  Seq begun_at_ = 0;  // the last snapshot that was read or made
  Seq next_;
  std::vector<std::filesystem::path> unfit_;
};

/// As `replay`, from the newest snapshot that fits, for who asks for the state alone: `after` is called for
/// the events behind it. Answers with the last event of the snapshot, 0 for none. REQUIRES: the state is new.
template <class After>
Seq replay(const events::BlockStore& store, const Cut& cut, State& state, int threads, Snapshots& snapshots,
           After&& after) {
  snapshots.restore(store, cut, state);
  const Seq from = state.last_seq;
  replay(store, cut, state, threads, [&](const events::EventView& event) {
    if (event.seq >= snapshots.next() && !event.late) [[unlikely]] {
      snapshots.pass(store, state, event.seq);
    }
    after(event);
  });
  snapshots.finish(store, cut, state);
  return from;
}

}  // namespace rentroll::projections
