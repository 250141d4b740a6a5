#include "scenarios/whatif.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/support/memory_run.hpp"
#include "tests/support/scenario_tables.hpp"

namespace rentroll::scenarios {
namespace {

using core::Money;
using projections::State;
using tests::MemoryRun;

const std::string head = R"(
[scenario]
name = "What if"
starts = 2023-01-01T00:00:00Z
ends = 2023-06-15T00:00:00Z
)" + tests::us_local_price() +
                         tests::usd_account("acme", "3.00") + tests::us_local_number("+14155550100");

/// A step about acme and its number; `fields` are further lines.
std::string step(const std::string& at, const std::string& what, const std::string& fields = "") {
  return "[[step]]\nat = " + at + "\ndo = \"" + what + "\"\naccount = \"acme\"\nnumber = \"+14155550100\"\n" +
         fields + "\n";
}

std::string adjust(const std::string& at, const std::string& amount, const std::string& charge) {
  return "[[step]]\nat = " + at + "\ndo = \"adjust\"\naccount = \"acme\"\nexpect = \"any\"\namount = \"" +
         amount + "\"\nreason = \"gift\"\n" + (charge.empty() ? "" : "charge = \"" + charge + "\"\n");
}

std::string add_credit(const std::string& at, const std::string& amount) {
  return "[[step]]\nat = " + at + "\ndo = \"add_credit\"\naccount = \"acme\"\namount = \"" + amount + "\"\n";
}

Scenario scenario(const std::string& steps) { return parse_scenario(head + steps, "whatif.toml"); }

/// The requests of a log under a supposition.
struct Supposed {
  State was;
  WhatIf whatif;

  Supposed(const events::BlockStore& store, Supposition supposed)
      : whatif(std::move(supposed), corrected_charges(store, events::last_seq(store))) {
    projections::replay(store, {}, was, 1, [&](const events::Event& event) { whatif.take(was, event); });
    whatif.finish(was);
  }

  /// The lines that differ, in words: `only_was 9-renewal -1.00`.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> words;
    for (const LineDifference& line : whatif.lines()) {
      std::string each(core::to_text(line.outcome));
      if (line.was) each += " " + line.was->id.text();
      if (line.would_be) each += " " + line.would_be->id.text();
      words.push_back(each + " " + line.difference().text());
    }
    return words;
  }

  /// The requests that end otherwise, in words: `12 reclaim: the balance ...`.
  [[nodiscard]] std::vector<std::string> requests() const {
    std::vector<std::string> words;
    for (const RequestDifference& each : whatif.requests()) {
      const auto ended = [](const std::optional<core::Rejection>& refused) {
        return refused ? std::string(core::to_text(*refused)) : "accepted";
      };
      words.push_back(std::to_string(each.seq) + " " + std::string(core::to_text(each.request.kind())) + " " +
                      ended(each.was) + "/" + ended(each.would_be) + ": " + each.reason);
    }
    return words;
  }

  [[nodiscard]] std::string hanging() const {
    std::string words;
    for (const CurrencyComparison& each : whatif.hanging()) {
      words += each.currency.text() + " " + std::to_string(each.sums.charges_was) + " " +
               each.sums.amount_was.text() + " " + std::to_string(each.sums.charges_would_be) + " " +
               each.sums.amount_would_be.text() + ";";
    }
    return words;
  }
};

Supposition policy_with(core::BillingDay billing_day) {
  Supposition supposed;
  supposed.policy = core::Policy();
  supposed.policy->billing_day = billing_day;
  return supposed;
}

Supposition policy_with(core::RenewalWithoutCredit otherwise) {
  Supposition supposed;
  supposed.policy = core::Policy();
  supposed.policy->renewal_without_credit = otherwise;
  return supposed;
}

Supposition windows(int reclaim_days, int reserve_days) {
  Supposition supposed;
  supposed.policy = core::Policy();
  supposed.policy->reclaim_window_days = reclaim_days;
  supposed.policy->reserve_window_days = reserve_days;
  return supposed;
}

Request price(const std::string& at, const std::string& setup, const std::string& monthly,
              const std::string& currency = "USD") {
  SetPrice set;
  set.country = core::Country::parse("US");
  set.type = core::NumberType::local;
  set.setup = Money::parse(setup);
  set.monthly = Money::parse(monthly);
  set.currency = core::Currency::parse(currency);
  Request request;
  request.at = core::Instant::parse(at);
  request.actor = core::Actor::provider;
  request.body = set;
  return request;
}

Supposition prices(std::vector<Request> set) { return {std::nullopt, std::move(set)}; }

/// What makes a line of a bill the same one whatever the log's numbering.
using Line = std::tuple<std::string, core::ChargeKind, core::Date, core::Date>;

Line line_of(const State& state, const projections::ChargeLine& line) {
  return {std::string(state.names.numbers.text(line.number)), line.id.kind,
          line.period_begin.value_or(core::Date()), line.period_end.value_or(core::Date())};
}

std::set<Line> lines_of(const MemoryRun& run) {
  std::set<Line> lines;
  for (const events::Event& event : run.events()) {
    projections::for_each_charge(
        event, [&](const projections::ChargeLine& line) { lines.insert(line_of(run.state, line)); });
  }
  return lines;
}

events::Directory acme_and_its_number() {
  events::Directory names;
  names.accounts.intern("acme");
  names.numbers.intern("+14155550100");
  return names;
}

}  // namespace

TEST_CASE("anchored on the library's month ends: exactly the lines that moved") {
  const std::string file = std::string(RENTROLL_SOURCE_DIR) + "/scenarios/library/month_end.toml";
  Scenario ratchet = read_scenario(file);
  const MemoryRun run(ratchet);
  const Supposed anchored(run.store, policy_with(core::BillingDay::anchored));
  ratchet.policy = core::Policy();
  ratchet.policy->billing_day = core::BillingDay::anchored;
  const std::set<Line> were = lines_of(run);
  const std::set<Line> would_be = lines_of(MemoryRun(ratchet));

  std::set<Line> listed_was;
  std::set<Line> listed_would_be;
  for (const LineDifference& each : anchored.whatif.lines()) {
    const Line line(std::string(run.state.names.numbers.text(each.number)), each.kind,
                    each.period_begin.value_or(core::Date()), each.period_end.value_or(core::Date()));
    if (each.outcome == LineOutcome::only_was) listed_was.insert(line);
    if (each.outcome == LineOutcome::only_would_be) listed_would_be.insert(line);
    CHECK((each.outcome == LineOutcome::only_was || each.outcome == LineOutcome::only_would_be));
  }
  std::set<Line> moved_away;
  std::set<Line> moved_here;
  for (const Line& line : were)
    if (!would_be.contains(line)) moved_away.insert(line);
  for (const Line& line : would_be)
    if (!were.contains(line)) moved_here.insert(line);
  CHECK(listed_was == moved_away);
  CHECK(listed_would_be == moved_here);
  CHECK(moved_here.size() > 10);
  CHECK(anchored.requests().empty());
}

TEST_CASE(
    "other prices: the same lines with other amounts, and standing terms by the price at their beginning") {
  const MemoryRun run(scenario(step("2023-04-20T09:00:00Z", "rent")));
  // The second price of the list is event 7 there.
  const Supposed dearer(run.store,
                        prices({price("2023-01-01", "0.00", "1.25"), price("2023-05-01", "9.00", "9.00")}));
  CHECK(dearer.lines() == std::vector<std::string>{"only_was 6-setup -0.50",
                                                   "amount_differs 6-first_month 6-first_month 0.25",
                                                   "amount_differs 7-renewal 8-renewal 0.25"});
  const auto accounts = compare_accounts(dearer.was, dearer.whatif.would_be());
  REQUIRE(accounts.size() == 1);
  CHECK(accounts[0].sums.charges_was == 3);
  CHECK(accounts[0].sums.charges_would_be == 2);
  CHECK(accounts[0].sums.difference() == Money());
}

TEST_CASE("a supposed price from before the log is in force when it begins, the newest of several") {
  const MemoryRun run(scenario(step("2023-05-20T09:00:00Z", "rent")));
  const Supposed supposed(run.store,
                          prices({price("2020-01-01", "0.50", "7.00"), price("2022-01-01", "0.50", "1.50")}));
  CHECK(supposed.lines().size() == 1);
  CHECK(supposed.lines().front().ends_with("0.50"));
}

TEST_CASE("a supposed price counts at its own instant, before what is asked at it (T5)") {
  const MemoryRun run(scenario(step("2023-05-20T09:00:00Z", "rent")));
  const auto first_month = [&](const std::string& at) {
    return Supposed(run.store, prices({price("2023-01-01", "0.50", "1.00"), price(at, "0.50", "2.00")}))
        .lines()
        .size();
  };
  CHECK(first_month("2023-05-20T09:00:00Z") == 1);
  CHECK(first_month("2023-05-20T09:00:00.000001Z") == 0);
}

TEST_CASE("prices of other currencies stay as they were") {
  const MemoryRun run(scenario(step("2023-05-20T09:00:00Z", "rent")));
  const Supposed supposed(run.store, prices({price("2023-01-01", "5.00", "5.00", "EUR")}));
  CHECK(supposed.lines().empty());
  CHECK(supposed.whatif.would_be().last_seq == supposed.was.last_seq + 1);
}

TEST_CASE("a price that is replaced keeps its request id taken (Q2)") {
  const std::string set_price =
      "[[step]]\nat = 2023-02-01T00:00:00Z\ndo = \"set_price\"\ncountry = \"US\"\ntype = \"local\"\n"
      "setup = \"1.00\"\nmonthly = \"2.00\"\ncurrency = \"USD\"\nrequest = \"r-1\"\n";
  const MemoryRun run(
      scenario(set_price + step("2023-02-02T00:00:00Z", "rent", "request = \"r-1\"\nexpect = \"any\"")));
  REQUIRE(run.outcomes.back() == "rejected request_id_reused");
  const Supposed supposed(run.store, prices({price("2023-01-01", "0.50", "1.00")}));
  CHECK(supposed.requests().empty());
}

TEST_CASE("a price beyond what a sum holds is bad input that names the event") {
  const MemoryRun run(scenario(step("2023-02-20T09:00:00Z", "rent")));
  Supposition supposed =
      prices({price("2023-01-01", "0.00", "0.00"), price("2023-02-01", "0.00", "9223372036854")});
  CHECK_NOTHROW(Supposed(run.store, supposed));  // too dear to be rented at all

  const MemoryRun rich(
      scenario(add_credit("2023-02-01T00:00:00Z", "9000000000000") + step("2023-02-20T09:00:00Z", "rent")));
  supposed = prices({price("2023-01-01", "0.00", "9000000000000")});
  CHECK_THROWS_WITH_AS(Supposed(rich.store, supposed),
                       doctest::Contains("what would be up to event 8 of the log, 2023-03-20T00:00:00Z"),
                       core::InputError);
}

TEST_CASE("an adjustment names the charge as the scratch log does, though its id has shifted") {
  const std::string steps = step("2023-01-31T09:00:00Z", "rent") +                  // 6
                            adjust("2023-03-01T00:00:00Z", "-0.25", "7-renewal") +  // of February 28; 8
                            adjust("2023-03-02T00:00:00Z", "0.10", "8-adjustment");
  const MemoryRun run(scenario(steps));
  REQUIRE(run.outcomes == std::vector<std::string>(run.outcomes.size(), "accepted"));
  // Two prices in place of one: every later id shifts by one.
  const Supposed supposed(run.store,
                          prices({price("2023-01-01", "0.50", "1.00"), price("2023-01-02", "0.50", "1.00")}));
  CHECK(supposed.requests().empty());
  CHECK(supposed.lines().empty());
  CHECK(supposed.whatif.would_be().account(0).charged == supposed.was.account(0).charged);
}

TEST_CASE(
    "an adjustment of a charge that would not exist is dropped, and so is what corrects the adjustment") {
  const std::string steps = step("2023-01-31T09:00:00Z", "rent") +
                            adjust("2023-02-10T00:00:00Z", "2.00", "") +            // 7: leaves -0.50
                            adjust("2023-03-01T00:00:00Z", "-0.25", "8-renewal") +  // 9
                            adjust("2023-03-02T00:00:00Z", "0.10", "9-adjustment") +
                            adjust("2023-03-03T00:00:00Z", "-0.05", "6-first_month");
  const MemoryRun run(scenario(steps));
  REQUIRE(run.outcomes == std::vector<std::string>(run.outcomes.size(), "accepted"));
  const Supposed supposed(run.store, policy_with(core::RenewalWithoutCredit::cancel));
  const std::vector<std::string> lines = supposed.lines();
  CHECK(std::count(lines.begin(), lines.end(), "dropped 9-adjustment 0.25") == 1);
  CHECK(std::count(lines.begin(), lines.end(), "dropped 10-adjustment -0.10") == 1);
  CHECK(std::count(lines.begin(), lines.end(), "only_was 8-renewal -1.00") == 1);
  CHECK(lines.size() == 6);  // and the renewals of March, April, May 28
  CHECK(supposed.requests() ==
        std::vector<std::string>{
            "9 adjust accepted/unknown_charge: no such charge would be the account's (C9)",
            "10 adjust accepted/unknown_charge: no such charge would be the account's (C9)"});
  CHECK(supposed.hanging() == "USD 2 -0.15 0 0.00;");
}

TEST_CASE("a charge that an adjustment named in vain is not found there by chance") {
  // Event 8 is a renewal only where the price list has one more entry.
  const std::string steps =
      step("2023-01-31T09:00:00Z", "rent") + adjust("2023-03-01T00:00:00Z", "-0.25", "8-renewal");
  const MemoryRun run(scenario(steps));
  REQUIRE(run.outcomes.back() == "rejected unknown_charge");
  const Supposed supposed(run.store,
                          prices({price("2023-01-01", "0.50", "1.00"), price("2023-01-02", "0.50", "1.00")}));
  CHECK(supposed.requests().empty());
  CHECK(supposed.lines().empty());
}

TEST_CASE("a refusal for another reason than the charge is refused for the same reason") {
  const std::string steps =
      step("2023-01-31T09:00:00Z", "rent") + adjust("2023-03-01T00:00:00Z", "0.00", "6-setup");
  const MemoryRun run(scenario(steps));
  REQUIRE(run.outcomes.back() == "rejected nothing_to_change");
  CHECK(
      Supposed(run.store, prices({price("2023-01-01", "0.50", "1.00"), price("2023-01-02", "0.50", "1.00")}))
          .requests()
          .empty());
}

TEST_CASE("a longer reclaim window: the request that is no longer refused, and what hangs on it") {
  const std::string steps = step("2023-02-10T09:00:00Z", "rent") + step("2023-03-01T09:00:00Z", "unrent") +
                            step("2023-03-07T09:00:00Z", "reclaim", "expect = \"any\"");
  const MemoryRun run(scenario(steps));
  REQUIRE(run.outcomes.back() == "rejected reclaim_window_closed");
  const Supposed supposed(run.store, windows(10, 10));
  CHECK(supposed.requests() ==
        std::vector<std::string>{"9 reclaim reclaim_window_closed/accepted: the number was reserved since "
                                 "2023-03-06T09:00:00Z, last held "
                                 "by acme (N5)"});
  // The reclaim takes the last 1.50; April 7, May 7, June 7.
  CHECK(supposed.hanging() == "USD 0 0.00 5 4.50;");
  CHECK(supposed.lines().size() == 5);
}

TEST_CASE("shorter windows: the request that is refused, and what hangs on it") {
  const std::string steps = step("2023-04-10T09:00:00Z", "rent") + step("2023-05-01T09:00:00Z", "unrent") +
                            step("2023-05-05T09:00:00Z", "reclaim");
  const MemoryRun run(scenario(steps));
  const Supposed supposed(run.store, windows(0, 1));
  CHECK(supposed.requests() ==
        std::vector<std::string>{"8 reclaim accepted/number_returned: the number would be returned since "
                                 "2023-05-02T09:00:00Z (N6)"});
  CHECK(supposed.hanging() == "USD 3 2.50 0 0.00;");
}

TEST_CASE("a request that is refused on both sides for different reasons is told by the reason there") {
  const std::string steps = step("2023-02-10T09:00:00Z", "rent") + step("2023-03-01T09:00:00Z", "unrent") +
                            adjust("2023-03-02T00:00:00Z", "1.00", "") +
                            step("2023-03-07T09:00:00Z", "reclaim", "expect = \"any\"");
  const MemoryRun run(scenario(steps));
  const Supposed supposed(run.store, windows(10, 10));
  CHECK(supposed.requests() ==
        std::vector<std::string>{"10 reclaim reclaim_window_closed/insufficient_credit: the balance would be "
                                 "0.50, less than the setup of "
                                 "0.50 and the first month of 1.00 (C2)"});
  CHECK(supposed.hanging().empty());
}

TEST_CASE("a suspended account's request is told by its cases") {
  const std::string steps =
      step("2023-01-31T09:00:00Z", "rent") + adjust("2023-02-10T00:00:00Z", "2.00", "") +
      add_credit("2023-03-01T00:00:00Z", "0.10") + step("2023-03-02T00:00:00Z", "unrent") +
      step("2023-03-03T00:00:00Z", "reclaim", "expect = \"any\"") +
      add_credit("2023-03-04T00:00:00Z", "10.00") + step("2023-03-05T00:00:00Z", "reclaim");
  const MemoryRun run(scenario(steps));
  const Supposed supposed(run.store, policy_with(core::RenewalWithoutCredit::suspend));
  CHECK(supposed.requests() ==
        std::vector<std::string>{
            "11 reclaim insufficient_credit/account_not_active: the account would be suspended, "
            "with the open cases unpaid-1 (A2)"});
  CHECK(supposed.lines().empty());
}

TEST_CASE("a rental that begins later on the same day by another request is the same rental") {
  // The rent at 09:00 is too dear there; the one at 10:00 is refused here, because the number is taken.
  const std::string steps = step("2023-05-10T09:00:00Z", "rent") +
                            add_credit("2023-05-10T09:30:00Z", "5.00") +
                            step("2023-05-10T10:00:00Z", "rent", "expect = \"any\"");
  const MemoryRun run(scenario(steps));
  const Supposed supposed(run.store, prices({price("2023-01-01", "0.50", "4.00")}));
  CHECK(supposed.requests().size() == 2);
  for (const std::string& line : supposed.lines()) CHECK(line.starts_with("amount_differs"));
  CHECK(supposed.lines().size() == 2);  // first month and June 10; the setup fee is the same
}

TEST_CASE("a rental more on one side does not shift the rentals after it") {
  const std::string steps = step("2023-01-10T09:00:00Z", "rent") + step("2023-01-20T09:00:00Z", "unrent") +
                            step("2023-01-26T09:00:00Z", "reclaim", "expect = \"any\"") +  // too late here
                            step("2023-01-27T09:00:00Z", "unrent", "expect = \"any\"") +
                            add_credit("2023-01-28T00:00:00Z", "20.00") +
                            step("2023-01-29T00:00:00Z", "recover") + step("2023-03-20T09:00:00Z", "unrent");
  const MemoryRun run(scenario(steps));
  const Supposed supposed(run.store, windows(10, 10));
  // The reclaim's setup and first month alone: the recovery is the same rental on both sides.
  CHECK(supposed.lines().size() == 2);
}

TEST_CASE("two rentals of one day are two") {
  const std::string steps = add_credit("2023-01-02T00:00:00Z", "20.00") +
                            step("2023-05-10T09:00:00Z", "rent") + step("2023-05-10T10:00:00Z", "unrent") +
                            step("2023-05-10T11:00:00Z", "reclaim") + step("2023-05-10T12:00:00Z", "unrent") +
                            step("2023-05-10T13:00:00Z", "reclaim");
  const MemoryRun run(scenario(steps));
  const Supposed same(run.store, windows(5, 10));
  CHECK(same.lines().empty());
  const Supposed supposed(run.store, windows(0, 10));  // no reclaim is possible
  CHECK(supposed.lines().size() == 5);                 // twice setup and first month, and June 10
  CHECK(supposed.hanging() == "USD 5 4.00 0 0.00;");
}

TEST_CASE("a request that came too late is refused there as well (Q4)") {
  events::MemoryStore store;
  State state;
  RequestIndex index;
  events::EventLog log(store);
  LogRecorder recorder(log, nullptr);
  Simulator simulator(state, index, recorder);
  const Scenario base = scenario(step("2023-02-10T09:00:00Z", "rent"));
  simulator.begin({}, base.starts);
  for (const Step& each : base.steps) simulator.request(each.request);
  Request late = base.steps.back().request;
  late.at = core::Instant::parse("2023-02-09T00:00:00Z");
  late.body = AddCredit{core::AccountId::parse("acme"), Money::parse("5.00")};
  REQUIRE(simulator.request(late).text() == "rejected time_goes_backwards");
  log.flush(events::Durability::buffered);

  const Supposed supposed(store, {core::Policy(), {}});
  CHECK(supposed.requests().empty());
  CHECK(supposed.whatif.would_be().account(0).credit == Money::parse("3.00"));
  CHECK(projections::digest(supposed.whatif.would_be()) == projections::digest(state));
}

TEST_CASE("the end of a run goes on to the instant of its end, on both sides alike") {
  // Nothing is asked after January; the scenario ends in June.
  const MemoryRun run(scenario(step("2023-01-31T09:00:00Z", "rent")));
  const Supposed supposed(run.store, policy_with(core::BillingDay::first));
  CHECK(supposed.whatif.would_be().horizon == core::Instant::parse("2023-06-15T00:00:00Z"));
  CHECK(supposed.whatif.would_be().account(0).charges == 7);  // setup, January 31, and five 1sts
}

TEST_CASE("of two rentals of one day the first pairs with the first") {
  const auto rent = [](const std::string& monthly) {
    events::Event event;
    event.occurred_at = core::Instant::parse("2023-02-01T09:00:00Z");
    event.account = event.number = 0;
    events::NumberRented rented;
    rented.first_month = Money::parse(monthly);
    rented.first_due = core::Date::parse("2023-03-01");
    event.payload = rented;
    return event;
  };
  ChargePairs pairs({});
  for (const Side side : {Side::was, Side::would_be}) {
    pairs.add(side, rent("1.00"), 0);
    pairs.add(side, rent("2.00"), 0);
  }
  CHECK(pairs.differences(acme_and_its_number()).empty());
}

TEST_CASE("lines of one key on one side wait for as many of the other") {
  events::Event renewal;
  renewal.seq = 5;
  renewal.account = renewal.number = 0;
  events::RentalRenewed renewed;
  renewed.amount = Money::parse("1.00");
  renewed.currency = core::Currency::parse("USD");
  renewed.period_begin = core::Date::parse("2023-02-01");
  renewed.period_end = core::Date::parse("2023-03-01");
  renewal.payload = renewed;
  const events::Directory names = acme_and_its_number();
  ChargePairs pairs({});
  pairs.add(Side::was, renewal, 0);
  pairs.add(Side::was, renewal, 0);
  CHECK(pairs.differences(names).size() == 2);
  pairs.add(Side::would_be, renewal, 0);
  CHECK(pairs.differences(names).size() == 1);
  pairs.add(Side::would_be, renewal, 0);
  CHECK(pairs.differences(names).empty());
}

}  // namespace rentroll::scenarios
