#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/block.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "scenarios/recorded_request.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/restore.hpp"
#include "tests/support/random_run.hpp"

/// What is gone on with, ends as what was never interrupted.
namespace rentroll::tests {
namespace {

using events::Event;
using scenarios::Scenario;

/// A run that may be taken up again from its log alone.
class Continued {
 public:
  explicit Continued(const Scenario& scenario) : scenario_(scenario) { open(); }

  void begin() { simulator_->begin(scenario_.policy.value_or(core::Policy{}), scenario_.starts); }

  /// The steps after `from`, up to and including `to`, and the end of a run there.
  void run(std::optional<core::Instant> from, core::Instant to) {
    for (const scenarios::Step& step : scenario_.steps) {
      if (from && step.request.at <= *from) continue;
      if (step.request.at > to) break;
      outcomes.push_back(simulator_->request(step.request).text());
    }
    simulator_->finish(to);
    log_->flush(events::Durability::buffered);
  }

  /// Forgets everything but the log, and goes on from that.
  void take_up_again() { open(); }

  [[nodiscard]] std::string digest() const { return projections::digest(state_); }
  /// The bytes of all blocks decoded and encoded again, so that where blocks end does not matter.
  [[nodiscard]] std::vector<std::string> events() const {
    std::vector<std::string> all;
    events::EventCursor cursor(store_.read(1), 1, nullptr);
    for (Event event; cursor.next(event);) {
      events::BlockEncoder encoder;
      encoder.add(event);
      all.push_back(encoder.finish());
    }
    return all;
  }

  std::vector<std::string> outcomes;

 private:
  void open() {
    simulator_.reset();
    state_ = {};
    index_ = {};
    scenarios::restore(store_, events::last_seq(store_), state_, index_);
    log_ = std::make_unique<events::EventLog>(store_);
    recorder_ = std::make_unique<scenarios::LogRecorder>(*log_, nullptr);
    simulator_ = std::make_unique<scenarios::Simulator>(state_, index_, *recorder_);
  }

  const Scenario& scenario_;
  events::MemoryStore store_;
  projections::State state_;
  scenarios::RequestIndex index_;
  std::unique_ptr<events::EventLog> log_;
  std::unique_ptr<scenarios::LogRecorder> recorder_;
  std::unique_ptr<scenarios::Simulator> simulator_;
};

/// An instant at which a run may end: mostly one at which something happens.
core::Instant break_instant(const Scenario& scenario) {
  const MemoryRun run(scenario);
  const std::vector<Event> events = run.events();
  return (*rc::gen::elementOf(events)).occurred_at;
}

/// The units of a log.
std::vector<std::vector<Event>> units_of(const MemoryRun& run) {
  std::vector<std::vector<Event>> units(1);
  for (const Event& event : run.events()) {
    units.back().push_back(event);
    if (event.ends_unit) units.emplace_back();
  }
  units.pop_back();
  return units;
}

}  // namespace

TEST_CASE("a log that is taken up again goes on as the live run does: timers, requests and all") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const Scenario scenario = read(plain);
    const core::Instant middle = break_instant(scenario);
    Continued live(scenario);
    Continued taken_up(scenario);
    for (Continued* each : {&live, &taken_up}) {
      each->begin();
      each->run(std::nullopt, middle);
      if (each == &taken_up) each->take_up_again();
      each->run(middle, scenario.ends);
    }
    RC_ASSERT(live.outcomes == taken_up.outcomes);
    RC_ASSERT(live.events() == taken_up.events());
    RC_ASSERT(live.digest() == taken_up.digest());
  }));
}

TEST_CASE("a run that was interrupted after any unit resumes to the same log") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const Scenario scenario = read(plain);
    const MemoryRun whole(scenario);
    std::vector<std::vector<Event>> units = units_of(whole);
    const std::size_t kept = *rc::gen::inRange<std::size_t>(0, units.size() + 1);

    events::MemoryStore store;
    {
      events::EventLog log(store);
      events::Directory names;
      scenarios::LogRecorder recorder(log, nullptr);
      // Names appear with the units that bear them.
      const auto intern = [](events::Names& into, const events::Names& from, events::Ordinal ordinal) {
        if (ordinal != events::no_ordinal) into.intern(from.text(ordinal));
      };
      for (std::size_t unit = 0; unit < kept; ++unit) {
        for (const Event& event : units[unit]) {
          intern(names.accounts, whole.state.names.accounts, event.account);
          intern(names.numbers, whole.state.names.numbers, event.number);
        }
        recorder.record(units[unit], names);
      }
      log.flush(events::Durability::buffered);
    }

    projections::State state;
    scenarios::RequestIndex index;
    events::EventLog log(store);
    scenarios::ResumingRecorder recorder(log, 1, nullptr);
    scenarios::Simulator simulator(state, index, recorder);
    simulator.begin(scenario.policy.value_or(core::Policy{}), scenario.starts);
    for (const scenarios::Step& step : scenario.steps) simulator.request(step.request);
    simulator.finish(scenario.ends);
    log.flush(events::Durability::buffered);

    RC_ASSERT(projections::digest(state) == projections::digest(whole.state));
    projections::State replayed;
    projections::replay(store, {}, replayed);
    RC_ASSERT(projections::digest(replayed) == projections::digest(whole.state));
    RC_ASSERT(replayed.last_seq == whole.state.last_seq);
  }));
}

TEST_CASE("a request is read back from its events as it was asked") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const Scenario scenario = read(plain);
    const MemoryRun run(scenario);
    std::vector<std::string> asked;
    for (const scenarios::Step& step : scenario.steps)
      asked.push_back(scenarios::content_of(step.request.body));
    std::sort(asked.begin(), asked.end());
    for (const std::vector<Event>& unit : units_of(run)) {
      const auto body = scenarios::recorded_request(unit, run.state.names);
      if (!body) {
        RC_ASSERT((unit.front().actor == core::Actor::system || unit.front().seq == 1));
        continue;
      }
      std::string content = scenarios::content_of(*body);
      if (std::binary_search(asked.begin(), asked.end(), content)) continue;
      // An adjustment's number was filled in from the charge that it corrects (C9).
      auto adjust = std::get<scenarios::Adjust>(*body);
      RC_ASSERT(adjust.charge.has_value());
      adjust.number.reset();
      RC_ASSERT(std::binary_search(asked.begin(), asked.end(), scenarios::content_of(adjust)));
    }
  }));
}

}  // namespace rentroll::tests
