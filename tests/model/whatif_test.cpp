#include "scenarios/whatif.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <vector>

#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "tests/support/random_run.hpp"

/// What would be is what a run under the other policy or prices makes.
namespace rentroll::tests {
namespace {

using core::Money;
using projections::State;
using scenarios::LineDifference;
using scenarios::Scenario;
using scenarios::Step;
using scenarios::Supposition;

/// A log's requests under a supposition, up to a seq.
struct Supposed {
  State was;
  scenarios::WhatIf whatif;

  Supposed(const MemoryRun& run, Supposition supposed, core::Seq last)
      : whatif(std::move(supposed), scenarios::corrected_charges(run.store, last)) {
    projections::Cut cut;
    cut.at_seq = last;
    projections::replay(run.store, cut, was, 1, [&](const events::Event& event) { whatif.take(was, event); });
    whatif.finish(was);
  }
  Supposed(const MemoryRun& run, Supposition supposed)
      : Supposed(run, std::move(supposed), run.state.last_seq) {}
};

core::Policy any_policy() {
  using core::BillingDay;
  using core::RenewalWithoutCredit;
  core::Policy policy;
  policy.reclaim_window_days = *rc::gen::inRange(0, 12);
  policy.reserve_window_days = policy.reclaim_window_days + *rc::gen::inRange(0, 12);
  policy.billing_day =
      *rc::gen::element(BillingDay::ratchet, BillingDay::anchored, BillingDay::last_day, BillingDay::first);
  policy.recovery_charges = *rc::gen::element(core::RecoveryCharges::as_new, core::RecoveryCharges::none);
  policy.renewal_without_credit =
      *rc::gen::element(RenewalWithoutCredit::charge, RenewalWithoutCredit::suspend,
                        RenewalWithoutCredit::unrent, RenewalWithoutCredit::cancel);
  policy.grace_days = *rc::gen::inRange(0, 12);
  return policy;
}

/// A charge that a scenario names has another id in another run.
bool names_charges(const Scenario& scenario) {
  return std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const Step& step) {
    const auto* adjust = std::get_if<scenarios::Adjust>(&step.request.body);
    return adjust != nullptr && adjust->charge;
  });
}

std::map<events::Ordinal, Money> differences_by_account(const std::vector<LineDifference>& lines) {
  std::map<events::Ordinal, Money> sums;
  for (const LineDifference& line : lines) sums[line.account] += line.difference();
  return sums;
}

/// The lines' differences are those of the accounts' sums.
void check_sums(const Supposed& supposed) {
  std::map<events::Ordinal, Money> by_lines = differences_by_account(supposed.whatif.lines());
  for (const auto& account : scenarios::compare_accounts(supposed.was, supposed.whatif.would_be())) {
    RC_ASSERT(account.sums.difference() == by_lines[account.account]);
    by_lines.erase(account.account);
  }
  RC_ASSERT(by_lines.empty());
}

Supposition policy_alone(const core::Policy& policy) {
  Supposition supposed;
  supposed.policy = policy;
  return supposed;
}

}  // namespace

TEST_CASE("under a log's own policy nothing differs") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    const Supposed supposed(run, policy_alone(run.state.policy));
    RC_ASSERT(supposed.whatif.lines().empty());
    RC_ASSERT(supposed.whatif.requests().empty());
    RC_ASSERT(supposed.whatif.hanging().empty());
    RC_ASSERT(projections::digest(supposed.whatif.would_be()) == projections::digest(run.state));
  }));
}

TEST_CASE("under a log's own policy no charge differs up to any event") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    const core::Seq last = *rc::gen::inRange<core::Seq>(1, run.state.last_seq + 1);
    const Supposed supposed(run, policy_alone(run.state.policy), last);
    RC_ASSERT(supposed.whatif.lines().empty());
    RC_ASSERT(supposed.whatif.requests().empty());
    check_sums(supposed);
  }));
}

TEST_CASE("under another policy it is as if the scenario had run under it") {
  CHECK(rc::check([](const model::Scenario& plain) {
    Scenario scenario = read(plain);
    RC_PRE(!names_charges(scenario));
    const MemoryRun run(scenario);
    const core::Policy policy = any_policy();
    const Supposed supposed(run, policy_alone(policy));
    scenario.policy = policy;
    const MemoryRun other(scenario);
    RC_ASSERT(projections::digest(supposed.whatif.would_be()) == projections::digest(other.state));
  }));
}

TEST_CASE("under another policy the lines add up to the accounts' differences") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    const Supposed supposed(run, policy_alone(any_policy()));
    check_sums(supposed);
    // What hangs on requests is a part of what differs, and there is none without such a request.
    RC_ASSERT((supposed.whatif.hanging().empty() || !supposed.whatif.requests().empty()));
  }));
}

TEST_CASE("with other prices it is as if the scenario had set them") {
  CHECK(rc::check([](const model::Scenario& plain) {
    Scenario scenario = read(plain);
    const auto is_price = [](const Step& step) {
      return std::holds_alternative<scenarios::SetPrice>(step.request.body);
    };
    RC_PRE(!names_charges(scenario));
    RC_PRE(std::none_of(scenario.steps.begin(), scenario.steps.end(),
                        [&](const Step& step) { return is_price(step) && !step.request.id.empty(); }));
    const MemoryRun run(scenario);

    Supposition supposed;
    std::vector<Step> prices;
    std::vector<Step> others;
    for (std::size_t place = 0; place < scenario.steps.size(); ++place) {
      Step& step = scenario.steps[place];
      if (!is_price(step) || run.outcomes[place] != "accepted") {
        others.push_back(step);
        continue;
      }
      auto& price = std::get<scenarios::SetPrice>(step.request.body);
      price.monthly += Money::parse("0.37");
      price.setup = price.setup == Money() ? Money::parse("0.11") : Money();
      supposed.prices.push_back(step.request);
      prices.push_back(step);
    }
    // T5: a supposed price is set before what is asked at the same instant; a price that was refused stays
    // where it was asked, since its refusal has a place in the log as well.
    scenario.steps = std::move(prices);
    scenario.steps.insert(scenario.steps.end(), others.begin(), others.end());
    std::stable_sort(scenario.steps.begin(), scenario.steps.end(),
                     [](const Step& a, const Step& b) { return a.request.at < b.request.at; });
    const MemoryRun other(scenario);
    const Supposed answer(run, supposed);
    RC_ASSERT(projections::digest(answer.whatif.would_be()) == projections::digest(other.state));
    check_sums(answer);
  }));
}

}  // namespace rentroll::tests
