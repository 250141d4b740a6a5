#include "projections/number_life.hpp"

#include <algorithm>

namespace rentroll::projections {

void NumberLives::add(const events::Event& event, const State& state) {
  if (event.number == no_ordinal) return;
  const Number& number = state.numbers[event.number];
  if (number.state == core::NumberState::unknown) return;
  if (lives_.size() < state.numbers.size()) lives_.resize(state.numbers.size());
  Life& life = lives_[event.number];
  const Change now{event.occurred_at, number.account, number.state};
  if (!life.changes.empty()) {
    Change& last = life.changes.back();
    if (last.state == now.state && last.account == now.account && life.since == number.since) return;
    if (last.at == now.at) life.changes.pop_back();  // it lasted for no time
  }
  life.since = number.since;
  life.changes.push_back(now);
}

std::vector<LifeSegment> NumberLives::segments(Ordinal number, core::Instant end) const {
  std::vector<LifeSegment> segments;
  if (number >= lives_.size()) return segments;
  for (const Change& change : lives_[number].changes) {
    if (!segments.empty()) segments.back().end = change.at;
    segments.push_back({change.at, end, change.state, change.account});
  }
  return segments;
}

std::vector<LifeSegment> clipped(const std::vector<LifeSegment>& segments, core::Instant begin,
                                 core::Instant end) {
  std::vector<LifeSegment> parts;
  for (LifeSegment part : segments) {
    part.begin = std::max(part.begin, begin);
    part.end = std::min(part.end, end);
    if (part.begin < part.end) parts.push_back(part);
  }
  return parts;
}

}  // namespace rentroll::projections
