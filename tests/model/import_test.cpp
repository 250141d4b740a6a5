#include "scenarios/import.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "scenarios/restore.hpp"
#include "scenarios/verification.hpp"
#include "tests/support/audit_rows.hpp"
#include "tests/support/event_lines.hpp"
#include "tests/support/learned_log.hpp"
#include "tests/support/random_run.hpp"

/// What is exported and imported is the same log.
namespace rentroll::tests {
namespace {

using events::Event;
using scenarios::Laws;
using scenarios::Scenario;

/// Imports into a log in memory.
void import_into(events::MemoryStore& store, const std::string& lines, Laws laws) {
  events::OverlayStore overlay(store);
  std::istringstream input(lines);
  static_cast<void>(scenarios::import_into(overlay, input, {.name = "exported", .laws = laws}));
  for (const events::NewBlock& block : overlay.added())
    store.write({&block, 1}, events::Durability::buffered);
}

std::vector<Event> events_of(const events::BlockStore& store) {
  std::vector<Event> all;
  events::EventCursor cursor(store.read(1), 1, nullptr);
  for (Event event; cursor.next(event);) all.push_back(event);
  return all;
}

/// An account that was opened without credit and given some at the same instant, both without request id,
/// reads as one request: this is where a unit's end is not found again.
bool reads_as_one_request(const Event& before, const Event& event) {
  return before.type() == events::EventType::account_opened &&
         event.type() == events::EventType::credit_added && event.account == before.account &&
         event.occurred_at == before.occurred_at && before.request.empty() && event.request.empty();
}

void require_same_units(const std::vector<Event>& expected, const std::vector<Event>& found) {
  RC_ASSERT(expected.size() == found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool ambiguous = i + 1 < found.size() && reads_as_one_request(found[i], found[i + 1]);
    RC_ASSERT((ambiguous || expected[i].ends_unit == found[i].ends_unit));
  }
}

/// A log with all that is known of it, so that it can be gone on with.
struct Restored {
  explicit Restored(events::MemoryStore& store) : log(store), recorder(log, nullptr) {
    scenarios::restore(store, events::last_seq(store), state, index);
    simulator = std::make_unique<scenarios::Simulator>(state, index, recorder);
  }

  /// The scenario's steps after an instant, and its end.
  std::vector<std::string> run(const Scenario& scenario, core::Instant after) {
    std::vector<std::string> outcomes;
    for (const scenarios::Step& step : scenario.steps) {
      if (step.request.at > after) outcomes.push_back(simulator->request(step.request).text());
    }
    simulator->finish(scenario.ends);
    log.flush(events::Durability::buffered);
    return outcomes;
  }

  projections::State state;
  scenarios::RequestIndex index;
  events::EventLog log;
  scenarios::LogRecorder recorder;
  std::unique_ptr<scenarios::Simulator> simulator;
};

core::Instant random_instant_of(const std::vector<Event>& events) {
  return (*rc::gen::elementOf(events)).occurred_at;
}

/// Changes what lines say, so that they can still be read: values of others in their place, lines left out,
/// doubled or in another order, with seqs that follow and instants that do not fall.
void garble(std::vector<nlohmann::json>& lines) {
  const auto any = [&] {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, lines.size()));
  };
  for (int left = *rc::gen::inRange(1, 8); left > 0; --left) {
    const std::size_t a = any();
    const std::size_t b = any();
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        std::swap(lines[a], lines[b]);
        break;
      case 1:
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(b), lines[a]);
        break;
      case 2:
        if (lines.size() > 1) lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(a));
        break;
      default:
        const nlohmann::json other = lines[b];
        for (const auto& [key, value] : other.items()) {
          if (key == "type" || !lines[a].contains(key) || *rc::gen::inRange(0, 3) != 0) continue;
          if (lines[a][key].is_null() == value.is_null()) lines[a][key] = value;
        }
    }
  }
  std::string recorded_at;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i]["seq"] = i + 1;
    lines[i].erase("late");
    recorded_at = std::max(recorded_at, lines[i]["recorded_at"].get<std::string>());
    lines[i]["recorded_at"] = recorded_at;
  }
}

}  // namespace

TEST_CASE("a log that is exported and imported has the same events, units and digest") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    const std::vector<nlohmann::json> lines = event_objects(run.store);
    events::MemoryStore imported;
    import_into(imported, lines_of(lines), Laws::checked);
    RC_ASSERT((event_objects(imported) == lines));
    require_same_units(run.events(), events_of(imported));
    projections::State state;
    projections::replay(imported, {}, state);
    RC_ASSERT(projections::digest(state) == projections::digest(run.state));
  }));
}

TEST_CASE("a log that is exported and imported in parts is the same") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    const std::vector<nlohmann::json> lines = event_objects(run.store);
    const std::vector<Event> events = run.events();
    events::MemoryStore imported;
    std::vector<nlohmann::json> part;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      part.push_back(lines[i]);
      const bool ends = i + 1 == lines.size() || (events[i].ends_unit && *rc::gen::inRange(0, 4) == 0);
      if (!ends) continue;
      import_into(imported, lines_of(part), Laws::checked);
      part.clear();
    }
    RC_ASSERT((event_objects(imported) == lines));
    require_same_units(events, events_of(imported));
  }));
}

TEST_CASE("an imported log answers repeated requests, and is gone on with, as the original") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const Scenario scenario = read(plain);
    const core::Instant middle = random_instant_of(MemoryRun(scenario).events());
    MemoryRun original(scenario, middle);
    events::MemoryStore imported;
    import_into(imported, lines_of(event_objects(original.store)), Laws::checked);
    Restored of_original(original.store);
    Restored of_imported(imported);
    // Requests that were made before are made again too.
    Scenario again = scenario;
    for (const scenarios::Step& step : scenario.steps) {
      if (step.request.id.empty() || step.request.at > middle) continue;
      again.steps.push_back(step);
      again.steps.back().request.at = scenario.ends;
    }
    RC_ASSERT(of_original.run(again, middle) == of_imported.run(again, middle));
    RC_ASSERT((event_objects(original.store) == event_objects(imported)));
    RC_ASSERT(projections::digest(of_original.state) == projections::digest(of_imported.state));
  }));
}

TEST_CASE("L4: a log with late events is exported and imported as it is") {
  int late_logs = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    std::vector<Moment> moments = moments_of(run.events());
    learn_late(moments);
    const LearnedLog learned(moments, run.state.names);
    std::vector<nlohmann::json> lines = event_objects(learned.store);
    for (nlohmann::json& line : lines) {
      if (line["late"] == true) ++late_logs;
      if (*rc::gen::inRange(0, 3) == 0) line.erase("late");  // the import says it again
    }
    events::MemoryStore imported;
    import_into(imported, lines_of(lines), Laws::unchecked);
    RC_ASSERT((event_objects(imported) == event_objects(learned.store)));
    require_same_units(events_of(learned.store), events_of(imported));
  }));
  CHECK(late_logs > 0);
}

TEST_CASE("a garbled log that is imported unchecked is read, judged and gone on with") {
  int imports = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const Scenario scenario = read(plain);
    const core::Instant middle = random_instant_of(MemoryRun(scenario).events());
    std::vector<nlohmann::json> lines = event_objects(MemoryRun(scenario, middle).store);
    garble(lines);
    events::MemoryStore imported;
    try {
      import_into(imported, lines_of(lines), Laws::unchecked);
    } catch (const core::InputError&) {
      return;
    }
    ++imports;
    std::vector<nlohmann::json> stored = event_objects(imported);
    for (nlohmann::json& line : stored) line.erase("late");
    RC_ASSERT((stored == lines));
    projections::State state;
    projections::replay(imported, {}, state, 2);
    static_cast<void>(projections::digest(state));
    const auto verified = scenarios::verify_log(imported, {}, [](const auto&) {});
    RC_ASSERT(verified.last_seq == lines.size());
    static_cast<void>(all_rows(imported));
    try {
      Restored restored(imported);
      static_cast<void>(restored.run(scenario, restored.state.horizon));
    } catch (const core::InputError&) {  // M1, N13
    }
  }));
  CHECK(imports > 0);
}

}  // namespace rentroll::tests
