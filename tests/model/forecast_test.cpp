#include "scenarios/forecast.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "projections/charges.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "tests/support/random_run.hpp"

/// What is forecast is what a simulation charges.
namespace rentroll::tests {
namespace {

using core::Instant;
using events::Event;
using projections::State;
using scenarios::Scenario;

/// An event's charge lines, with all that `charges` shows of them but for the names of account and number.
void append_lines(const Event& event, std::vector<std::string>& lines) {
  projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
    std::string text = line.id.text() + " " + line.occurred_at.text() + " " + std::to_string(line.account) +
                       " " + std::to_string(line.number) + " " + line.amount.text() + " " +
                       line.currency.text() + " " + std::to_string(line.cause);
    if (line.period_begin) text += " " + line.period_begin->text() + " " + line.period_end->text();
    lines.push_back(text);
  });
}

struct Forecast {
  State state;
  std::vector<std::string> lines;
};

/// What is forecast from a log's first events.
Forecast forecast_from(const events::BlockStore& store, core::Seq last, Instant until) {
  Forecast forecast;
  projections::Cut cut;
  cut.at_seq = last;
  projections::replay(store, cut, forecast.state);
  scenarios::forecast(forecast.state, until,
                      [&](const Event& event) { append_lines(event, forecast.lines); });
  return forecast;
}

/// The charge lines of a run's events after `last`.
std::vector<std::string> lines_after(const MemoryRun& run, core::Seq last) {
  std::vector<std::string> lines;
  for (const Event& event : run.events()) {
    if (event.seq > last) append_lines(event, lines);
  }
  return lines;
}

/// An instant of a scenario at which something happens, or just before one.
Instant some_instant(const Scenario& scenario, const MemoryRun& run) {
  const Instant at = (*rc::gen::elementOf(run.events())).occurred_at;
  const Instant before = Instant::from_microseconds(at.microseconds() - 1);
  return *rc::gen::arbitrary<bool>() && before >= scenario.starts ? before : at;
}

/// The scenario as if nobody had asked for anything after an instant, up to an end of its own.
Scenario without_steps_after(Scenario scenario, Instant until, Instant ends) {
  scenario.ends = ends;
  std::erase_if(scenario.steps, [&](const scenarios::Step& step) { return step.request.at > until; });
  return scenario;
}

}  // namespace

TEST_CASE("a forecast's charges are those of a run whose later steps are dropped") {
  std::size_t forecast_lines = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const Scenario scenario = read(plain);
    const Instant until = some_instant(scenario, MemoryRun(scenario));
    const MemoryRun begun(scenario, until);
    const Instant ends = scenario.ends.plus_days(*rc::gen::inRange(0, 100));
    const MemoryRun whole(without_steps_after(scenario, until, ends));
    // The run that ends at `until` has a ClockAdvanced there; without it the events' numbers are the same.
    const core::Seq last = begun.state.last_seq - 1;
    const Forecast forecast = forecast_from(begun.store, last, ends);
    RC_ASSERT(forecast.lines == lines_after(whole, last));
    RC_ASSERT(projections::digest(forecast.state) == projections::digest(whole.state));
    forecast_lines += forecast.lines.size();
    RC_CLASSIFY(!forecast.lines.empty());
    RC_TAG(plain.policy.renewal_without_credit);
  }));
  CHECK(forecast_lines > 0);
}

TEST_CASE("a forecast's charges are those of the run that goes on from the log's end, ids included") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const Scenario scenario = read(plain);
    const Instant until = some_instant(scenario, MemoryRun(scenario));
    MemoryRun run(scenario, until);
    const core::Seq last = run.state.last_seq;
    const Forecast forecast = forecast_from(run.store, last, scenario.ends);

    scenarios::RequestIndex index;
    events::EventLog log(run.store);
    scenarios::LogRecorder recorder(log, nullptr);
    scenarios::Simulator simulator(run.state, index, recorder);
    simulator.finish(scenario.ends);
    log.flush(events::Durability::buffered);
    RC_ASSERT(forecast.lines == lines_after(run, last));
  }));
}

TEST_CASE("what is forecast in two steps is what is forecast in one") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const Scenario scenario = read(plain);
    const MemoryRun run(scenario);
    const int days = *rc::gen::inRange(0, 400);
    const Instant until = scenario.ends.plus_days(400);
    const Forecast whole = forecast_from(run.store, run.state.last_seq, until);
    Forecast parts = forecast_from(run.store, run.state.last_seq, scenario.ends.plus_days(days));
    scenarios::forecast(parts.state, until, [&](const Event& event) { append_lines(event, parts.lines); });
    RC_ASSERT(parts.lines == whole.lines);
  }));
}

}  // namespace rentroll::tests
