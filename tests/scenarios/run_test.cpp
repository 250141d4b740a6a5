#include "scenarios/run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "events/log_folder.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/support/scenario_tables.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::scenarios {
namespace {

namespace fs = std::filesystem;

using tests::TemporaryFolder;

const std::string base = R"(
[scenario]
name = "Base"
about = "an account that rents a number"
starts = 2024-01-01T00:00:00Z
ends = 2024-03-01T00:00:00Z
)" + tests::us_local_price() +
                         tests::usd_account("acme", "10.00") + tests::us_local_number("+14155550100") +
                         R"([[step]]
at = 2024-01-31T09:00:00Z
do = "rent"
account = "acme"
number = "+14155550100"
request = "r-1"
)";

/// A scenario that is appended, from `starts` on, with further tables.
std::string appended(const std::string& starts, const std::string& tables) {
  return "[scenario]\nname = \"More\"\nabout = \"goes on\"\nstarts = " + starts +
         "\nends = 2024-05-01T00:00:00Z\n" + tables;
}

std::string refusal_of_append(const fs::path& log, const std::string& text) {
  try {
    static_cast<void>(simulate_append(parse_scenario(text, "more.toml"), log, nullptr));
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "accepted";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a run, an appended run and a request go on in one log") {
  const TemporaryFolder folder;
  const fs::path log = folder.path() / "log";
  const RunResult first = simulate_new(parse_scenario(base, "base.toml"), log, nullptr);
  CHECK(first.findings.empty());
  CHECK(first.first_seq == 1);
  CHECK(first.state.account(0).balance().text() == "7.50");

  // The same request id with the same content is answered from the log, across runs (Q2).
  const std::string more = appended("2024-03-01T00:00:00Z", R"(
[[step]]
at = 2024-03-01T00:00:00Z
do = "rent"
account = "acme"
number = "+14155550100"
request = "r-1"
[[check]]
at = 2024-05-01T00:00:00Z
account = "acme"
balance = "5.50"
)");
  const RunResult second = simulate_append(parse_scenario(more, "more.toml"), log, nullptr);
  CHECK(second.findings.empty());
  CHECK(second.first_seq == first.last_seq + 1);

  Request request;
  request.body = Unrent{core::AccountId::parse("acme"), core::NumberId::parse("+14155550100")};
  const RequestResult unrented = request_once(request, std::nullopt, log);
  CHECK(unrented.outcome.text() == "accepted");
  REQUIRE(unrented.events.size() == 1);
  CHECK(unrented.events[0].occurred_at == core::Instant::parse("2024-05-01"));
  CHECK(unrented.events[0].seq == second.last_seq + 1);
}

TEST_CASE("what a scenario that is appended must not have") {
  const TemporaryFolder folder;
  const fs::path log = folder.path() / "log";
  static_cast<void>(simulate_new(parse_scenario(base, "base.toml"), log, nullptr));
  const auto horizon = std::string("2024-03-01T00:00:00Z");
  CHECK(contains(refusal_of_append(log, appended("2024-02-29T00:00:00Z", "")), horizon));
  CHECK(contains(refusal_of_append(log, appended(horizon, "[policy]\ngrace_days = 3\n")), "[policy]"));
  CHECK(
      contains(refusal_of_append(log, appended(horizon, "[[account]]\nid = \"acme\"\ncurrency = \"USD\"\n")),
               "more.toml:6: account \"acme\" exists"));
  CHECK(contains(
      refusal_of_append(
          log, appended(horizon, "[[number]]\nid = \"+14155550100\"\ncountry = \"US\"\ntype = \"local\"\n")),
      "+14155550100 exists"));
  CHECK(contains(
      refusal_of_append(
          log, appended(horizon, "[[check]]\nat = 2024-04-01\naccount = \"nobody\"\nstate = \"active\"\n")),
      "nobody"));
  CHECK(events::last_seq(events::LogFolder::open_reader(log)->store()) == 8);
}

TEST_CASE("a sum that overflows is bad input at its line, and no log is left") {
  const TemporaryFolder folder;
  const fs::path log = folder.path() / "log";
  const std::string text = base + R"([[step]]
at = 2024-02-01T00:00:00Z
do = "add_credit"
account = "acme"
amount = "9223372036854.775807"
)";
  CHECK_THROWS_WITH_AS(static_cast<void>(simulate_new(parse_scenario(text, "big.toml"), log, nullptr)),
                       doctest::Contains("big.toml:27"), core::InputError);
  CHECK_FALSE(fs::exists(log));
}

TEST_CASE("a finished log has nothing to resume, and another file does not resume a run") {
  const TemporaryFolder folder;
  const fs::path log = folder.path() / "log";
  const Scenario scenario = parse_scenario(base, "base.toml");
  static_cast<void>(simulate_new(scenario, log, nullptr));
  CHECK_THROWS_WITH_AS(static_cast<void>(simulate_resume(scenario, log, nullptr)),
                       doctest::Contains("finished"), core::InputError);
}

TEST_CASE("an interrupted run, cut after any unit, is resumed to the same events and state") {
  const Scenario scenario = parse_scenario(base, "base.toml");
  const TemporaryFolder folder;
  const RunResult whole = simulate_new(scenario, folder.path() / "whole", nullptr);
  const auto whole_log = events::LogFolder::open_reader(folder.path() / "whole");
  for (Seq kept = 0; kept < whole.last_seq; ++kept) {
    const fs::path path = folder.path() / ("cut-" + std::to_string(kept));
    {
      // The log as a crash would leave it: the first units, and the record of a run that has not finished.
      const auto cut = events::LogFolder::create(path);
      cut->set_run({scenario.name, scenario.sha256, 1, false});
      events::EventLog log(cut->store());
      events::Directory names;
      events::EventCursor cursor(whole_log->store().read(1), 1, &names);
      std::vector<events::Event> unit;
      for (events::Event event; cursor.next(event);) {
        unit.push_back(event);
        if (!event.ends_unit) continue;
        if (event.seq > kept) break;
        log.append(unit, names);
        unit.clear();
      }
      log.flush(events::Durability::synced);
    }
    const RunResult resumed = simulate_resume(scenario, path, nullptr);
    CHECK(resumed.last_seq == whole.last_seq);
    CHECK(projections::digest(resumed.state) == projections::digest(whole.state));
    CHECK_FALSE(events::is_unfinished(*events::LogFolder::open_reader(path)));
  }
}

/// Appends an event that is learned late, after `base` was run: what happened to acme's number.
void learn_late(const fs::path& path, const std::string& at, const events::Payload& payload,
                core::Seq cause = 0) {
  const auto log_folder = events::LogFolder::open_writer(path);
  events::EventLog log(log_folder->store());
  events::Directory names;
  names.accounts.intern("acme");
  names.numbers.intern("+14155550100");
  events::Event event;
  event.occurred_at = core::Instant::parse(at);
  event.recorded_at = core::Instant::parse("2024-03-02T00:00:00Z");
  event.late = true;
  event.account = event.number = 0;
  event.actor = core::Actor::customer;
  event.cause = cause;
  event.payload = payload;
  log.append(std::span(&event, 1), names);
  log.flush(events::Durability::synced);
}

/// `2024-02-10T12:00:00Z ReclaimWindowClosed late` for each event from `first` on.
std::vector<std::string> events_from(const fs::path& path, core::Seq first) {
  std::vector<std::string> texts;
  const auto folder = events::LogFolder::open_reader(path);
  events::EventCursor cursor(folder->store().read(first), first, nullptr);
  for (events::Event event; cursor.next(event);) {
    CHECK(event.recorded_at == std::max(event.occurred_at, core::Instant::parse("2024-03-02T00:00:00Z")));
    texts.push_back(event.occurred_at.text() + " " + std::string(core::to_text(event.type())) +
                    (event.late ? " late" : ""));
  }
  return texts;
}

TEST_CASE("L4: window timers that a late unrent has made due are recorded, late, when the clock next runs") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  const core::Seq before = simulate_new(parse_scenario(base, "base.toml"), path, nullptr).last_seq;
  learn_late(path, "2024-02-05T12:00:00Z", events::NumberUnrented{}, 5);
  const std::vector<std::string> overdue = {"2024-02-05T12:00:00Z NumberUnrented late",
                                            "2024-02-10T12:00:00Z ReclaimWindowClosed late",
                                            "2024-02-15T12:00:00Z NumberReturned late"};
  SUBCASE("by a request") {
    Request request;
    request.actor = core::Actor::customer;
    request.body = AddCredit{core::AccountId::parse("acme"), core::Money::parse("1.00")};
    const RequestResult result = request_once(request, std::nullopt, path);
    REQUIRE(result.events.size() == 1);
    CHECK(result.events.front().occurred_at == core::Instant::parse("2024-03-01T00:00:00Z"));
    CHECK_FALSE(result.events.front().late);
    std::vector<std::string> expected = overdue;
    expected.emplace_back("2024-03-01T00:00:00Z CreditAdded");
    CHECK(events_from(path, before + 1) == expected);
  }
  SUBCASE("by a run, which may stock the number again") {
    const std::string more = appended(
        "2024-03-01T00:00:00Z", "[[number]]\nid = \"+14155550100\"\ncountry = \"US\"\ntype = \"local\"\n");
    const RunResult result = simulate_append(parse_scenario(more, "more.toml"), path, nullptr);
    CHECK(result.overdue_events == 2);
    CHECK(result.first_seq == before + 4);
    std::vector<std::string> expected = overdue;
    expected.emplace_back("2024-03-01T00:00:00Z NumberStocked");
    expected.emplace_back("2024-05-01T00:00:00Z ClockAdvanced");
    CHECK(events_from(path, before + 1) == expected);
    projections::State replayed;
    projections::replay(events::LogFolder::open_reader(path)->store(), {}, replayed);
    CHECK(projections::digest(replayed) == projections::digest(result.state));
    // The renewal of February 29 stands until it is adjusted (C9).
    CHECK(replayed.accounts[0].charged == core::Money::parse("2.50"));
  }
}

TEST_CASE("L4: a rental learned late is renewed, late, for the months that have passed") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  const std::string unrented = base +
                               "[[step]]\nat = 2024-01-31T10:00:00Z\ndo = \"unrent\"\naccount = \"acme\"\n"
                               "number = \"+14155550100\"\n";
  const core::Seq before = simulate_new(parse_scenario(unrented, "base.toml"), path, nullptr).last_seq;
  events::NumberReclaimed begun;
  begun.setup = core::Money::parse("0.50");
  begun.monthly = begun.first_month = core::Money::parse("1.00");
  begun.currency = core::Currency::parse("USD");
  begun.charged = true;
  begun.first_due = core::Date::parse("2024-02-29");
  learn_late(path, "2024-01-31T12:00:00Z", begun);
  const std::string more = appended("2024-03-01T00:00:00Z", "");
  const RunResult result = simulate_append(parse_scenario(more, "more.toml"), path, nullptr);
  CHECK(events_from(path, before + 1) == std::vector<std::string>{"2024-01-31T12:00:00Z NumberReclaimed late",
                                                                  "2024-02-29T00:00:00Z RentalRenewed late",
                                                                  "2024-03-29T00:00:00Z RentalRenewed",
                                                                  "2024-04-29T00:00:00Z RentalRenewed",
                                                                  "2024-05-01T00:00:00Z ClockAdvanced"});
  // The windows that closed by what was known then close nothing any more.
  CHECK(result.state.numbers[0].state == core::NumberState::rented);
}

TEST_CASE("nothing is appended to a log whose last run was interrupted") {
  const TemporaryFolder folder;
  const Scenario scenario = parse_scenario(base, "base.toml");
  static_cast<void>(simulate_new(scenario, folder.path() / "log", nullptr));
  const fs::path path = folder.path() / "cut";
  {
    const auto cut = events::LogFolder::create(path);
    cut->set_run({scenario.name, scenario.sha256, 1, false});
    events::EventLog log(cut->store());
    events::Event event;
    event.payload = events::PolicySet{};
    log.append(std::span(&event, 1), events::Directory());
    log.flush(events::Durability::synced);
  }
  CHECK(contains(refusal_of_append(path, appended("2024-03-01T00:00:00Z", "")), "--resume"));
  CHECK_THROWS_AS(static_cast<void>(request_once(Request{}, std::nullopt, path)), core::InputError);
}

}  // namespace rentroll::scenarios
