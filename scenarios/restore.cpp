#include "scenarios/restore.hpp"

#include <span>
#include <vector>

#include "events/request_search.hpp"
#include "scenarios/recorded_request.hpp"

namespace rentroll::scenarios {
namespace {

/// How the request ended that a unit records.
Outcome outcome_of(std::span<const events::Event> unit) {
  Outcome outcome;
  outcome.first_seq = unit.front().seq;
  outcome.last_seq = unit.back().seq;
  const auto* rejected = std::get_if<events::RequestRejected>(&unit.front().payload);
  if (rejected != nullptr) outcome.rejection = rejected->reason;
  return outcome;
}

/// Fills the index from events 1 to `last`, whose names are given.
void restore_requests(const events::BlockStore& store, Seq last, const events::Directory& names,
                      RequestIndex& index) {
  std::vector<events::Event> unit;
  events::for_each_requested(store, last, [&](const events::Event& event) {
    unit.push_back(event);
    if (!event.ends_unit) return;
    if (const auto body = recorded_request(unit, names)) {
      index.add(event.request, {content_hash(unit.front().actor, *body), outcome_of(unit)});
    }
    unit.clear();
  });
}

}  // namespace

void restore(const events::BlockStore& store, Seq last, projections::State& state, RequestIndex& index,
             projections::Snapshots* snapshots) {
  if (last == 0) return;
  projections::Cut cut;
  cut.at_seq = last;
  if (snapshots == nullptr) {
    projections::replay(store, cut, state);
  } else {
    projections::replay(store, cut, state, 1, *snapshots, [](const events::EventView&) {});
  }
  restore_requests(store, last, state.names, index);
}

}  // namespace rentroll::scenarios
