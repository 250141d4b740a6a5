#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "projections/digest.hpp"
#include "tests/support/learned_log.hpp"
#include "tests/support/random_run.hpp"
#include "tests/support/spaced_snapshots.hpp"
#include "tests/support/state_rows.hpp"
#include "tests/support/temporary_folder.hpp"

/// A state by way of snapshots is the state that a replay of all events ends in, whatever was learned late,
/// whatever part of the log is looked at, and however long ago the snapshots were made.
namespace rentroll::tests {
namespace {

using projections::Cut;
using projections::State;

State replayed(const events::BlockStore& store, const Cut& cut) {
  State state;
  projections::replay(store, cut, state);
  return state;
}

void require_same(const State& expected, const State& found) {
  RC_ASSERT(projections::digest(expected) == projections::digest(found));
  RC_ASSERT((account_rows(expected) == account_rows(found)));
  RC_ASSERT((number_rows(expected) == number_rows(found)));
  RC_ASSERT(expected.last_seq == found.last_seq);
  RC_ASSERT(expected.horizon == found.horizon);
  RC_ASSERT(expected.recorded_at == found.recorded_at);
  RC_ASSERT(expected.policy == found.policy);
  for (events::Ordinal account = 0; account < expected.accounts.size(); ++account) {
    RC_ASSERT((expected.numbers_of(account) == found.numbers_of(account)));
  }
}

Cut random_cut(const LearnedLog& log) {
  Cut cut;
  const auto seq = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<core::Seq>(1, log.last_seq + 1));
  const core::Instant recorded_at = events::read_event(log.store, seq)->recorded_at;
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      break;
    case 1:
      cut.at_seq = seq;
      break;
    case 2:
      cut.known_at = recorded_at;
      break;
    default:
      // The horizon of these events, or the instant of any of them.
      cut.at_seq = seq;
      cut.as_of = events::horizon(log.store, seq);
      const auto other = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<core::Seq>(1, seq + 1));
      const core::Instant instant = events::read_event(log.store, other)->occurred_at;
      if (cut.as_of && instant < *cut.as_of) cut.as_of = instant;
      break;
  }
  return cut;
}

}  // namespace

TEST_CASE("the state by way of snapshots is the state of a replay") {
  int from_snapshot = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::vector<Moment> moments = moments_of(run.events());
    if (*rc::gen::arbitrary<bool>()) learn_late(moments);
    const TemporaryFolder folder;
    const auto apart = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<core::Seq>(5, 50));
    const auto with_snapshots = [&](const LearnedLog& log, const Cut& cut) {
      const Restored restored = replay_with_snapshots(log.store, cut, spaced_snapshots(folder.path(), apart));
      require_same(replayed(log.store, cut), restored.state);
      from_snapshot += restored.from != 0 ? 1 : 0;
    };
    // Snapshots are made while the log is short; it then grows, and late facts come in before them.
    const auto known =
        *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(1, moments.size() + 1));
    const LearnedLog prefix(moments, known, run.state.names);
    if (prefix.last_seq != 0) with_snapshots(prefix, {});
    const LearnedLog learned(moments, run.state.names);
    for (int cut = 0; cut < 4; ++cut) with_snapshots(learned, random_cut(learned));
  }));
  CHECK(from_snapshot > 0);
}

}  // namespace rentroll::tests
