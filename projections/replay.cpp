#include "projections/replay.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "events/prefetch.hpp"

namespace rentroll::projections {

Seq check_cut(const events::BlockStore& store, const Cut& cut) {
  const Seq stored = events::last_seq(store);
  if (cut.at_seq && (*cut.at_seq == 0 || *cut.at_seq > stored)) {
    throw core::InputError(fmt::format("--at-seq {}: the log holds events 1 to {}", *cut.at_seq, stored));
  }
  const Seq last = cut.at_seq.value_or(stored);
  if (cut.as_of) {
    const auto horizon = events::horizon(store, last);
    if (!horizon || *cut.as_of > *horizon) {
      throw core::InputError(fmt::format(
          "--as-of {} is beyond the horizon, {}: nothing is known of what comes after it; `rentroll "
          "forecast` reckons what will be charged if nobody asks for anything more (Q4)",
          cut.as_of->text(), horizon ? horizon->text() : "an empty log's"));
    }
  }
  return last;
}

events::EventCursor open_events(const events::BlockStore& store, State& state, int threads) {
  const Seq from = state.last_seq + 1;
  auto blocks = store.read(from);
  if (threads > 1) blocks = events::prefetched(std::move(blocks));
  return {std::move(blocks), from, &state.names};
}

}  // namespace rentroll::projections
