#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "scenarios/adjustment_proposal.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/support/late_facts_log.hpp"
#include "tests/support/planted_log.hpp"
#include "tests/support/scenario_tables.hpp"

/// L4: what a fact learned late does to what was recorded before.
namespace rentroll::tests {
namespace {

using core::Instant;
using core::Money;
using scenarios::Request;
using scenarios::VerificationFinding;

const core::AccountId acme = core::AccountId::parse("acme");
const core::AccountId globex = core::AccountId::parse("globex");
const core::NumberId number = core::NumberId::parse("+14155550100");
const core::NumberId other_number = core::NumberId::parse("+14155550101");

std::string scenario_text(const std::string& policy) {
  return policy + us_local_price() + usd_account("acme", "25.00") + usd_account("globex", "25.00") +
         us_local_number("+14155550100") + us_local_number("+14155550101") + R"toml([[step]]
at = 2023-01-10T09:00:00Z
do = "rent"
account = "acme"
number = "+14155550100"
)toml";
}

/// A rental since 2023-01-10, known up to 2023-03-20: renewed on February 10 and March 10.
scenarios::Scenario renewed_twice() {
  return scenarios::parse_scenario(scenario_text(R"toml(
[scenario]
name = "Renewed twice"
starts = 2023-01-01T00:00:00Z
ends = 2023-03-20T00:00:00Z
)toml"),
                                   "test.toml");
}

Request asked(const std::string& at, scenarios::RequestBody body) {
  Request request;
  request.at = Instant::parse(at);
  request.body = std::move(body);
  request.actor = scenarios::default_actor(request.kind());
  return request;
}

Request unrent(const std::string& at) { return asked(at, scenarios::Unrent{acme, number}); }

void check_findings(const LateFactsLog& log, std::size_t count) {
  const auto found = findings_of(log.store());
  INFO(in_lines(found));
  CHECK(found.size() == count);
}

}  // namespace

TEST_CASE("L4: a late unrent makes the renewals after it wrong, until they are adjusted") {
  MemoryRun run(renewed_twice());
  LateFactsLog log(run);
  const auto learned = log.learn(unrent("2023-02-05T10:00:00Z"));
  REQUIRE(learned);

  auto found = findings_of(log.store());
  INFO(in_lines(found));
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].wrong_charge);
  CHECK(found[0].rule == "L4");
  CHECK(found[0].seq == found[0].wrong_charge->id.seq);
  CHECK(found[0].text.find(fmt::format("NumberUnrented of 2023-02-05T10:00:00Z, seq {}, learned late",
                                       *learned)) != std::string::npos);
  CHECK(found[0].wrong_charge->charged == Money::parse("1.00"));
  CHECK(found[0].wrong_charge->right == Money());
  CHECK(found[0].wrong_charge->difference() == Money::parse("-1.00"));
  CHECK(found[0].wrong_charge->learned == *learned);

  // The clock has not run since: what it made due in the past is recorded when it does.
  log.run_on(log.horizon());
  check_findings(log, 2);

  std::vector<scenarios::WrongCharge> wrong{*found[0].wrong_charge, *found[1].wrong_charge};
  const scenarios::Scenario proposal =
      scenarios::parse_scenario(scenarios::adjustment_proposal(wrong, log.horizon()), "proposal.toml");
  CHECK(proposal.starts == log.horizon());
  CHECK(proposal.ends == log.horizon());
  std::vector<Request> requests;
  for (const scenarios::Step& step : proposal.steps) requests.push_back(step.request);
  REQUIRE(requests.size() == 2);
  log.run_on(proposal.ends, {requests[0]});
  check_findings(log, 1);
  log.run_on(proposal.ends, {requests[1]});
  check_findings(log, 0);
  log.run_on(Instant::parse("2023-06-01"));
  check_findings(log, 0);
}

TEST_CASE("L4: an adjustment in part, and one of an adjustment, count") {
  MemoryRun run(renewed_twice());
  LateFactsLog log(run);
  REQUIRE(log.learn(unrent("2023-03-05T10:00:00Z")));
  auto found = findings_of(log.store());
  REQUIRE(found.size() == 1);
  const std::string charge = found[0].wrong_charge->id.text();
  log.run_on(log.horizon(),
             {asked("2023-03-20", scenarios::Adjust{acme, Money::parse("-0.40"), core::Remark::parse("part"),
                                                    core::Remark::parse(charge), std::nullopt})});
  found = findings_of(log.store());
  REQUIRE(found.size() == 1);
  CHECK(found[0].wrong_charge->difference() == Money::parse("-0.60"));
  CHECK(found[0].text.find("adjusted by -0.40 so far") != std::string::npos);

  const core::Seq adjusted = events::last_seq(log.store()) - 1;
  log.run_on(
      log.horizon(),
      {asked("2023-03-20",
             scenarios::Adjust{acme, Money::parse("-0.60"), core::Remark::parse("the rest"),
                               core::Remark::parse(fmt::format("{}-adjustment", adjusted)), std::nullopt})});
  check_findings(log, 0);
}

TEST_CASE("L4: a late reprice, price, closing, disconnection") {
  MemoryRun run(renewed_twice());
  LateFactsLog log(run);
  SUBCASE("a reprice: the renewals after it cost the new fee") {
    REQUIRE(log.learn(asked("2023-02-20", scenarios::Reprice{acme, number, Money::parse("1.50")})));
    const auto found = findings_of(log.store());
    REQUIRE(found.size() == 1);
    CHECK(found[0].wrong_charge->right == Money::parse("1.50"));
    CHECK(found[0].wrong_charge->difference() == Money::parse("0.50"));
  }
  SUBCASE("a price: setup, first month and the renewals before it was known") {
    const auto learned =
        log.learn(asked("2023-01-05", scenarios::SetPrice{core::Country::parse("US"), core::NumberType::local,
                                                          Money::parse("0.30"), Money::parse("0.80"),
                                                          core::Currency::parse("USD")}));
    REQUIRE(learned);
    log.run_on(Instant::parse("2023-04-20"));
    const auto found = findings_of(log.store());
    INFO(in_lines(found));
    REQUIRE(found.size() == 4);
    CHECK(found[0].wrong_charge->id.kind == core::ChargeKind::setup);
    CHECK(found[0].wrong_charge->right == Money::parse("0.30"));
    CHECK(found[1].wrong_charge->id.kind == core::ChargeKind::first_month);
    CHECK(found[1].wrong_charge->right == Money::parse("0.80"));
    CHECK(found[3].wrong_charge->right == Money::parse("0.80"));
    CHECK(found[3].wrong_charge->learned == *learned);
  }
  SUBCASE("a closing") {
    REQUIRE(log.learn(asked("2023-02-15", scenarios::Close{acme})));
    const auto found = findings_of(log.store());
    INFO(in_lines(found));
    REQUIRE(found.size() == 1);
    CHECK(found[0].wrong_charge->right == Money());
    log.run_on(Instant::parse("2023-05-01"));
    check_findings(log, 1);
  }
  SUBCASE("a disconnection") {
    REQUIRE(
        log.learn(asked("2023-02-15", scenarios::Disconnect{acme, number, core::Remark::parse("fraud")})));
    check_findings(log, 1);
    log.run_on(Instant::parse("2023-05-01"));
    check_findings(log, 1);
  }
}

TEST_CASE("L4: what is lawful by what was known then is not unlawful now") {
  MemoryRun run(renewed_twice());
  LateFactsLog log(run);
  SUBCASE("a number that is unrented for the second time, and its windows") {
    log.run_on(Instant::parse("2023-06-01"), {unrent("2023-03-25T10:00:00Z")});
    REQUIRE(log.learn(unrent("2023-03-22T10:00:00Z")));
    check_findings(log, 0);
    log.run_on(Instant::parse("2023-06-02"));
    check_findings(log, 0);
  }
  SUBCASE("credit that was there") {
    REQUIRE(log.learn(
        asked("2023-01-05", scenarios::Adjust{acme, Money::parse("24.00"), core::Remark::parse("an old bill"),
                                              std::nullopt, std::nullopt})));
    check_findings(log, 0);
  }
  SUBCASE("a rental learned late is renewed late") {
    REQUIRE(log.learn(asked("2023-01-20", scenarios::Rent{globex, other_number})));
    check_findings(log, 0);
    log.run_on(Instant::parse("2023-05-01"));
    check_findings(log, 0);
  }
}

TEST_CASE("L4: unlawful facts, and what the clock did not record") {
  MemoryRun run(renewed_twice());
  LateFactsLog log(run);
  SUBCASE("a late rental before a recorded one makes two holders") {
    const auto learned = log.learn(asked("2023-01-05", scenarios::Rent{globex, number}));
    REQUIRE(learned);
    const auto found = findings_of(log.store());
    INFO(in_lines(found));
    CHECK(std::any_of(found.begin(), found.end(), [&](const auto& each) {
      return each.seq == *learned && each.rule == "N2" && !each.wrong_charge;
    }));
  }
  SUBCASE("a late unrent of who does not hold the number") {
    const auto learned = log.learn(unrent("2023-02-05T10:00:00Z"));
    REQUIRE(learned);
    PlantedLog planted(run.events(), run.state.names);
    planted.events.back().account = *planted.names.accounts.find("globex");
    const auto found = findings_of(planted.store());
    INFO(in_lines(found));
    REQUIRE(found.size() == 1);
    CHECK(found[0].seq == *learned);
    CHECK(found[0].rule == "N2");
  }
  SUBCASE("the clock ran, and the window that the late unrent opened did not close") {
    const auto learned = log.learn(unrent("2023-02-05T10:00:00Z"));
    REQUIRE(learned);
    log.run_on(Instant::parse("2023-05-01"));
    PlantedLog planted(run.events(), run.state.names);
    const auto is_closing = [](const events::Event& event) {
      return event.type() == events::EventType::reclaim_window_closed;
    };
    const auto closing = std::find_if(planted.events.begin(), planted.events.end(), is_closing);
    REQUIRE(closing != planted.events.end());
    planted.erase(static_cast<std::size_t>(closing - planted.events.begin()));
    const auto found = findings_of(planted.store());
    INFO(in_lines(found));
    const auto missing =
        std::find_if(found.begin(), found.end(), [](const auto& each) { return !each.wrong_charge; });
    REQUIRE(missing != found.end());
    CHECK(missing->seq > *learned);
    CHECK(missing->rule == "L4");
    CHECK(missing->text.find("the clock has run since") != std::string::npos);
    CHECK(found.size() == 3);
  }
}

}  // namespace rentroll::tests
