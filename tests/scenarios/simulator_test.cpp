#include "scenarios/simulator.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "events/memory_store.hpp"
#include "projections/digest.hpp"
#include "scenarios/recorders.hpp"

namespace rentroll::scenarios {
namespace {

using core::Instant;
using core::Money;

/// A simulator over a log in memory, with one account and some numbers.
class Desk {
 public:
  explicit Desk(const core::Policy& policy = {}) {
    simulator.begin(policy, Instant::parse("2024-01-01"));
    ask("2024-01-01", SetPrice{core::Country::parse("US"), core::NumberType::local, Money::parse("0.50"),
                               Money::parse("1"), core::Currency::parse("USD")});
    OpenAccount open{account, core::Currency::parse("USD"), Money::parse("10"), true};
    ask("2024-01-01", open);
    for (const char* number : {"+14155550101", "+14155550100"}) {
      Stock stock;
      stock.number = core::NumberId::parse(number);
      stock.country = core::Country::parse("US");
      stock.type = core::NumberType::local;
      ask("2024-01-01", stock);
    }
  }

  Outcome ask(const char* at, RequestBody body, const char* id = "") {
    Request request;
    request.at = Instant::parse(at);
    request.body = std::move(body);
    request.actor = default_actor(request.kind());
    if (*id != '\0') request.id = core::RequestId::parse(id);
    return simulator.request(request);
  }

  /// Type and number of each event after `seq`.
  std::vector<std::string> events_after(Seq seq) {
    log.flush(events::Durability::buffered);
    std::vector<std::string> found;
    events::EventCursor cursor = log.read(seq + 1);
    for (events::Event event; cursor.next(event);) {
      std::string text(core::to_text(event.type()));
      if (event.number != events::no_ordinal)
        text += " " + std::string(state.names.numbers.text(event.number));
      found.push_back(text);
    }
    return found;
  }

  const core::AccountId account = core::AccountId::parse("acme");
  const core::NumberId first = core::NumberId::parse("+14155550100");
  const core::NumberId second = core::NumberId::parse("+14155550101");
  events::MemoryStore store;
  events::EventLog log{store};
  projections::State state;
  RequestIndex index;
  LogRecorder recorder{log, nullptr};
  Simulator simulator{state, index, recorder};
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a request before the horizon is refused and recorded at the horizon (Q4)") {
  Desk desk;
  desk.ask("2024-03-01", Rent{desk.account, desk.first});
  const Outcome outcome = desk.ask("2024-02-01", Rent{desk.account, desk.second});
  CHECK(outcome.text() == "rejected time_goes_backwards");
  CHECK(desk.state.horizon == Instant::parse("2024-03-01"));
  CHECK(desk.events_after(outcome.first_seq - 1) == Texts{"RequestRejected +14155550101"});
}

TEST_CASE("a repeated request answers as the first time and records nothing, timers fire all the same (Q2)") {
  Desk desk;
  const Outcome first = desk.ask("2024-01-31", Rent{desk.account, desk.first}, "r-1");
  const Outcome again = desk.ask("2024-02-29", Rent{desk.account, desk.first}, "r-1");
  CHECK(again.repeated);
  CHECK_FALSE(again.rejection.has_value());
  CHECK(again.first_seq == first.first_seq);
  CHECK(desk.events_after(first.last_seq) == Texts{"RentalRenewed +14155550100"});

  CHECK(desk.ask("2024-03-01", Rent{desk.account, desk.second}, "r-1").text() ==
        "rejected request_id_reused");
  CHECK(desk.ask("2024-03-01", Rent{desk.account, desk.first}, "r-1").repeated);
}

TEST_CASE(
    "an adjustment that leaves its number out is the same as one that names the charge's number (Q2, C9)") {
  Desk desk;
  const Outcome rented = desk.ask("2024-01-31", Rent{desk.account, desk.first});
  Adjust adjust{desk.account, Money::parse("-1"), core::Remark::parse("goodwill"),
                core::Remark::parse(core::ChargeId{rented.first_seq, core::ChargeKind::first_month}.text()),
                std::nullopt};
  CHECK(desk.ask("2024-02-01", adjust, "a-1").text() == "accepted");
  CHECK(desk.ask("2024-02-01", adjust, "a-1").repeated);
  adjust.number = desk.first;
  CHECK(desk.ask("2024-02-01", adjust, "a-1").repeated);
  adjust.number = desk.second;
  CHECK(desk.ask("2024-02-01", adjust, "a-1").text() == "rejected request_id_reused");
}

TEST_CASE("renewals of one day come in byte order of the numbers (T5)") {
  Desk desk;
  desk.ask("2024-01-31", Rent{desk.account, desk.second});
  desk.ask("2024-01-31", Rent{desk.account, desk.first});
  const Seq before = desk.state.last_seq;
  desk.simulator.advance_to(Instant::parse("2024-02-29"));
  CHECK(desk.events_after(before) == Texts{"RentalRenewed +14155550100", "RentalRenewed +14155550101"});
}

TEST_CASE("a number unrented and rented again before its due date is renewed once") {
  core::Policy policy;
  policy.reclaim_window_days = 1;
  policy.reserve_window_days = 1;
  Desk desk(policy);
  desk.ask("2024-01-31", Rent{desk.account, desk.first});
  desk.ask("2024-01-31", Unrent{desk.account, desk.first});
  desk.ask("2024-01-31", Reclaim{desk.account, desk.first});
  const Seq before = desk.state.last_seq;
  desk.simulator.advance_to(Instant::parse("2024-03-01"));
  CHECK(desk.events_after(before) == Texts{"RentalRenewed +14155550100"});
}

TEST_CASE("timers set anew from a replayed state fire as those of the live run") {
  Desk desk;
  desk.ask("2024-01-31T12:00:00Z", Rent{desk.account, desk.first});
  desk.ask("2024-01-31T13:00:00Z", Rent{desk.account, desk.second});
  desk.ask("2024-02-03T13:00:00Z", Unrent{desk.account, desk.second});
  desk.log.flush(events::Durability::buffered);

  projections::State copy = desk.state;
  RequestIndex index;
  RehearsalRecorder recorder(&desk.log, copy.last_seq);
  Simulator continued(copy, index, recorder);
  continued.finish(Instant::parse("2024-04-01"));
  desk.simulator.finish(Instant::parse("2024-04-01"));
  CHECK(projections::digest(copy) == projections::digest(desk.state));
  CHECK(copy.last_seq == desk.state.last_seq);
}

TEST_CASE("an amount that does not fit is an error, and nothing of it is recorded (M1)") {
  Desk desk;
  desk.ask("2024-01-31", AddCredit{desk.account, Money::parse("9223372036844.775807")});
  const Seq before = desk.state.last_seq;
  CHECK_THROWS_AS(desk.ask("2024-01-31", AddCredit{desk.account, Money::parse("0.000001")}),
                  core::MoneyOverflow);
  CHECK(desk.events_after(before).empty());
}

}  // namespace rentroll::scenarios
