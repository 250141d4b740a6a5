#include "projections/number_life.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <vector>

#include "projections/replay.hpp"
#include "tests/support/random_run.hpp"

/// The lives of numbers say what the log says as of each instant.
namespace rentroll::tests {
namespace {

using core::Instant;
using core::NumberState;
using projections::LifeSegment;
using projections::NumberLives;
using projections::Ordinal;
using projections::State;

Instant later(Instant at, std::int64_t microseconds) {
  return Instant::from_microseconds(at.microseconds() + microseconds);
}

NumberLives lives_of(const MemoryRun& run) {
  NumberLives lives;
  State state;
  projections::replay(run.store, {}, state, 1, [&](const events::Event& event) { lives.add(event, state); });
  return lives;
}

State state_as_of(const MemoryRun& run, Instant at) {
  State state;
  projections::Cut cut;
  cut.as_of = at;
  projections::replay(run.store, cut, state);
  return state;
}

/// The segment that an instant lies in, or null.
const LifeSegment* segment_at(const std::vector<LifeSegment>& life, Instant at) {
  for (const LifeSegment& part : life) {
    if (part.begin <= at && at < part.end) return &part;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a life tiles, and says at each instant what a replay as of it says") {
  std::size_t compared = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    const NumberLives lives = lives_of(run);
    const Instant end = later(run.state.horizon, 1);
    const std::vector<events::Event> events = run.events();
    for (int instants = 0; instants < 6; ++instants) {
      const Instant beside =
          later((*rc::gen::elementOf(events)).occurred_at, *rc::gen::element<std::int64_t>(-1, 0, 1));
      const Instant at = std::min(beside, run.state.horizon);
      const State state = state_as_of(run, at);
      for (Ordinal number = 0; number < run.state.numbers.size(); ++number) {
        const std::vector<LifeSegment> life = lives.segments(number, end);
        const LifeSegment* part = segment_at(life, at);
        RC_ASSERT((part == nullptr ? NumberState::unknown : part->state) == state.number(number).state);
        if (part == nullptr) continue;
        RC_ASSERT(part->account == state.number(number).account);
        ++compared;
      }
    }
  }));
  CHECK(compared > 0);
}

TEST_CASE("a life's segments are neither empty nor apart, and last to the end") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    const NumberLives lives = lives_of(run);
    const Instant end = later(run.state.horizon, 1);
    for (Ordinal number = 0; number < run.state.numbers.size(); ++number) {
      const std::vector<LifeSegment> life = lives.segments(number, end);
      RC_ASSERT(life.empty() == (run.state.number(number).state == NumberState::unknown));
      for (std::size_t part = 0; part < life.size(); ++part) {
        RC_ASSERT(life[part].begin < life[part].end);
        RC_ASSERT(life[part].end == (part + 1 == life.size() ? end : life[part + 1].begin));
      }
    }
  }));
}

}  // namespace rentroll::tests
