#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "events/event_batches.hpp"
#include "events/event_log.hpp"
#include "projections/evolve.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// What of a log is looked at. All that are given hold together.
struct Cut {
  std::optional<core::Instant> as_of;     ///< events that occurred at or before it
  std::optional<Seq> at_seq;              ///< events 1 to this one
  std::optional<core::Instant> known_at;  ///< events that were recorded at or before it (L4)
};

/// The last seq that a cut takes of a store, 0 where nothing was known yet. Throws InputError where the log
/// ends before `at_seq`, or where `as_of` lies beyond the horizon of the events known (Q4): what will be is
/// `forecast`'s to say.
[[nodiscard]] Seq check_cut(const events::BlockStore& store, const Cut& cut);

/// The late events of a cut in the order of the fold, that of (occurred_at, seq) (L4).
class LateEvents {
 public:
  /// Of events `after` + 1 to `last`. Their names are learned into `names`, since each of them is folded
  /// before its block is read in its turn. REQUIRES: none of them comes before one of events 1 to `after`,
  /// because what was folded cannot be taken back; `names` knows those that were introduced by then.
  LateEvents(const events::BlockStore& store, const Cut& cut, Seq after, Seq last, events::Directory& names);

  /// The next one that comes before an event that is not late; null where none does.
  [[nodiscard]] const events::Event* next_before(const events::EventView& event) {
    return place_ == late_.size() ? nullptr : earlier_than(event);
  }
  /// The next one; null at the end.
  [[nodiscard]] const events::Event* next();
  /// Throws DamagedBlock where a late event that was met in its block is not among these.
  void check_known(const events::EventView& event) const;

 private:
  [[nodiscard]] const events::Event* earlier_than(const events::EventView& event);

  std::vector<events::Event> late_;
  std::vector<Seq> seqs_;  // of all late events, those after `as_of` included, rising
  std::size_t place_ = 0;
};

/// Goes through the events of the cut in one pass, in the order of the log, and calls `each(event)` until it
/// answers false. Their names are learned into `names`.
template <class Each>
void scan(const events::BlockStore& store, const Cut& cut, events::Directory& names, Each&& each) {
  const Seq last = check_cut(store, cut);
  if (last == 0) return;
  const auto batches = events::read_batches(store, 1, names, 1);
  for (auto batch = batches->next(); !batch.empty(); batch = batches->next()) {
    for (const events::EventView& event : batch) {
      if (event.seq > last) return;
      if ((!cut.as_of || event.occurred_at <= *cut.as_of) && !each(event)) return;
    }
  }
}

/// Goes through events `after` + 1 to `last` of the cut in one pass, in the order of (occurred_at, seq),
/// which is that of the log but for late events (L4), and calls `each(event)`, and `ahead(events)` with some
/// of them before that. Names are learned into `names`, perhaps ahead as well. Nothing is read behind
/// `as_of`, but for late events and their names. REQUIRES: `last` is what
/// `check_cut` answers; no late event among them comes before one of events 1 to `after`, and `names` knows
/// those that were introduced by then.
template <class Ahead, class Each>
void for_each_in_truth(const events::BlockStore& store, const Cut& cut, Seq after, Seq last,
                       events::Directory& names, int threads, Ahead&& ahead, Each&& each) {
  if (after >= last) return;
  LateEvents late(store, cut, after, last, names);
  const auto batches = events::read_batches(store, after + 1, names, threads);
  Seq reached = after;
  while (reached < last) {
    const std::span<const events::EventView> batch = batches->next();
    if (batch.empty()) break;
    ahead(batch);
    for (const events::EventView& event : batch) {
      reached = event.seq;
      if (reached > last) break;
      if (event.late) [[unlikely]] {
        late.check_known(event);
        continue;
      }
      if (cut.as_of && event.occurred_at > *cut.as_of) [[unlikely]] {
        reached = last;  // no event that follows occurred earlier, unless it is late
        break;
      }
      while (const events::Event* earlier = late.next_before(event)) each(*earlier);
      each(event);
    }
  }
  while (const events::Event* left = late.next()) each(*left);
}

/// Goes on from `state` through the events of the cut in one pass, in the order of (occurred_at, seq) (L4),
/// and calls `before(event)` before and `after(event)` after each one that is folded. A state that has seen
/// events 1 to N goes on at N + 1. REQUIRES: none of those that follow comes before one of events 1 to N.
template <class Before, class After>
void replay(const events::BlockStore& store, const Cut& cut, State& state, int threads, Before&& before,
            After&& after) {
  const Seq last = check_cut(store, cut);
  if (state.last_seq >= last) return;
  state.reserve(events::names_introduced(store, last));
  for_each_in_truth(
      store, cut, state.last_seq, last, state.names, threads,
      [&](std::span<const events::EventView> events) { expect(state, events); },
      [&](const events::EventView& event) {
        before(event);
        evolve(state, event);
        after(event);
      });
}

template <class After>
void replay(const events::BlockStore& store, const Cut& cut, State& state, int threads, After&& after) {
  replay(
      store, cut, state, threads, [](const events::EventView&) {}, std::forward<After>(after));
}

inline void replay(const events::BlockStore& store, const Cut& cut, State& state, int threads = 1) {
  replay(store, cut, state, threads, [](const events::EventView&) {});
}

}  // namespace rentroll::projections
