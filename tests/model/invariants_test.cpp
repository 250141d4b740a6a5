#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "projections/charges.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "tests/support/random_run.hpp"

/// What must be so in every log, whatever was asked.
namespace rentroll::tests {
namespace {

using events::Event;
using events::EventType;
using projections::ChargeLine;
using projections::State;

bool begins_rental(EventType type) {
  return type == EventType::number_rented || type == EventType::number_reclaimed ||
         type == EventType::number_recovered || type == EventType::rental_carried_over;
}

bool ends_rental(EventType type) {
  return type == EventType::number_unrented || type == EventType::number_disconnected;
}

std::string replayed_digest(const events::BlockStore& store, int threads) {
  State state;
  projections::replay(store, {}, state, threads);
  return projections::digest(state);
}

}  // namespace

TEST_CASE("a number has one holder at most") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    std::map<events::Ordinal, events::Ordinal> holder;
    for (const Event& event : run.events()) {
      if (begins_rental(event.type())) {
        RC_ASSERT(!holder.contains(event.number));
        holder[event.number] = event.account;
      }
      if (event.type() == EventType::rental_renewed) RC_ASSERT(holder.at(event.number) == event.account);
      if (ends_rental(event.type())) {
        RC_ASSERT(holder.at(event.number) == event.account);
        holder.erase(event.number);
      }
    }
  }));
}

TEST_CASE("the periods of a rental tile (C5)") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    std::map<events::Ordinal, core::Date> covered_until;
    for (const Event& event : run.events()) {
      if (begins_rental(event.type())) covered_until.erase(event.number);
      projections::for_each_charge(event, [&](const ChargeLine& line) {
        if (!line.period_begin) return;
        RC_ASSERT(*line.period_begin < *line.period_end);
        RC_ASSERT(*line.period_begin == line.occurred_at.date());
        const auto covered = covered_until.find(line.number);
        if (covered != covered_until.end()) RC_ASSERT(covered->second == *line.period_begin);
        covered_until.insert_or_assign(line.number, *line.period_end);
      });
    }
  }));
}

TEST_CASE("balance = credit - charges after every event (C10)") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    State state;
    std::map<events::Ordinal, core::Money> balances;
    projections::replay(run.store, {}, state, 1, [&](const Event& event) {
      if (const auto* added = std::get_if<events::CreditAdded>(&event.payload)) {
        balances[event.account] += added->amount;
      }
      projections::for_each_charge(event, [&](const ChargeLine& line) {
        balances[line.account] = balances[line.account] - line.amount;
      });
      for (const auto& [account, balance] : balances) RC_ASSERT(state.account(account).balance() == balance);
    });
  }));
}

TEST_CASE("after AccountClosed an account has adjustments, refusals and its numbers' windows alone (A5)") {
  const std::set<EventType> allowed{EventType::charge_adjusted, EventType::request_rejected,
                                    EventType::reclaim_window_closed, EventType::number_returned};
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    std::set<events::Ordinal> closed;
    for (const Event& event : run.events()) {
      if (closed.contains(event.account)) RC_ASSERT(allowed.contains(event.type()));
      if (event.type() == EventType::account_closed) closed.insert(event.account);
    }
  }));
}

TEST_CASE("the numbers that an account holds are the same whether they are kept up to date or looked for") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    State replayed;
    projections::replay(run.store, {}, replayed);
    RC_ASSERT(run.state.held.has_value());
    RC_ASSERT(!replayed.held.has_value());
    for (events::Ordinal account = 0; account < replayed.accounts.size(); ++account) {
      RC_ASSERT((run.state.numbers_of(account) == replayed.numbers_of(account)));
      RC_ASSERT(replayed.numbers_of(account).size() == replayed.account(account).numbers);
    }
  }));
}

TEST_CASE("a replay ends in the live run's state, in one pass, in two, and on two threads") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    const std::string live = projections::digest(run.state);
    RC_ASSERT(replayed_digest(run.store, 1) == live);
    RC_ASSERT(replayed_digest(run.store, 2) == live);

    projections::Cut first_pass;
    first_pass.at_seq = *rc::gen::inRange<core::Seq>(1, run.state.last_seq + 1);
    State state;
    projections::replay(run.store, first_pass, state);
    RC_ASSERT(state.last_seq == *first_pass.at_seq);
    projections::replay(run.store, {}, state);
    RC_ASSERT(projections::digest(state) == live);
  }));
}

TEST_CASE("the state as of an instant is that of a run that ended at it") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const scenarios::Scenario scenario = read(plain);
    const MemoryRun run(scenario);
    const std::vector<Event> events = run.events();
    projections::Cut cut;
    cut.as_of = (*rc::gen::elementOf(events)).occurred_at;
    State state;
    projections::replay(run.store, cut, state);
    const MemoryRun ended(scenario, *cut.as_of);
    RC_ASSERT(projections::digest(state) == projections::digest(ended.state));
  }));
}

TEST_CASE("the clock of a log never goes back (T4), and a unit has one instant and one request") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    std::optional<Event> before;
    for (const Event& event : run.events()) {
      if (before) {
        RC_ASSERT(event.occurred_at >= before->occurred_at);
        RC_ASSERT((before->ends_unit || event.occurred_at == before->occurred_at));
        RC_ASSERT((before->ends_unit || event.request == before->request));
      }
      RC_ASSERT(event.cause < event.seq);
      before = event;
    }
    RC_ASSERT(before->ends_unit);
  }));
}

}  // namespace rentroll::tests
