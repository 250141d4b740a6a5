#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/error.hpp"
#include "projections/charges.hpp"
#include "scenarios/rehearsal.hpp"
#include "scenarios/restore.hpp"
#include "scenarios/scenario_file.hpp"
#include "scenarios/simulator.hpp"
#include "tests/support/memory_run.hpp"

/// N13, C11: rentals that stood before the log did.
namespace rentroll::scenarios {
namespace {

using core::Date;
using core::Instant;
using core::Money;
using events::Event;
using Texts = std::vector<std::string>;

/// A log in memory that begins with one account without credit and two numbers.
class CutOver {
 public:
  explicit CutOver(const char* begins, const core::Policy& policy = {}) : at(Instant::parse(begins)) {
    simulator.begin(policy, at);
    ask(OpenAccount{account, core::Currency::parse("USD"), std::nullopt, true});
    for (const core::NumberId& number : {first, second}) {
      Stock stock;
      stock.number = number;
      stock.country = core::Country::parse("US");
      stock.type = core::NumberType::local;
      ask(stock);
    }
  }

  Outcome ask(RequestBody body, const char* id = "") {
    Request request;
    request.at = at;
    request.body = std::move(body);
    request.actor = default_actor(request.kind());
    if (*id != '\0') request.id = core::RequestId::parse(id);
    return simulator.request(request);
  }
  Outcome ask_at(const char* instant, const RequestBody& body, const char* id = "") {
    at = Instant::parse(instant);
    return ask(body, id);
  }

  [[nodiscard]] CarryOver carried(const core::NumberId& number, const char* rented_on,
                                  const char* next_due) const {
    return {account,
            number,
            Date::parse(rented_on),
            Date::parse(next_due),
            Money::parse("0.50"),
            Money::parse("1.15")};
  }

  /// Each event after `seq`, as `INSTANT TYPE NUMBER`.
  Texts events_after(Seq seq) {
    log.flush(events::Durability::buffered);
    Texts found;
    events::EventCursor cursor = log.read(seq + 1);
    for (Event event; cursor.next(event);) {
      std::string text = event.occurred_at.text() + " " + std::string(core::to_text(event.type()));
      if (event.number != events::no_ordinal)
        text += " " + std::string(state.names.numbers.text(event.number));
      found.push_back(text);
    }
    return found;
  }

  const core::AccountId account = core::AccountId::parse("acme");
  const core::NumberId first = core::NumberId::parse("+14155550100");
  const core::NumberId second = core::NumberId::parse("+14155550101");
  Instant at;
  events::MemoryStore store;
  events::EventLog log{store};
  projections::State state;
  RequestIndex index;
  LogRecorder recorder{log, nullptr};
  Simulator simulator{state, index, recorder};
};

/// The charges of a number carried over at the beginning of August 2023, `BEGIN to END: AMOUNT`.
Texts charges_of(core::BillingDay rule, const char* next_due, const char* until) {
  core::Policy policy;
  policy.billing_day = rule;
  CutOver cut_over("2023-08-01", policy);
  cut_over.ask(cut_over.carried(cut_over.first, "2022-11-03", next_due));
  cut_over.simulator.advance_to(Instant::parse(until));
  cut_over.log.flush(events::Durability::buffered);
  Texts found;
  events::EventCursor cursor = cut_over.log.read(1);
  for (Event event; cursor.next(event);) {
    projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
      CHECK(line.id.kind == core::ChargeKind::renewal);
      CHECK(event.occurred_at == Instant::begin_of(*line.period_begin));
      found.push_back(line.period_begin->text() + " to " + line.period_end->text() + ": " +
                      line.amount.text());
    });
  }
  return found;
}

}  // namespace

TEST_CASE("C11: due dates go by the next one, by each rule, and not by the date of rent") {
  using enum core::BillingDay;
  for (const core::BillingDay rule : {ratchet, anchored, last_day}) {
    CHECK(charges_of(rule, "2023-08-28", "2023-10-27") ==
          Texts{"2023-08-28 to 2023-09-28: 1.15", "2023-09-28 to 2023-10-28: 1.15"});
  }
  CHECK(charges_of(ratchet, "2023-08-31", "2023-10-30") == Texts{"2023-08-31 to 2023-09-30: 1.15",
                                                                 "2023-09-30 to 2023-10-30: 1.15",
                                                                 "2023-10-30 to 2023-11-30: 1.15"});
  for (const core::BillingDay rule : {anchored, last_day}) {
    CHECK(charges_of(rule, "2023-08-31", "2023-10-31") == Texts{"2023-08-31 to 2023-09-30: 1.15",
                                                                "2023-09-30 to 2023-10-31: 1.15",
                                                                "2023-10-31 to 2023-11-30: 1.15"});
  }
  // Due on a month's last day that is no 31st.
  CHECK(charges_of(anchored, "2023-09-30", "2023-10-30") ==
        Texts{"2023-09-30 to 2023-10-30: 1.15", "2023-10-30 to 2023-11-30: 1.15"});
  CHECK(charges_of(last_day, "2023-09-30", "2023-10-31") ==
        Texts{"2023-09-30 to 2023-10-31: 1.15", "2023-10-31 to 2023-11-30: 1.15"});
  // The whole fee also for the few days up to the first 1st.
  CHECK(charges_of(first, "2023-08-28", "2023-10-01") == Texts{"2023-08-28 to 2023-09-01: 1.15",
                                                               "2023-09-01 to 2023-10-01: 1.15",
                                                               "2023-10-01 to 2023-11-01: 1.15"});
  // Months ahead, nothing comes before.
  CHECK(charges_of(ratchet, "2024-07-31", "2024-07-30T23:59:59.999999Z").empty());
  CHECK(charges_of(ratchet, "2024-07-31", "2024-07-31") == Texts{"2024-07-31 to 2024-08-31: 1.15"});
}

TEST_CASE("N13: a number carried over is shown as rented since the date given") {
  CutOver cut_over("2023-08-01T09:00:00Z");
  const Outcome outcome = cut_over.ask(cut_over.carried(cut_over.first, "2022-11-03", "2023-08-28"));
  const projections::Number& number = cut_over.state.number(0);
  CHECK(number.state == core::NumberState::rented);
  CHECK(number.since.text() == "2022-11-03T00:00:00Z");
  CHECK(number.next_due.text() == "2023-08-28");
  CHECK(number.monthly.text() == "1.15");
  CHECK(number.origin == outcome.first_seq);
  CHECK(number.charges == 0);
  CHECK(cut_over.state.account(0).numbers == 1);
  CHECK(cut_over.ask(cut_over.carried(cut_over.first, "2022-11-03", "2023-08-28")).text() ==
        "rejected number_not_available");
}

TEST_CASE("T5: due at the very instant, it is renewed after the carry-over and before any further request") {
  CutOver cut_over("2023-08-01");
  const Seq before = cut_over.state.last_seq;
  cut_over.ask(cut_over.carried(cut_over.second, "2022-11-03", "2023-08-01"));
  cut_over.ask(cut_over.carried(cut_over.first, "2022-11-03", "2023-08-01"));
  const Texts expected{"2023-08-01T00:00:00Z RentalCarriedOver +14155550101",
                       "2023-08-01T00:00:00Z RentalRenewed +14155550101",
                       "2023-08-01T00:00:00Z RentalCarriedOver +14155550100",
                       "2023-08-01T00:00:00Z RentalRenewed +14155550100"};
  CHECK(cut_over.events_after(before) == expected);
  cut_over.simulator.advance_to(Instant::parse("2023-09-01"));
  CHECK(cut_over.events_after(before + 4) == Texts{"2023-09-01T00:00:00Z RentalRenewed +14155550100",
                                                   "2023-09-01T00:00:00Z RentalRenewed +14155550101"});
}

TEST_CASE("C8: a carry-over that is renewed at once into a grace of 0 days is unrented at once") {
  core::Policy policy;
  policy.renewal_without_credit = core::RenewalWithoutCredit::unrent;
  policy.grace_days = 0;
  CutOver cut_over("2023-08-01", policy);
  const Seq before = cut_over.state.last_seq;
  cut_over.ask(cut_over.carried(cut_over.first, "2022-11-03", "2023-08-01"));
  CHECK(cut_over.events_after(before) == Texts{"2023-08-01T00:00:00Z RentalCarriedOver +14155550100",
                                               "2023-08-01T00:00:00Z RentalRenewed +14155550100",
                                               "2023-08-01T00:00:00Z NumberUnrented +14155550100"});
}

TEST_CASE("C8: what is carried over at the end of a grace comes after it, and begins none of its own") {
  core::Policy policy;
  policy.renewal_without_credit = core::RenewalWithoutCredit::unrent;
  policy.grace_days = 7;
  CutOver cut_over("2023-08-01", policy);
  cut_over.ask(cut_over.carried(cut_over.first, "2022-11-03", "2023-08-02"));  // grace until August 9
  cut_over.ask_at("2023-08-03", Unrent{cut_over.account, cut_over.first});
  const Outcome carried =
      cut_over.ask_at("2023-08-09", cut_over.carried(cut_over.second, "2022-11-03", "2023-08-20"));
  cut_over.simulator.advance_to(Instant::parse("2023-08-28"));
  CHECK(cut_over.events_after(carried.last_seq) == Texts{"2023-08-13T00:00:00Z NumberReturned +14155550100",
                                                         "2023-08-20T00:00:00Z RentalRenewed +14155550101",
                                                         "2023-08-27T00:00:00Z NumberUnrented +14155550101"});
}

TEST_CASE("dates that do not fit are bad input before anything happens, timers included (N13)") {
  CutOver cut_over("2023-08-01");
  cut_over.ask(cut_over.carried(cut_over.first, "2022-11-03", "2023-08-28"));
  const Seq before = cut_over.state.last_seq;
  for (const auto& [rented_on, next_due] :
       {std::pair("2022-11-03", "2023-08-31"), std::pair("2023-09-02", "2023-09-28")}) {
    CHECK_THROWS_AS(cut_over.ask_at("2023-09-01", cut_over.carried(cut_over.second, rented_on, next_due)),
                    core::InputError);
    CHECK(cut_over.state.last_seq == before);
  }
  // What is refused before its dates matter is refused.
  CHECK(cut_over.ask_at("2023-07-31", cut_over.carried(cut_over.second, "2022-11-03", "2023-01-01")).text() ==
        "rejected time_goes_backwards");
}

TEST_CASE("Q2: a carry-over that is repeated after its due date is answered as the first time") {
  CutOver cut_over("2023-08-01");
  const CarryOver carried = cut_over.carried(cut_over.first, "2022-11-03", "2023-08-28");
  const Outcome first = cut_over.ask(carried, "cut-over-1");
  CHECK(cut_over.ask_at("2023-09-01", carried, "cut-over-1").first_seq == first.first_seq);
  CarryOver other = carried;
  other.rented_on = Date::parse("2022-11-04");
  CHECK(cut_over.ask(other, "cut-over-1").text() == "rejected request_id_reused");

  // And so when the log is opened again.
  cut_over.log.flush(events::Durability::buffered);
  projections::State state;
  RequestIndex index;
  restore(cut_over.store, cut_over.state.last_seq, state, index);
  Simulator simulator(state, index, cut_over.recorder);
  Request request;
  request.at = cut_over.at;
  request.actor = core::Actor::provider;
  request.id = core::RequestId::parse("cut-over-1");
  request.body = carried;
  const Outcome again = simulator.request(request);
  CHECK(again.repeated);
  CHECK(again.first_seq == first.first_seq);
  request.body = other;
  CHECK(simulator.request(request).text() == "rejected request_id_reused");
}

TEST_CASE("the fees of a carry-over are looked at for a sum that overflows before anything is written (M1)") {
  const std::string head =
      "[scenario]\nname = \"n\"\nstarts = 2023-08-01T00:00:00Z\nends = 2023-10-01T00:00:00Z\n"
      "[[account]]\nid = \"acme\"\ncurrency = \"USD\"\n"
      "[[number]]\nid = \"+14155550100\"\ncountry = \"US\"\ntype = \"local\"\n"
      "[[step]]\nat = 2023-08-01T00:00:00Z\ndo = \"carry_over\"\naccount = \"acme\"\nnumber = "
      "\"+14155550100\"\n"
      "rented_on = 2022-11-03\nnext_due = 2023-08-28\nsetup = 0\n";
  const RequestIndex index;
  const projections::State state;
  const Scenario fits = parse_scenario(head + "monthly = 4000000000000\n", "fits.toml");
  CHECK_NOTHROW(check_no_overflow(fits, state, index, nullptr));
  const Scenario overflows = parse_scenario(head + "monthly = 9000000000000\n", "overflows.toml");
  CHECK_THROWS_AS(check_no_overflow(overflows, state, index, nullptr), core::MoneyOverflow);
}

}  // namespace rentroll::scenarios
