#include "projections/rollforward.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "projections/listing.hpp"
#include "projections/replay.hpp"
#include "tests/support/random_run.hpp"

/// A rollforward leads from one balance that the log shows to the next.
namespace rentroll::tests {
namespace {

using core::Instant;
using core::Money;
using events::Event;
using projections::Ordinal;
using projections::RollforwardRow;
using projections::State;
using Rows = std::map<Ordinal, RollforwardRow>;

Instant just_before(Instant at) { return Instant::from_microseconds(at.microseconds() - 1); }
Instant just_after(Instant at) { return Instant::from_microseconds(at.microseconds() + 1); }

State state_before(const MemoryRun& run, Instant end) {
  State state;
  projections::Cut cut;
  cut.as_of = just_before(end);
  projections::replay(run.store, cut, state);
  return state;
}

Rows rollforward(const MemoryRun& run, Instant from, Instant to) {
  projections::Rollforward rollforward(from, to);
  for (const Event& event : run.events()) rollforward.add(event);
  Rows rows;
  for (const RollforwardRow& row : rollforward.rows(state_before(run, to))) rows.emplace(row.account, row);
  return rows;
}

/// Instants in order, each one of an event, or just before or after one, and none after the first instant
/// that follows the horizon.
std::vector<Instant> some_instants(const MemoryRun& run, std::size_t count) {
  const std::vector<Event> events = run.events();
  std::vector<Instant> instants;
  while (instants.size() < count) {
    const Instant at = (*rc::gen::elementOf(events)).occurred_at;
    instants.push_back(*rc::gen::element(just_before(at), at, just_after(at)));
  }
  std::sort(instants.begin(), instants.end());
  return instants;
}

Money balance_in(const State& state, Ordinal account) { return state.account(account).balance(); }

}  // namespace

TEST_CASE("a rollforward's opening and closing balances are those of the accounts just before its ends") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    const std::vector<Instant> ends = some_instants(run, 2);
    const State opening = state_before(run, ends[0]);
    const State closing = state_before(run, ends[1]);
    const Rows rows = rollforward(run, ends[0], ends[1]);
    RC_ASSERT(rows.size() == projections::opened_accounts(closing).size());
    for (const auto& [account, row] : rows) {
      RC_ASSERT(row.opening == balance_in(opening, account));
      RC_ASSERT(row.closing == balance_in(closing, account));
      RC_ASSERT(row.currency == closing.account(account).currency);
    }
  }));
}

TEST_CASE("a rollforward's credit and charges are those of its events, kind by kind") {
  std::size_t moved = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    const std::vector<Instant> ends = some_instants(run, 2);
    std::map<std::pair<Ordinal, std::string_view>, Money> expected;
    for (const Event& event : run.events()) {
      if (event.occurred_at < ends[0] || event.occurred_at >= ends[1]) continue;
      if (const auto* added = std::get_if<events::CreditAdded>(&event.payload)) {
        expected[{event.account, "credit"}] += added->amount;
      }
      projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
        expected[{line.account, core::to_text(line.id.kind)}] += line.amount;
      });
    }
    for (const auto& [account, row] : rollforward(run, ends[0], ends[1])) {
      RC_ASSERT((row.credit == expected[{account, "credit"}]));
      RC_ASSERT((row.setup == expected[{account, "setup"}]));
      RC_ASSERT((row.first_month == expected[{account, "first_month"}]));
      RC_ASSERT((row.renewal == expected[{account, "renewal"}]));
      RC_ASSERT((row.adjustment == expected[{account, "adjustment"}]));
    }
    moved += expected.size();
  }));
  CHECK(moved > 0);
}

TEST_CASE("one rollforward's closing balances are the next one's opening balances, and both add up") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    const std::vector<Instant> ends = some_instants(run, 3);
    const Rows first = rollforward(run, ends[0], ends[1]);
    const Rows second = rollforward(run, ends[1], ends[2]);
    const Rows both = rollforward(run, ends[0], ends[2]);
    RC_ASSERT(both.size() == second.size());
    for (const auto& [account, next] : second) {
      const RollforwardRow& whole = both.at(account);
      const auto found = first.find(account);
      const RollforwardRow before = found == first.end() ? RollforwardRow{} : found->second;
      RC_ASSERT(next.opening == before.closing);
      RC_ASSERT(whole.opening == before.opening);
      RC_ASSERT(whole.credit == before.credit + next.credit);
      RC_ASSERT(whole.setup == before.setup + next.setup);
      RC_ASSERT(whole.first_month == before.first_month + next.first_month);
      RC_ASSERT(whole.renewal == before.renewal + next.renewal);
      RC_ASSERT(whole.adjustment == before.adjustment + next.adjustment);
      RC_ASSERT(whole.closing == next.closing);
    }
  }));
}

}  // namespace rentroll::tests
