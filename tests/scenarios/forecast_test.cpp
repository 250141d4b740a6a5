#include "scenarios/forecast.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/error.hpp"
#include "projections/charges.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/support/memory_run.hpp"

namespace rentroll::scenarios {
namespace {

using core::Instant;
using Texts = std::vector<std::string>;

/// One number, rented on January 31 by an account with a credit, up to the evening of that day.
projections::State rented(const std::string& policy, const std::string& credit,
                          const std::string& monthly = "1.00") {
  const Scenario scenario = parse_scenario(
      "[scenario]\nname = \"Rented\"\nstarts = 2024-01-31T00:00:00Z\nends = 2024-01-31T18:00:00Z\n"
      "[policy]\nrenewal_without_credit = \"" +
          policy +
          "\"\ngrace_days = 7\n"
          "[[price]]\ncountry = \"US\"\ntype = \"local\"\nsetup = \"0\"\nmonthly = \"" +
          monthly +
          "\"\ncurrency = \"USD\"\n"
          "[[account]]\nid = \"acme\"\ncurrency = \"USD\"\ncredit = \"" +
          credit +
          "\"\n"
          "[[number]]\nid = \"+14155550100\"\ncountry = \"US\"\ntype = \"local\"\n"
          "[[step]]\nat = 2024-01-31T09:00:00Z\ndo = \"rent\"\naccount = \"acme\"\nnumber = "
          "\"+14155550100\"\n",
      "rented.toml");
  tests::MemoryRun run(scenario);
  REQUIRE(run.outcomes.back() == "accepted");
  return std::move(run.state);
}

/// `TYPE at INSTANT` of each event that is forecast.
Texts forecast_of(projections::State state, const char* until) {
  Texts events;
  forecast(state, Instant::parse(until), [&](const events::Event& event) {
    events.push_back(std::string(core::to_text(event.type())) + " at " + event.occurred_at.text());
  });
  return events;
}

std::string refused(projections::State state, const char* until) {
  try {
    forecast(state, Instant::parse(until), [](const events::Event&) {});
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("the end of a forecast is included") {
  const projections::State state = rented("charge", "1.00");
  CHECK(forecast_of(state, "2024-02-28T23:59:59.999999Z").empty());
  CHECK(forecast_of(state, "2024-02-29T00:00:00Z") == Texts{"RentalRenewed at 2024-02-29T00:00:00Z"});
}

TEST_CASE("a forecast ends where the account's credit does (C8)") {
  const char* const until = "2024-06-30";
  struct Row {
    const char* policy;
    Texts events;
  };
  const std::vector<Row> rows{
      {"charge",
       {"RentalRenewed at 2024-02-29T00:00:00Z", "RentalRenewed at 2024-03-29T00:00:00Z",
        "RentalRenewed at 2024-04-29T00:00:00Z", "RentalRenewed at 2024-05-29T00:00:00Z",
        "RentalRenewed at 2024-06-29T00:00:00Z"}},
      {"suspend",
       {"RentalRenewed at 2024-02-29T00:00:00Z", "RentalRenewed at 2024-03-29T00:00:00Z",
        "AccountCaseOpened at 2024-03-29T00:00:00Z", "RentalRenewed at 2024-04-29T00:00:00Z",
        "RentalRenewed at 2024-05-29T00:00:00Z", "RentalRenewed at 2024-06-29T00:00:00Z"}},
      {"unrent",
       {"RentalRenewed at 2024-02-29T00:00:00Z", "RentalRenewed at 2024-03-29T00:00:00Z",
        "NumberUnrented at 2024-04-05T00:00:00Z", "ReclaimWindowClosed at 2024-04-10T00:00:00Z",
        "NumberReturned at 2024-04-15T00:00:00Z"}},
      {"cancel",
       {"RentalRenewed at 2024-02-29T00:00:00Z", "NumberUnrented at 2024-03-29T00:00:00Z",
        "ReclaimWindowClosed at 2024-04-03T00:00:00Z", "NumberReturned at 2024-04-08T00:00:00Z"}},
  };
  for (const Row& row : rows)
    CHECK_MESSAGE(forecast_of(rented(row.policy, "2.00"), until) == row.events, row.policy);
}

TEST_CASE("a forecast goes on with the log's numbers, and each line is seen after it was folded") {
  projections::State state = rented("charge", "5.00");
  const core::Seq last = state.last_seq;
  Texts seen;
  forecast(state, Instant::parse("2024-03-29"), [&](const events::Event& event) {
    projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
      seen.push_back(std::to_string(line.id.seq - last) + ": " +
                     state.account(line.account).balance().text());
    });
  });
  CHECK(seen == Texts{"1: 3.00", "2: 2.00"});
}

TEST_CASE("a forecast to before the horizon is bad input that names it (Q4)") {
  const projections::State state = rented("charge", "1.00");
  CHECK(refused(state, "2024-01-31T18:00:00Z") == "accepted");
  const std::string sentence = refused(state, "2024-01-31T17:59:59.999999Z");
  CHECK(sentence.find("--until 2024-01-31T17:59:59.999999Z") != std::string::npos);
  CHECK(sentence.find("2024-01-31T18:00:00Z") != std::string::npos);
}

TEST_CASE("a forecast to the last instant there is (T1)") {
  // 237 years and 11 months after the first renewal, that included.
  CHECK(forecast_of(rented("charge", "1.00"), "2261-12-31T23:59:59.999999Z").size() == 237 * 12 + 11);
}

TEST_CASE("a forecast whose sums overflow is bad input that names the place (M1)") {
  const projections::State state = rented("charge", "4000000000000", "4000000000000");
  CHECK(refused(state, "2024-02-29") == "accepted");
  const std::string sentence = refused(state, "2024-03-29");
  CHECK(sentence.find("--until 2024-03-29T00:00:00Z: ") == 0);
  CHECK(sentence.find("2024-02-29T00:00:00Z") != std::string::npos);
  CHECK(sentence.find("(M1)") != std::string::npos);
}

}  // namespace rentroll::scenarios
