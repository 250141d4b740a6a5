#pragma once

#include <optional>
#include <utility>

#include "events/event_log.hpp"
#include "projections/evolve.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// What of a log is looked at.
struct Cut {
  std::optional<core::Instant> as_of;  ///< events that occurred at or before it
  std::optional<Seq> at_seq;           ///< events 1 to this one
};

/// The last seq that a cut takes of a store. Throws InputError where the log ends before `at_seq`, or where
/// `as_of` lies beyond the horizon (Q4): what will be is `forecast`'s to say.
[[nodiscard]] Seq check_cut(const events::BlockStore& store, const Cut& cut);

/// Where a replay reads from: with two threads, one reads and decompresses, the other decodes and folds.
[[nodiscard]] events::EventCursor open_events(const events::BlockStore& store, State& state, int threads);

/// Goes on from `state` through the events of the cut in one pass, and calls `before(event)` before and
/// `after(event)` after each one that is folded. A state that has seen events 1 to N goes on at N + 1.
template <class Before, class After>
void replay(const events::BlockStore& store, const Cut& cut, State& state, int threads, Before&& before,
            After&& after) {
  const Seq last = check_cut(store, cut);
  if (state.last_seq >= last) return;
  events::EventCursor cursor = open_events(store, state, threads);
  for (events::Event event; cursor.next(event) && event.seq <= last;) {
    if (cut.as_of && event.occurred_at > *cut.as_of) continue;
    before(event);
    evolve(state, event);
    after(event);
  }
}

template <class After>
void replay(const events::BlockStore& store, const Cut& cut, State& state, int threads, After&& after) {
  replay(
      store, cut, state, threads, [](const events::Event&) {}, std::forward<After>(after));
}

inline void replay(const events::BlockStore& store, const Cut& cut, State& state, int threads = 1) {
  replay(store, cut, state, threads, [](const events::Event&) {});
}

}  // namespace rentroll::projections
