#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "tests/support/late_facts_log.hpp"
#include "tests/support/planted_log.hpp"
#include "tests/support/random_run.hpp"

/// Verification finds nothing in what the program itself has recorded.
namespace rentroll::tests {
namespace {

using events::Event;
using scenarios::VerificationFinding;

void require_lawful(const events::BlockStore& store, const projections::Cut& cut = {}) {
  const auto found = findings_of(store, cut);
  if (!found.empty()) RC_FAIL(in_lines(found));
}

/// An instant from the log's beginning up to, not including, its horizon; often one at which something is.
core::Instant past_instant(const std::vector<Event>& events, core::Instant horizon) {
  const core::Instant begin = events.front().occurred_at;
  const core::Instant at = (*rc::gen::elementOf(events)).occurred_at;
  const std::int64_t shift = *rc::gen::element<std::int64_t>(0, 0, -1, 1, 86'400'000'000, 3'600'000'000);
  const auto shifted = core::Instant::from_microseconds(at.microseconds() + shift);
  return std::clamp(shifted, begin, core::Instant::from_microseconds(horizon.microseconds() - 1));
}

std::vector<Event> events_of(const events::BlockStore& store) {
  std::vector<Event> all;
  events::EventCursor cursor(store.read(1), 1, nullptr);
  for (Event event; cursor.next(event);) all.push_back(event);
  return all;
}

/// Requests of the scenario, at instants of the past, are learned late where they are lawful.
int learn_some(LateFactsLog& log, const scenarios::Scenario& scenario) {
  int learned = 0;
  const int tries = *rc::gen::inRange(1, 6);
  for (int each = 0; each < tries; ++each) {
    scenarios::Request request = (*rc::gen::elementOf(scenario.steps)).request;
    request.id = {};
    request.at = past_instant(events_of(log.store()), log.horizon());
    try {
      scenarios::check_fits_instant(request.body, request.at);
    } catch (const core::InputError&) {
      continue;
    }
    if (log.learn(request)) ++learned;
  }
  return learned;
}

/// Gives the dates of a rental's beginning or renewal any value that can be stored.
void misdate(Event& event) {
  const auto any_date = [] { return core::Date::from_days(*rc::gen::inRange<std::int32_t>(0, 107'016)); };
  if (auto* rented = std::get_if<events::NumberRented>(&event.payload)) rented->first_due = any_date();
  if (auto* carried = std::get_if<events::RentalCarriedOver>(&event.payload)) carried->next_due = any_date();
  if (auto* renewed = std::get_if<events::RentalRenewed>(&event.payload)) {
    renewed->period_begin = any_date();
    renewed->period_end = any_date();
  }
}

/// Whether an adjustment, or the refusal of one, names a charge of this event, or one of an event that has
/// another seq once something is left out or doubled.
bool is_spoken_of(const PlantedLog& log, core::Seq seq) {
  return std::any_of(log.events.begin(), log.events.end(), [&](const Event& event) {
    const auto* adjusted = std::get_if<events::ChargeAdjusted>(&event.payload);
    if (adjusted != nullptr) return adjusted->corrects && adjusted->corrects->seq == seq;
    const auto* refused = std::get_if<events::RequestRejected>(&event.payload);
    return refused != nullptr && refused->requested.find("\"charge\"") != std::string::npos;
  });
}

bool is_late(const events::BlockStore& store, core::Seq seq) {
  const auto event = events::read_event(store, seq);
  return event && event->late;
}

/// L4: only charges are found, and that a rental learned late makes a recorded one a second holder (N2).
std::vector<scenarios::WrongCharge> require_lawful_by_what_was_known(const events::BlockStore& store) {
  std::vector<scenarios::WrongCharge> wrong;
  const auto found = findings_of(store);
  for (const VerificationFinding& each : found) {
    if (each.wrong_charge) {
      wrong.push_back(*each.wrong_charge);
    } else if (each.rule != "N2" || !is_late(store, each.seq)) {
      RC_FAIL(in_lines(found));
    }
  }
  return wrong;
}

std::vector<scenarios::Request> adjustments_of(const std::vector<scenarios::WrongCharge>& wrong,
                                               core::Instant at) {
  std::vector<scenarios::Request> requests;
  for (const scenarios::WrongCharge& each : wrong) {
    scenarios::Request request;
    request.at = at;
    request.actor = core::Actor::provider;
    request.body = scenarios::Adjust{core::AccountId::parse(each.account), each.difference(),
                                     core::Remark::parse(each.reason), core::Remark::parse(each.id.text()),
                                     std::nullopt};
    requests.push_back(request);
  }
  return requests;
}

}  // namespace

TEST_CASE("nothing is found in the log of a random scenario, whole or cut") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    require_lawful(run.store);
    const std::vector<Event> events = run.events();
    projections::Cut cut;
    cut.as_of = (*rc::gen::elementOf(events)).occurred_at;
    require_lawful(run.store, cut);
    cut.as_of.reset();
    cut.at_seq = (*rc::gen::elementOf(events)).seq;
    require_lawful(run.store, cut);
    cut.at_seq.reset();
    cut.known_at = (*rc::gen::elementOf(events)).recorded_at;
    require_lawful(run.store, cut);
  }));
}

TEST_CASE("nothing is found in the log of a run that was interrupted") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    PlantedLog log(run.events(), run.state.names);
    const auto length =
        *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(1, log.events.size() + 1));
    log.events.resize(length);
    while (!log.events.back().ends_unit) log.events.pop_back();
    require_lawful(log.store());
  }));
}

TEST_CASE("L4: of a log that learns facts late only charges are found, until they are adjusted") {
  int learned = 0;
  int adjusted = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const scenarios::Scenario scenario = read(plain);
    RC_PRE(!scenario.steps.empty() && scenario.starts < scenario.ends);
    MemoryRun run(scenario);
    LateFactsLog log(run);
    core::Instant now = log.horizon();
    // So many rounds that some history has a wrong charge, whatever the seed.
    for (int round = *rc::gen::inRange(4, 9); round > 0; --round) {
      learned += learn_some(log, scenario);
      require_lawful_by_what_was_known(log.store());
      now = now.plus_days(*rc::gen::element(0, 1, 12, 70));
      log.run_on(now);
      const auto wrong = require_lawful_by_what_was_known(log.store());
      if (wrong.empty() || *rc::gen::inRange(0, 4) == 0) continue;
      log.run_on(now, adjustments_of(wrong, now));
      adjusted += static_cast<int>(wrong.size());
      RC_ASSERT(require_lawful_by_what_was_known(log.store()).empty());
    }
  }));
  CHECK(learned > 0);
  CHECK(adjusted > 0);
}

TEST_CASE("of a renewal in a random log is told that it is left out, doubled, or of a wrong amount") {
  int renewals = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    PlantedLog log(run.events(), run.state.names);
    std::vector<std::size_t> places;
    // The first event tells of a run's start.
    for (std::size_t place = 1; place < log.events.size(); ++place) {
      const bool alone = log.events[place].ends_unit && log.events[place - 1].ends_unit;
      if (alone && log.events[place].type() == events::EventType::rental_renewed) places.push_back(place);
    }
    RC_PRE(!places.empty());
    const std::size_t place = *rc::gen::elementOf(places);
    RC_PRE(!is_spoken_of(log, log.events[place].seq));
    ++renewals;
    std::size_t expected = place + 1;
    std::string rule;
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        log.erase(place);
        rule = "C3";
        break;
      case 1:
        log.insert(place, log.events[place]);
        expected = place + 2;
        rule = "C5";
        break;
      default:
        auto& amount = std::get<events::RentalRenewed>(log.events[place].payload).amount;
        amount += core::Money::from_millionths(*rc::gen::element<std::int64_t>(-1, 1, 1'000'000));
        rule = "C7";
        break;
    }
    const auto found = findings_of(log.store());
    const auto is_it = [&](const auto& each) { return each.seq == expected && each.rule == rule; };
    if (!std::any_of(found.begin(), found.end(), is_it))
      RC_FAIL(rule + " " + std::to_string(expected) + "\n" + in_lines(found));
    if (found.size() > 2) RC_FAIL(in_lines(found));
  }));
  CHECK(renewals > 0);
}

TEST_CASE("an event that is left out, doubled, or put elsewhere never ends a verification") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run(read(plain));
    PlantedLog log(run.events(), run.state.names);
    const auto place = [&] {
      return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, log.events.size()));
    };
    for (int faults = *rc::gen::inRange(1, 12); faults > 0; --faults) {
      switch (*rc::gen::inRange(0, 9)) {
        case 0:
          if (log.events.size() > 1) log.erase(place());
          break;
        case 1:
          log.insert(place(), log.events[place()]).request.clear();
          break;
        case 2:
          std::swap(log.events[place()].payload, log.events[place()].payload);
          break;
        case 3:
          log.events[place()].account = log.events[place()].account;
          break;
        case 4:
          log.events[place()].number = log.events[place()].number;
          break;
        case 5:
          log.events[place()].account = events::no_ordinal;
          break;
        case 6:
          log.events[place()].number = events::no_ordinal;
          break;
        case 7:
          misdate(log.events[place()]);
          break;
        default:
          log.events[place()].late = true;
          log.events[place()].occurred_at = log.events[place()].occurred_at;
          break;
      }
    }
    // The stored form wants one request id a unit.
    for (Event& event : log.events) event.request.clear();
    static_cast<void>(findings_of(log.store()));
  }));
}

}  // namespace rentroll::tests
