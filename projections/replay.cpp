#include "projections/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/assert.hpp"
#include "core/error.hpp"
#include "events/damaged_block.hpp"

namespace rentroll::projections {
namespace {

using events::Envelope;
using events::Event;
using events::EventView;

bool comes_before(const Envelope& a, const Envelope& b) {
  return std::tie(a.occurred_at, a.seq) < std::tie(b.occurred_at, b.seq);
}

void check_as_of(const events::BlockStore& store, const Cut& cut, Seq last) {
  const auto horizon = events::horizon(store, last);
  if (horizon && *cut.as_of <= *horizon) return;
  const std::string known = cut.known_at ? fmt::format(" known at {}", cut.known_at->text()) : "";
  throw core::InputError(
      fmt::format("--as-of {} is beyond the horizon{}, {}: nothing is known of what comes after it; "
                  "`rentroll forecast` reckons what will be charged if nobody asks for anything more (Q4)",
                  cut.as_of->text(), known, horizon ? horizon->text() : "an empty log's"));
}

}  // namespace

Seq check_cut(const events::BlockStore& store, const Cut& cut) {
  const Seq stored = events::last_seq(store);
  if (cut.at_seq && (*cut.at_seq == 0 || *cut.at_seq > stored)) {
    throw core::InputError(fmt::format("--at-seq {}: the log holds events 1 to {}", *cut.at_seq, stored));
  }
  Seq last = cut.at_seq.value_or(stored);
  if (cut.known_at) last = std::min(last, events::last_known(store, *cut.known_at));
  if (cut.as_of) check_as_of(store, cut, last);
  return last;
}

LateEvents::LateEvents(const events::BlockStore& store, const Cut& cut, Seq after, Seq last,
                       events::Directory& names)
    : late_(events::late_events(store, last)) {
  std::erase_if(late_, [&](const Event& event) { return event.seq <= after; });
  if (late_.empty()) return;
  events::learn_names(store, last, names, after + 1);
  for (const Event& event : late_) seqs_.push_back(event.seq);
  if (after != 0) {
    const auto horizon = events::horizon(store, after);
    RENTROLL_ASSERT(std::all_of(late_.begin(), late_.end(), [&](const Event& event) {
      return !horizon || event.occurred_at >= *horizon;
    }));
  }
  if (cut.as_of) std::erase_if(late_, [&](const Event& event) { return event.occurred_at > *cut.as_of; });
  std::sort(late_.begin(), late_.end(), comes_before);
}

const Event* LateEvents::earlier_than(const EventView& event) {
  if (!comes_before(late_[place_], event)) return nullptr;
  return &late_[place_++];
}

const Event* LateEvents::next() { return place_ == late_.size() ? nullptr : &late_[place_++]; }

void LateEvents::check_known(const EventView& event) const {
  if (std::binary_search(seqs_.begin(), seqs_.end(), event.seq)) return;
  throw events::DamagedBlock(
      fmt::format("event {} is late, and what comes after it does not say so", event.seq));
}

}  // namespace rentroll::projections
