#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "projections/charges.hpp"
#include "projections/digest.hpp"
#include "projections/listing.hpp"
#include "projections/replay.hpp"
#include "tests/model/plain_model.hpp"
#include "tests/support/random_run.hpp"
#include "tests/support/state_rows.hpp"

/// The program against the second reckoning: the same random scenario, read from its own file by the program,
/// must end in the same rows. RapidCheck prints the seed of a failure and the shrunk scenario file;
/// RC_PARAMS="max_success=10000" runs more of them, RC_PARAMS="reproduce=..." one again.
namespace rentroll::tests {
namespace {

using model::csv_row;
using projections::State;

Rows unrented_rows(const State& state, const std::string& account) {
  Rows rows;
  const auto ordinal = state.names.accounts.find(account);
  if (!ordinal) return rows;
  for (const projections::UnrentedRow& row : projections::unrented_by(state, *ordinal)) {
    rows.push_back(csv_row({std::string(row.number), row.unrented_at.text(), row.reclaim_until.text(),
                            row.price ? row.price->setup.text() : "",
                            row.price ? row.price->monthly.text() : "", row.currency.text()}));
  }
  return rows;
}

std::string charge_row(const State& state, const projections::ChargeLine& line) {
  return csv_row({line.id.text(), line.occurred_at.text(), name_of(state.names.accounts, line.account),
                  name_of(state.names.numbers, line.number), word_of(line.id.kind),
                  text_of(line.period_begin), text_of(line.period_end), line.amount.text(),
                  line.currency.text(), line.cause == 0 ? "" : std::to_string(line.cause),
                  text_of(line.corrects), std::string(line.reason)});
}

std::string event_row(const State& state, const events::Event& event) {
  return csv_row({std::to_string(event.seq), event.occurred_at.text(), word_of(event.type()),
                  name_of(state.names.accounts, event.account), name_of(state.names.numbers, event.number),
                  word_of(event.actor), event.request});
}

/// What a replay of the log shows as of an instant.
struct Shown {
  State state;
  Rows events;
  Rows charges;

  Shown(const events::BlockStore& store, core::Instant as_of) {
    projections::Cut cut;
    cut.as_of = as_of;
    projections::replay(store, cut, state, 1, [&](const events::Event& event) {
      events.push_back(event_row(state, event));
      projections::for_each_charge(
          event, [&](const projections::ChargeLine& line) { charges.push_back(charge_row(state, line)); });
    });
  }
};

/// The first row in which two lists differ, for a failure's message.
std::string difference(const Rows& expected, const Rows& found) {
  const auto [one, other] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  if (one == expected.end() && other == found.end()) return {};
  return "expected: " + (one == expected.end() ? "no more rows" : *one) +
         "\nfound:    " + (other == found.end() ? "no more rows" : *other);
}

void require_equal(const char* what, const Rows& expected, const Rows& found) {
  const std::string differs = difference(expected, found);
  if (!differs.empty()) RC_FAIL(std::string(what) + "\n" + differs);
}

void require_equal(const model::Result& expected, const Shown& found) {
  require_equal("events", expected.events, found.events);
  require_equal("charges", expected.charges, found.charges);
  require_equal("accounts", expected.accounts, account_rows(found.state));
  require_equal("numbers", expected.numbers, number_rows(found.state));
  for (const auto ordinal : projections::opened_accounts(found.state)) {
    const std::string account(found.state.names.accounts.text(ordinal));
    require_equal("unrented", expected.unrented(account), unrented_rows(found.state, account));
  }
}

/// Instants at which something happens, or almost does.
core::Instant telling_instant(const scenarios::Scenario& scenario, const std::vector<events::Event>& events) {
  const auto& event = *rc::gen::elementOf(events);
  const auto shift = *rc::gen::element<std::int64_t>(0, -1, 1, 3'600'000'000);
  const auto at = core::Instant::from_microseconds(event.occurred_at.microseconds() + shift);
  return std::clamp(at, scenario.starts, scenario.ends);
}

}  // namespace

TEST_CASE("random scenarios end in the rows of the second reckoning") {
  CHECK(rc::check("the whole run", [](const model::Scenario& plain) {
    const scenarios::Scenario scenario = read(plain);
    const MemoryRun run(scenario);
    const model::Result expected = model::run(plain);
    require_equal("outcomes", expected.outcomes, run.outcomes);
    require_equal(expected, Shown(run.store, scenario.ends));
  }));
}

TEST_CASE("as of any instant, random scenarios show the rows of the second reckoning run up to it") {
  CHECK(rc::check("as of an instant", [](const model::Scenario& plain) {
    const scenarios::Scenario scenario = read(plain);
    const MemoryRun run(scenario);
    const core::Instant as_of = telling_instant(scenario, run.events());
    require_equal(model::run(plain, as_of.microseconds()), Shown(run.store, as_of));
  }));
}

}  // namespace rentroll::tests
