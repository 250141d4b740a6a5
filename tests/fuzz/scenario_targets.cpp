#include <algorithm>
#include <string>

#include "core/assert.hpp"
#include "scenarios/scenario_file.hpp"
#include "scenarios/scenario_text.hpp"
#include "tests/fuzz/target.hpp"

namespace rentroll::fuzz {
namespace {

constexpr const char* file = "fuzz.toml";

}  // namespace

/// What is taken lies within the scenario, in its order, and each expectation prints as it reads.
void read_scenario(std::string_view bytes) {
  may_refuse([&] {
    const scenarios::Scenario scenario = scenarios::parse_scenario(std::string(bytes), file);
    RENTROLL_ASSERT(scenario.starts <= scenario.ends);
    core::Instant before = scenario.starts;
    for (const scenarios::Step& step : scenario.steps) {
      RENTROLL_ASSERT(before <= step.request.at && step.request.at <= scenario.ends);
      RENTROLL_ASSERT(scenarios::Expectation::parse(step.expect.text()).text() == step.expect.text());
      before = step.request.at;
    }
    for (const scenarios::Check& check : scenario.checks) {
      RENTROLL_ASSERT(check.account.has_value() != check.number.has_value());
      RENTROLL_ASSERT(scenario.starts <= check.at && check.at <= scenario.ends);
    }
  });
}

void read_policy(std::string_view bytes) {
  may_refuse([&] { static_cast<void>(scenarios::parse_policy_file(std::string(bytes), file)); });
}

void read_prices(std::string_view bytes) {
  may_refuse([&] {
    const auto prices =
        scenarios::parse_price_file(std::string(bytes), file, core::Instant::parse("2024-01-01"));
    RENTROLL_ASSERT(!prices.empty());
    RENTROLL_ASSERT(std::is_sorted(prices.begin(), prices.end(),
                                   [](const auto& a, const auto& b) { return a.at < b.at; }));
  });
}

}  // namespace rentroll::fuzz
