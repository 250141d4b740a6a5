#include "scenarios/restore.hpp"

#include <span>
#include <vector>

#include "projections/replay.hpp"
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

}  // namespace

void restore(const events::BlockStore& store, Seq last, projections::State& state, RequestIndex& index) {
  if (last == 0) return;
  std::vector<events::Event> unit;
  projections::Cut cut;
  cut.at_seq = last;
  projections::replay(store, cut, state, 1, [&](const events::Event& event) {
    if (event.request.empty()) return;
    unit.push_back(event);
    if (!event.ends_unit) return;
    if (const auto body = recorded_request(unit, state.names)) {
      index.add(event.request, {content_hash(unit.front().actor, *body), outcome_of(unit)});
    }
    unit.clear();
  });
}

}  // namespace rentroll::scenarios
