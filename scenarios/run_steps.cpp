#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/error.hpp"
#include "projections/listing.hpp"
#include "scenarios/run.hpp"

namespace rentroll::scenarios {
namespace {

using projections::State;

/// Compares what a check says with what is so, field by field.
class Examination {
 public:
  Examination(const Check& check, const std::string& subject, std::vector<Finding>& findings)
      : check_(check), subject_(subject), findings_(findings) {}

  void examine(const char* field, const std::string& expected, const std::string& found) {
    if (expected == found) return;
    findings_.push_back(
        {check_.line, fmt::format("{} of {} as of {}", field, subject_, check_.at.text()), expected, found});
  }
  void examine(const char* field, const std::optional<core::Money>& expected, core::Money found) {
    if (expected) examine(field, expected->text(), found.text());
  }
  void examine(const char* field, const std::optional<std::uint64_t>& expected, std::uint64_t found) {
    if (expected) examine(field, std::to_string(*expected), std::to_string(found));
  }

 private:
  const Check& check_;
  const std::string& subject_;
  std::vector<Finding>& findings_;
};

template <class State>
std::string state_text(State state, const char* before_it_exists) {
  return state == State::unknown ? before_it_exists : std::string(core::to_text(state));
}

void examine_account(const Check& check, const State& state, std::vector<Finding>& findings) {
  const auto ordinal = state.names.accounts.find(check.account->text());
  const projections::Account& account = state.account(ordinal.value_or(events::no_ordinal));
  Examination examination(check, check.account->text(), findings);
  if (check.account_state) {
    examination.examine("state", std::string(core::to_text(*check.account_state)),
                        state_text(account.state(), "not opened"));
  }
  if (check.balance) examination.examine("balance", check.balance, account.balance());
  examination.examine("charges", check.charges, account.charges);
  examination.examine("total", check.total, account.charged);
}

void examine_number(const Check& check, const State& state, std::vector<Finding>& findings) {
  const auto ordinal = state.names.numbers.find(check.number->text());
  const projections::Number& number = state.number(ordinal.value_or(events::no_ordinal));
  Examination examination(check, check.number->text(), findings);
  if (check.number_state) {
    examination.examine("state", std::string(core::to_text(*check.number_state)),
                        state_text(number.state, "not stocked"));
  }
  examination.examine("charges", check.charges, number.charges);
  examination.examine("total", check.total, number.charged);
  if (check.next_due) {
    const bool rented = number.state == core::NumberState::rented;
    examination.examine("next_due", check.next_due->text(),
                        rented ? number.next_due.text() : "none: it is not rented");
  }
}

void examine(const Check& check, const State& state, std::vector<Finding>& findings) {
  if (check.account) examine_account(check, state, findings);
  if (check.number) examine_number(check, state, findings);
}

/// The checks of a scenario in the order of their instants.
std::vector<const Check*> by_instant(const std::vector<Check>& checks) {
  std::vector<const Check*> sorted;
  sorted.reserve(checks.size());
  for (const Check& check : checks) sorted.push_back(&check);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Check* a, const Check* b) { return a->at < b->at; });
  return sorted;
}

void run_step(const Scenario& scenario, const Step& step, Simulator& simulator, RunResult& result) {
  Outcome outcome;
  try {
    outcome = simulator.request(step.request);
  } catch (const core::MoneyOverflow& overflow) {
    throw overflow.at(scenario.place(step.line));
  }
  ++result.requests;
  if (!outcome.rejection) ++result.accepted;
  if (step.expect.holds(outcome.rejection)) return;
  result.findings.push_back({step.line,
                             fmt::format("{} at {}", in_words(step.request.body), step.request.at.text()),
                             step.expect.text(), outcome.text()});
}

}  // namespace

RunResult run_steps(const Scenario& scenario, Simulator& simulator, const State& state) {
  RunResult result;
  const std::vector<const Check*> checks = by_instant(scenario.checks);
  auto next_check = checks.begin();
  // A check sees all that happens up to and at its instant, so it waits for the first step after it.
  const auto examine_until = [&](auto is_due) {
    for (; next_check != checks.end() && is_due((*next_check)->at); ++next_check) {
      simulator.advance_to((*next_check)->at);
      examine(**next_check, state, result.findings);
      ++result.checks;
    }
  };
  for (const Step& step : scenario.steps) {
    examine_until([&](core::Instant at) { return at < step.request.at; });
    run_step(scenario, step, simulator, result);
  }
  examine_until([](core::Instant) { return true; });
  simulator.finish(scenario.ends);
  std::stable_sort(result.findings.begin(), result.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  return result;
}

}  // namespace rentroll::scenarios
