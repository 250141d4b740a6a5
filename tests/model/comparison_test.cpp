#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "projections/digest.hpp"
#include "projections/listing.hpp"
#include "projections/replay.hpp"
#include "tests/model/plain_model.hpp"
#include "tests/support/log_rows.hpp"
#include "tests/support/random_run.hpp"

/// The program against the second reckoning: the same random scenario, read from its own file by the program,
/// must end in the same rows. RapidCheck prints the seed of a failure and the shrunk scenario file;
/// RC_PARAMS="max_success=10000" runs more of them, RC_PARAMS="reproduce=..." one again.
namespace rentroll::tests {
namespace {

void require_equal(const model::Result& expected, const Shown& found) {
  const std::string differs = difference(expected, found);
  if (!differs.empty()) RC_FAIL(differs);
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
    const std::string differs = difference(expected.outcomes, run.outcomes);
    if (!differs.empty()) RC_FAIL("outcomes\n" + differs);
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
