#include "projections/replay.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/error.hpp"
#include "events/memory_store.hpp"
#include "projections/charge_totals.hpp"

namespace rentroll::projections {
namespace {

using core::Instant;
using core::Money;
using events::Event;

/// A log of an account that rents two numbers and is renewed, written by hand.
class SampleLog {
 public:
  SampleLog() {
    add("2024-01-01", events::PolicySet{});
    add("2024-01-01", events::AccountOpened{usd, true}, account);
    add("2024-01-01", events::CreditAdded{Money::parse("10"), usd}, account);
    add("2024-01-01",
        events::NumberStocked{
            core::Country::parse("US"), core::NumberType::local, {}, core::Onboarding::beta, {}},
        events::no_ordinal, number);
    add("2024-01-31", rented(), account, number);
    add("2024-02-29", renewed(), account, number);
    add("2024-03-01", events::ClockAdvanced{});
    log.flush(events::Durability::buffered);
  }

  template <class Payload>
  void add(const char* at, Payload payload, Ordinal its_account = events::no_ordinal,
           Ordinal its_number = events::no_ordinal) {
    Event event;
    event.occurred_at = event.recorded_at = Instant::parse(at);
    event.account = its_account;
    event.number = its_number;
    event.payload = payload;
    log.append(std::span(&event, 1), names);
  }

  static events::NumberRented rented() {
    events::NumberRented rented;
    rented.setup = Money::parse("0.50");
    rented.monthly = rented.first_month = Money::parse("1");
    rented.currency = usd;
    rented.first_due = core::Date::parse("2024-02-29");
    return rented;
  }
  static events::RentalRenewed renewed() {
    return {Money::parse("1"), usd, core::Date::parse("2024-02-29"), core::Date::parse("2024-03-29")};
  }

  static inline const core::Currency usd = core::Currency::parse("USD");
  events::MemoryStore store;
  events::Directory names;
  events::EventLog log{store};
  Ordinal account = names.accounts.intern("acme");
  Ordinal number = names.numbers.intern("+14155550100");
};

std::string refused(const SampleLog& sample, const Cut& cut) {
  State state;
  try {
    replay(sample.store, cut, state);
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("as of an instant, events at that instant count") {
  const SampleLog sample;
  struct Row {
    const char* as_of;
    const char* balance;
  };
  const std::vector<Row> rows{
      {"2024-01-30T23:59:59.999999Z", "10.00"},
      {"2024-01-31T00:00:00Z", "8.50"},
      {"2024-02-28T23:59:59.999999Z", "8.50"},
      {"2024-02-29T00:00:00Z", "7.50"},
  };
  for (const Row& row : rows) {
    State state;
    Cut cut;
    cut.as_of = Instant::parse(row.as_of);
    replay(sample.store, cut, state);
    CHECK_MESSAGE(state.account(0).balance().text() == row.balance, row.as_of);
  }
}

TEST_CASE("a cut outside the log is bad input that names what would be right") {
  const SampleLog sample;
  Cut beyond;
  beyond.as_of = Instant::parse("2024-03-01T00:00:00.000001Z");
  CHECK(refused(sample, beyond).find("2024-03-01T00:00:00Z") != std::string::npos);
  CHECK(refused(sample, beyond).find("forecast") != std::string::npos);
  beyond.as_of = Instant::parse("2024-03-01");
  CHECK(refused(sample, beyond) == "accepted");
  for (const Seq seq : {Seq{0}, Seq{8}}) {
    Cut cut;
    cut.at_seq = seq;
    CHECK(refused(sample, cut).find("events 1 to 7") != std::string::npos);
  }
}

TEST_CASE("the horizon of the first events is that of the last of them") {
  const SampleLog sample;
  Cut cut;
  cut.at_seq = 5;
  cut.as_of = Instant::parse("2024-01-31");
  CHECK(refused(sample, cut) == "accepted");
  cut.as_of = Instant::parse("2024-02-01");
  CHECK(refused(sample, cut).find("2024-01-31T00:00:00Z") != std::string::npos);
}

TEST_CASE("totals by account, month and kind") {
  const SampleLog sample;
  ChargeTotals totals({TotalBy::month, TotalBy::kind});
  State state;
  replay(sample.store, {}, state, 1, [&](const Event& event) {
    for_each_charge(event, [&](const ChargeLine& line) { totals.add(line); });
  });
  std::vector<std::string> rows;
  for (const ChargeTotals::Row& row : totals.rows(state.names)) {
    rows.push_back(row.group[0] + " " + row.group[1] + " " + row.currency.text() + " " +
                   std::to_string(row.charges) + " " + row.amount.text());
  }
  CHECK(rows == std::vector<std::string>{"2024-01 first_month USD 1 1.00", "2024-01 setup USD 1 0.50",
                                         "2024-02 renewal USD 1 1.00"});
}

TEST_CASE("a rental without setup fee has no setup line, one without monthly fee has a first month (C1)") {
  Event event;
  event.seq = 12;
  events::NumberRented rented = SampleLog::rented();
  rented.setup = rented.monthly = rented.first_month = Money{};
  event.payload = rented;
  std::vector<std::string> lines;
  for_each_charge(
      event, [&](const ChargeLine& line) { lines.push_back(line.id.text() + " " + line.amount.text()); });
  CHECK(lines == std::vector<std::string>{"12-first_month 0.00"});

  rented.charged = false;
  event.payload = rented;
  for_each_charge(event, [&](const ChargeLine&) { FAIL("a recovery without charge has no lines (N5)"); });
}

}  // namespace rentroll::projections
