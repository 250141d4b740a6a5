#include "projections/digest.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace rentroll::projections {
namespace {

/// One account with a case and one rented number.
State sample() {
  State state;
  state.names.accounts.intern("acme");
  state.names.numbers.intern("+14155550100");
  Account account;
  account.opened = account.verified = true;
  account.currency = core::Currency::parse("USD");
  account.credit = core::Money::parse("25");
  state.accounts.push_back(account);
  Number number;
  number.state = core::NumberState::rented;
  number.account = 0;
  number.country = core::Country::parse("US");
  number.type = core::NumberType::local;
  number.onboarding = core::Onboarding::beta;
  state.numbers.resize(1);
  state.numbers.rental(0) = number;
  state.numbers.details(0) = number;
  state.account_cases[0].push_back({core::CaseId::parse("case-1"), core::Scope::throughput});
  return state;
}

using Change = std::function<void(State&)>;

const std::vector<Change> changes{
    [](State& state) { state.accounts[0].opened = false; },
    [](State& state) { state.accounts[0].verified = false; },
    [](State& state) { state.accounts[0].disabled = true; },
    [](State& state) { state.accounts[0].closed = true; },
    [](State& state) { state.accounts[0].preview = true; },
    [](State& state) { state.accounts[0].currency = core::Currency::parse("EUR"); },
    [](State& state) { state.accounts[0].credit += core::Money::from_millionths(1); },
    [](State& state) { state.accounts[0].charged += core::Money::from_millionths(1); },
    [](State& state) { state.accounts[0].charges = 1; },
    [](State& state) { state.accounts[0].numbers = 1; },
    [](State& state) { state.accounts[0].unpaid_cases = 1; },
    [](State& state) { state.accounts[0].grace_cause = 7; },
    [](State& state) { state.account_cases[0][0].open = false; },
    [](State& state) { state.account_cases[0][0].scope = core::Scope::provisioning; },
    [](State& state) {
      state.number_cases[0].push_back({core::CaseId::parse("x"), core::Scope::sending});
    },
    [](State& state) { state.accounts.emplace_back(), state.names.accounts.intern("globex"); },
    [](State& state) { state.numbers.rental(0).state = core::NumberState::available; },
    [](State& state) { state.numbers.details(0).type = core::NumberType::mobile; },
    [](State& state) { state.numbers.details(0).country = core::Country::parse("DE"); },
    [](State& state) { state.numbers.details(0).onboarding = core::Onboarding::preview; },
    [](State& state) { state.numbers.details(0).capabilities.insert(core::Capability::mms); },
    [](State& state) { state.numbers.details(0).required.insert(core::Document::identity); },
    [](State& state) { state.numbers.details(0).accepted.insert(core::Document::identity); },
    [](State& state) { state.numbers.details(0).since = core::Instant::from_microseconds(1); },
    [](State& state) { state.numbers.details(0).begun = core::Date::from_days(1); },
    [](State& state) { state.numbers.rental(0).next_due = core::Date::from_days(1); },
    [](State& state) { state.numbers.details(0).monthly = core::Money::from_millionths(1); },
    [](State& state) { state.numbers.rental(0).charged = core::Money::from_millionths(1); },
    [](State& state) { state.numbers.rental(0).charges = 1; },
    [](State& state) { state.numbers.rental(0).origin = 9; },
};

}  // namespace

TEST_CASE("every part of the state changes the digest") {
  std::set<std::string> digests{digest(sample())};
  for (const Change& change : changes) {
    State state = sample();
    change(state);
    digests.insert(digest(state));
  }
  CHECK(digests.size() == changes.size() + 1);
}

TEST_CASE("the digest does not depend on how the state was reached") {
  State state = sample();
  const std::string before = digest(state);
  state.last_seq = 77;
  state.horizon = core::Instant::from_microseconds(5);
  state.numbers.details().reserve(1000);
  CHECK(digest(state) == before);
  CHECK(before.size() == 64);
}

}  // namespace rentroll::projections
