#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "projections/charges.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "tests/support/audit_rows.hpp"
#include "tests/support/learned_log.hpp"
#include "tests/support/random_run.hpp"
#include "tests/support/state_rows.hpp"

/// L4: the facts of a random scenario, learned late and in any order that keeps the order within one instant.
namespace rentroll::tests {
namespace {

using events::Event;
using projections::Cut;
using projections::State;

State replayed(const events::BlockStore& store, const Cut& cut = {}, int threads = 1) {
  State state;
  projections::replay(store, cut, state, threads);
  return state;
}

void require_same(const State& expected, const State& found) {
  RC_ASSERT((account_rows(expected) == account_rows(found)));
  RC_ASSERT((number_rows(expected) == number_rows(found)));
}

}  // namespace

TEST_CASE("L4: facts learned late and in any order end in the same accounts and numbers") {
  int late_logs = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::vector<Moment> moments = moments_of(run.events());
    learn_late(moments);
    const LearnedLog learned(moments, run.state.names);
    const State state = replayed(learned.store);
    require_same(run.state, state);
    RC_ASSERT(state.last_seq == learned.last_seq);
    RC_ASSERT(projections::digest(replayed(learned.store, {}, 2)) == projections::digest(state));
    late_logs += events::late_events(learned.store, learned.last_seq).empty() ? 0 : 1;

    // As of an instant: what was true then, as it is known now.
    Cut cut;
    cut.as_of = (*rc::gen::elementOf(run.events())).occurred_at;
    require_same(replayed(run.store, cut), replayed(learned.store, cut));
  }));
  CHECK(late_logs > 0);
}

TEST_CASE("L4: the story told of facts learned late is that of facts learned in time") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::vector<Moment> moments = moments_of(run.events());
    learn_late(moments);
    const LearnedLog learned(moments, run.state.names);
    const AuditRows in_time = all_rows(run.store);
    const AuditRows late = all_rows(learned.store);
    RC_ASSERT(in_time.size() == late.size());
    for (std::size_t i = 0; i < late.size(); ++i) {
      RC_ASSERT(in_time[i].occurred_at == late[i].occurred_at);
      RC_ASSERT(in_time[i].type == late[i].type);
      RC_ASSERT(in_time[i].balance.has_value() == late[i].balance.has_value());
      if (late[i].balance) RC_ASSERT(in_time[i].balance->after == late[i].balance->after);
      const auto event = events::read_event(learned.store, late[i].seq);
      RC_ASSERT((late[i].rule.find("L4: learned late") != std::string::npos) == event->late);
      projections::for_each_charge(*event, [&](const projections::ChargeLine& line) {
        const AuditRows chain = charge_rows(learned.store, line.id);
        RC_ASSERT(std::is_sorted(chain.begin(), chain.end(), [](const auto& a, const auto& b) {
          return std::tie(a.occurred_at, a.seq) < std::tie(b.occurred_at, b.seq);
        }));
        const auto told = [&](const projections::AuditRow& row) { return row.seq == line.id.seq; };
        RC_ASSERT(std::count_if(chain.begin(), chain.end(), told) == 1);
      });
    }
  }));
}

TEST_CASE("L4: what was known at an instant is as if what was learned later had never been") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::vector<Moment> moments = moments_of(run.events());
    learn_late(moments);
    const LearnedLog learned(moments, run.state.names);

    // The horizon rises with each moment that is not late, and events are recorded at it.
    const auto known =
        *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(1, moments.size() + 1));
    core::Instant known_at;
    for (std::size_t each = 0; each < known; ++each) {
      known_at = std::max(known_at, moments[each].front().occurred_at);
    }
    const auto later = [&](const Moment& moment) { return moment.front().occurred_at > known_at; };
    const auto known_end = std::find_if(moments.begin(), moments.end(), later);
    const LearnedLog prefix(moments, static_cast<std::size_t>(known_end - moments.begin()), run.state.names);
    Cut cut;
    cut.known_at = known_at;
    RC_ASSERT(projections::check_cut(learned.store, cut) == prefix.last_seq);
    const State then = replayed(learned.store, cut);
    RC_ASSERT(projections::digest(then) == projections::digest(replayed(prefix.store)));
    RC_ASSERT(then.horizon == *events::horizon(prefix.store, prefix.last_seq));

    cut.as_of = then.horizon;
    RC_ASSERT(projections::digest(replayed(learned.store, cut)) == projections::digest(then));
    cut.as_of = core::Instant::from_microseconds(then.horizon.microseconds() + 1);
    RC_ASSERT_THROWS_AS(static_cast<void>(projections::check_cut(learned.store, cut)), core::InputError);
  }));
}

}  // namespace rentroll::tests
