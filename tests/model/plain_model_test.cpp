// The plain model against values reckoned by hand from domain.md: it is what the program is compared with, so
// it has to be right by itself.
#include "plain_model.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include "plain_values.hpp"

namespace rentroll::tests::model {

namespace {

const std::string number_id = "+14155550100";
const std::string other_number_id = "US-54321";

std::string column(const std::string& row, std::size_t index) {
  std::istringstream fields(row);
  std::string field;
  for (std::size_t passed = 0; passed <= index; ++passed) {
    field.clear();
    std::getline(fields, field, ',');
  }
  return field;
}

std::vector<std::string> columns(const std::vector<std::string>& rows, std::size_t index) {
  std::vector<std::string> fields;
  for (const std::string& row : rows) {
    fields.push_back(column(row, index));
  }
  return fields;
}

// Setup 0.50, monthly 1.00; "acme" with 25.00 and "beta" with none; one local number and one short code.
Scenario small_world(const std::string& starts, const std::string& ends) {
  Scenario scenario;
  scenario.starts = instant(starts);
  scenario.ends = instant(ends);
  scenario.prices = {{"US", "local", "0.50", "1.00", "USD", {}},
                     {"US", "short_code", "0", "2.00", "USD", {}}};
  scenario.accounts = {{"acme", "USD", "25.00", {}, {}}, {"beta", "USD", {}, {}, {}}};
  scenario.numbers = {{number_id, "US", "local", {}, {}, {}, {}},
                      {other_number_id, "US", "short_code", {}, {}, {}, {}}};
  return scenario;
}

Step& ask(Scenario& scenario, const std::string& at, const std::string& action) {
  Step step;
  step.at = instant(at);
  step.action = action;
  scenario.steps.push_back(step);
  return scenario.steps.back();
}

Step& ask_account(Scenario& scenario, const std::string& at, const std::string& action,
                  const std::string& account = "acme") {
  Step& step = ask(scenario, at, action);
  step.account = account;
  return step;
}

Step& ask_number(Scenario& scenario, const std::string& at, const std::string& action,
                 const std::string& number = number_id) {
  Step& step = ask(scenario, at, action);
  step.number = number;
  return step;
}

Step& ask_both(Scenario& scenario, const std::string& at, const std::string& action,
               const std::string& account = "acme", const std::string& number = number_id) {
  Step& step = ask_account(scenario, at, action, account);
  step.number = number;
  return step;
}

void add_credit(Scenario& scenario, const std::string& at, const std::string& amount,
                const std::string& account = "acme") {
  ask_account(scenario, at, "add_credit", account).amount = amount;
}

Step& suspend(Scenario& scenario, const std::string& at, const std::string& case_id,
              const std::string& scope) {
  Step& step = ask_account(scenario, at, "suspend_account");
  step.case_id = case_id;
  step.scope = scope;
  step.reason = "manual";
  return step;
}

// What the steps were answered; prices, accounts and numbers come before, all at the start.
std::vector<std::string> answers(const Scenario& scenario, const Result& result) {
  const std::size_t before = scenario.prices.size() + scenario.accounts.size() + scenario.numbers.size();
  return {result.outcomes.begin() + static_cast<std::ptrdiff_t>(before), result.outcomes.end()};
}

std::string last_answer(const Scenario& scenario) { return run(scenario).outcomes.back(); }

// `occurred_at type` of the events after those of the start.
std::vector<std::string> story(const Scenario& scenario) {
  std::vector<std::string> lines;
  const std::vector<std::string> events = run(scenario).events;
  for (std::size_t index = 8; index < events.size(); ++index) {
    lines.push_back(column(events[index], 1) + " " + column(events[index], 2));
  }
  return lines;
}

std::vector<std::string> due_dates(const std::string& billing_day, const std::string& rented_at,
                                   const std::string& ends) {
  Scenario scenario = small_world("2023-01-01", ends);
  scenario.policy.billing_day = billing_day;
  ask_both(scenario, rented_at, "rent");
  std::vector<std::string> dates;
  for (const std::string& charge : run(scenario).charges) {
    if (column(charge, 4) == "renewal") {
      CHECK(column(charge, 1) == column(charge, 5) + "T00:00:00Z");
      dates.push_back(column(charge, 5));
    }
  }
  return dates;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("plain model: instants, dates and money are written as T1 and M2 say") {
  CHECK(instant("1970-01-01") == 0);
  CHECK(instant("2000-03-01T00:00:00.000001Z") == 951868800000001);
  CHECK(instant_text(951868800000001) == "2000-03-01T00:00:00.000001Z");
  CHECK(instant_text(instant("2024-02-29T09:30:00Z")) == "2024-02-29T09:30:00Z");
  CHECK(instant_text(instant("2261-12-31T23:59:59.999999Z")) == "2261-12-31T23:59:59.999999Z");
  CHECK_THROWS(instant("2023-02-29"));
  CHECK(money_text(money("1")) == "1.00");
  CHECK(money_text(money("0.8")) == "0.80");
  CHECK(money_text(money("0.005000")) == "0.005");
  CHECK(money_text(money("-12.345678")) == "-12.345678");
  CHECK(money_text(money("-0.5")) == "-0.50");
  CHECK_THROWS(money("0.0000001"));
  CHECK_THROWS(money("9223372036854.775808"));
  CHECK(money_text(money("-9223372036854.775808")) == "-9223372036854.775808");
  CHECK(csv_row({"a", "b,c", "d\"e"}) == "a,\"b,c\",\"d\"\"e\"");
}

TEST_CASE("plain model: C3's table, the ratchet") {
  CHECK(due_dates("ratchet", "2023-01-05T10:00:00Z", "2023-04-30") ==
        Texts{"2023-02-05", "2023-03-05", "2023-04-05"});
  CHECK(due_dates("ratchet", "2023-03-31T10:00:00Z", "2024-04-01") ==
        Texts{"2023-04-30", "2023-05-30", "2023-06-30", "2023-07-30", "2023-08-30", "2023-09-30",
              "2023-10-30", "2023-11-30", "2023-12-30", "2024-01-30", "2024-02-29", "2024-03-29"});
  CHECK(due_dates("ratchet", "2023-01-31T10:00:00Z", "2023-05-01") ==
        Texts{"2023-02-28", "2023-03-28", "2023-04-28"});
  CHECK(due_dates("ratchet", "2024-01-31T10:00:00Z", "2025-04-01") ==
        Texts{"2024-02-29", "2024-03-29", "2024-04-29", "2024-05-29", "2024-06-29", "2024-07-29",
              "2024-08-29", "2024-09-29", "2024-10-29", "2024-11-29", "2024-12-29", "2025-01-29",
              "2025-02-28", "2025-03-28"});
  CHECK(due_dates("ratchet", "2023-12-30T10:00:00Z", "2024-05-01") ==
        Texts{"2024-01-30", "2024-02-29", "2024-03-29", "2024-04-29"});
}

TEST_CASE("plain model: C3's other rules") {
  CHECK(due_dates("anchored", "2023-01-31", "2023-05-01") == Texts{"2023-02-28", "2023-03-31", "2023-04-30"});
  CHECK(due_dates("anchored", "2023-12-30", "2024-04-01") == Texts{"2024-01-30", "2024-02-29", "2024-03-30"});
  CHECK(due_dates("last_day", "2023-04-30", "2023-07-01") == Texts{"2023-05-31", "2023-06-30"});
  CHECK(due_dates("last_day", "2024-02-29", "2024-05-01") == Texts{"2024-03-31", "2024-04-30"});
  CHECK(due_dates("last_day", "2024-02-28", "2024-05-01") == Texts{"2024-03-28", "2024-04-28"});
  CHECK(due_dates("last_day", "2023-01-30", "2023-04-01") == Texts{"2023-02-28", "2023-03-30"});
  CHECK(due_dates("first", "2023-01-15", "2023-04-01") == Texts{"2023-02-01", "2023-03-01", "2023-04-01"});
  CHECK(due_dates("first", "2023-02-01", "2023-04-01") == Texts{"2023-03-01", "2023-04-01"});
}

TEST_CASE("plain model: C3 first, what the first month costs") {
  struct Row {
    const char* at;
    const char* monthly;
    const char* cost;
  };
  for (const Row& row : {Row{"2023-01-01T12:00:00Z", "1.00", "1.00"}, Row{"2023-01-02", "1.00", "1.00"},
                         Row{"2023-01-03", "1.00", "0.966667"}, Row{"2023-01-31", "3.00", "0.10"},
                         Row{"2023-02-01", "1.00", "1.00"}, Row{"2023-02-02", "1.00", "0.90"},
                         // 15 days: halves of a millionth to the even one.
                         Row{"2023-01-17", "0.000001", "0.00"}, Row{"2023-01-17", "0.000003", "0.000002"},
                         Row{"2023-01-17", "0.000005", "0.000002"}}) {
    Scenario scenario = small_world("2023-01-01", "2023-02-10");
    scenario.policy.billing_day = "first";
    scenario.prices[0].monthly = row.monthly;
    ask_both(scenario, row.at, "rent");
    CAPTURE(row.at);
    CHECK(column(run(scenario).charges.at(1), 7) == row.cost);
  }
}

TEST_CASE("plain model: rows of a plain rental") {
  Scenario scenario = small_world("2023-01-01", "2023-03-01");
  ask_both(scenario, "2023-01-31T09:00:00Z", "rent").request = "r-1";
  const Result result = run(scenario);
  CHECK(result.events == Texts{"1,2023-01-01T00:00:00Z,PolicySet,,,provider,",
                               "2,2023-01-01T00:00:00Z,PriceSet,,,provider,",
                               "3,2023-01-01T00:00:00Z,PriceSet,,,provider,",
                               "4,2023-01-01T00:00:00Z,AccountOpened,acme,,customer,",
                               "5,2023-01-01T00:00:00Z,CreditAdded,acme,,customer,",
                               "6,2023-01-01T00:00:00Z,AccountOpened,beta,,customer,",
                               "7,2023-01-01T00:00:00Z,NumberStocked,,+14155550100,carrier,",
                               "8,2023-01-01T00:00:00Z,NumberStocked,,US-54321,carrier,",
                               "9,2023-01-31T09:00:00Z,NumberRented,acme,+14155550100,customer,r-1",
                               "10,2023-02-28T00:00:00Z,RentalRenewed,acme,+14155550100,system,",
                               "11,2023-03-01T00:00:00Z,ClockAdvanced,,,system,"});
  CHECK(
      result.charges ==
      Texts{"9-setup,2023-01-31T09:00:00Z,acme,+14155550100,setup,,,0.50,USD,,,",
            "9-first_month,2023-01-31T09:00:00Z,acme,+14155550100,first_month,2023-01-31,2023-02-28,1.00,"
            "USD,,,",
            "10-renewal,2023-02-28T00:00:00Z,acme,+14155550100,renewal,2023-02-28,2023-03-28,1.00,USD,9,,"});
  CHECK(result.accounts == Texts{"acme,active,USD,25.00,2.50,22.50,1,", "beta,active,USD,0.00,0.00,0.00,0,"});
  CHECK(result.numbers ==
        Texts{"+14155550100,US,local,rented,acme,2023-01-31T09:00:00Z,2023-03-28,1.00,USD,,,active,"
              "general_availability",
              "US-54321,US,short_code,available,,2023-01-01T00:00:00Z,,,,,,,general_availability"});
}

TEST_CASE("plain model: C1, no line for a setup fee of zero, one for a month of zero") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  scenario.prices[1].monthly = "0";
  ask_both(scenario, "2023-01-01", "rent", "beta", other_number_id);
  CHECK(columns(run(scenario).charges, 4) == Texts{"first_month", "renewal"});
  CHECK(columns(run(scenario).charges, 7) == Texts{"0.00", "0.00"});
}

TEST_CASE(
    "plain model: C1, the newest price, of one instant the later; C7, a standing rental keeps its own") {
  Scenario scenario = small_world("2023-01-01", "2023-03-01");
  ask_both(scenario, "2023-01-10", "rent");
  scenario.prices.push_back({"US", "local", "9.00", "9.00", "USD", instant("2023-01-15")});
  scenario.prices.push_back({"US", "local", "0", "3.00", "USD", instant("2023-01-15")});
  scenario.prices.push_back({"US", "local", "0", "8.00", "EUR", instant("2023-01-16")});
  ask_both(scenario, "2023-01-20", "unrent");
  ask_both(scenario, "2023-01-20", "reclaim");
  ask_both(scenario, "2023-01-21", "reprice").monthly = "4";
  CHECK(columns(run(scenario).charges, 7) == Texts{"0.50", "1.00", "3.00", "4.00"});
  CHECK(run(scenario).numbers.at(0).find(",2023-03-20,4.00,USD,") != std::string::npos);
}

TEST_CASE("plain model: the windows' edges (N3, N5, N6, T2, T5)") {
  struct Row {
    const char* at;
    const char* action;
    const char* answer;
  };
  for (const Row& row : {Row{"2024-02-27T09:30:00Z", "reclaim", "accepted"},
                         Row{"2024-03-03T09:29:59.999999Z", "reclaim", "accepted"},
                         Row{"2024-03-03T09:30:00Z", "reclaim", "rejected reclaim_window_closed"},
                         Row{"2024-03-03T09:30:00Z", "recover", "accepted"},
                         Row{"2024-03-08T09:29:59.999999Z", "recover", "accepted"},
                         Row{"2024-03-08T09:29:59.999999Z", "reclaim", "rejected reclaim_window_closed"},
                         Row{"2024-03-08T09:30:00Z", "recover", "rejected number_returned"},
                         Row{"2024-03-08T09:30:00Z", "reclaim", "rejected number_returned"},
                         Row{"2024-03-01T09:30:00Z", "rent", "rejected number_not_available"}}) {
    Scenario scenario = small_world("2024-02-01", "2024-03-20");
    ask_both(scenario, "2024-02-20", "rent");
    ask_both(scenario, "2024-02-27T09:30:00Z", "unrent");
    ask_both(scenario, row.at, row.action);
    CAPTURE(row.at);
    CHECK(last_answer(scenario) == row.answer);
  }
}

TEST_CASE("plain model: N7, the closing and the return are events; N6, stocked again it is available") {
  Scenario scenario = small_world("2024-02-01", "2024-03-20");
  ask_both(scenario, "2024-02-20", "rent");
  ask_both(scenario, "2024-02-27T09:30:00Z", "unrent");
  Step& stock = ask_number(scenario, "2024-03-10", "stock");
  stock.country = "US";
  stock.type = "local";
  CHECK(story(scenario) == Texts{"2024-02-20T00:00:00Z NumberRented", "2024-02-27T09:30:00Z NumberUnrented",
                                 "2024-03-03T09:30:00Z ReclaimWindowClosed",
                                 "2024-03-08T09:30:00Z NumberReturned", "2024-03-10T00:00:00Z NumberStocked",
                                 "2024-03-20T00:00:00Z ClockAdvanced"});
  CHECK(run(scenario, instant("2024-03-01")).unrented("acme") ==
        Texts{"+14155550100,2024-02-27T09:30:00Z,2024-03-03T09:30:00Z,0.50,1.00,USD"});
  CHECK(run(scenario, instant("2024-03-01")).numbers.at(0) ==
        "+14155550100,US,local,reclaimable,acme,2024-02-27T09:30:00Z,,,,2024-03-03T09:30:00Z,"
        "2024-03-08T09:30:00Z,,general_availability");
  CHECK(run(scenario, instant("2024-03-03T09:30:00Z")).unrented("acme").empty());
  CHECK(run(scenario, instant("2024-03-03T09:30:00Z")).numbers.at(0) ==
        "+14155550100,US,local,reserved,acme,2024-03-03T09:30:00Z,,,,,2024-03-08T09:30:00Z,,"
        "general_availability");
  CHECK(run(scenario, instant("2024-03-08T09:30:00Z")).numbers.at(0) ==
        "+14155550100,US,local,returned,,2024-03-08T09:30:00Z,,,,,,,general_availability");
}

TEST_CASE("plain model: T5, windows of 0 days are over before the next request") {
  Scenario scenario = small_world("2024-02-01", "2024-02-25");
  scenario.policy.reclaim_window_days = 0;
  scenario.policy.reserve_window_days = 0;
  ask_both(scenario, "2024-02-20", "rent");
  ask_both(scenario, "2024-02-20", "rent", "acme", other_number_id);
  ask_both(scenario, "2024-02-21", "unrent");
  ask_both(scenario, "2024-02-21", "reclaim");
  ask_account(scenario, "2024-02-22", "close");
  CHECK(story(scenario) ==
        Texts{"2024-02-20T00:00:00Z NumberRented", "2024-02-20T00:00:00Z NumberRented",
              "2024-02-21T00:00:00Z NumberUnrented", "2024-02-21T00:00:00Z ReclaimWindowClosed",
              "2024-02-21T00:00:00Z NumberReturned", "2024-02-21T00:00:00Z RequestRejected",
              "2024-02-22T00:00:00Z NumberUnrented", "2024-02-22T00:00:00Z AccountClosed",
              "2024-02-22T00:00:00Z NumberReturned", "2024-02-25T00:00:00Z ClockAdvanced"});
}

TEST_CASE("plain model: C6, an unrent at the due instant comes after the renewal; one before it does not") {
  Scenario scenario = small_world("2023-01-01", "2023-03-01");
  ask_both(scenario, "2023-01-10", "rent");
  ask_both(scenario, "2023-02-10", "unrent");
  CHECK(run(scenario).charges.size() == 3);
  scenario.steps.back().at -= 1;
  CHECK(run(scenario).charges.size() == 2);
}

TEST_CASE("plain model: N5 and C2, a recovery without charge") {
  Scenario scenario = small_world("2023-01-01", "2023-03-01");
  scenario.policy.recovery_charges = "none";
  scenario.accounts[0].credit = "1.50";
  ask_both(scenario, "2023-01-10", "rent");
  ask_both(scenario, "2023-01-12", "unrent");
  ask_both(scenario, "2023-01-13", "reclaim");
  ask_both(scenario, "2023-01-20", "recover");
  const Result result = run(scenario);
  CHECK(answers(scenario, result) ==
        Texts{"accepted", "accepted", "rejected insufficient_credit", "accepted"});
  CHECK(result.charges.size() == 3);
  CHECK(result.charges.back() ==
        "14-renewal,2023-02-20T00:00:00Z,acme,+14155550100,renewal,2023-02-20,2023-03-20,1.00,USD,13,,");
}

TEST_CASE("plain model: N11 and N12, straight to reserved, not to be had back") {
  for (const bool by_closing : {false, true}) {
    Scenario scenario = small_world("2023-01-01", "2023-02-01");
    ask_both(scenario, "2023-01-10", "rent");
    if (by_closing) {
      ask_account(scenario, "2023-01-11", "close");
    } else {
      ask_both(scenario, "2023-01-11", "disconnect").reason = "fraud";
    }
    ask_both(scenario, "2023-01-12", "reclaim", by_closing ? "beta" : "acme");
    ask_both(scenario, "2023-01-12", "recover", by_closing ? "beta" : "acme");
    const Result result = run(scenario);
    CHECK(answers(scenario, result) ==
          Texts{"accepted", "accepted", "rejected not_reclaimable", "rejected not_reclaimable"});
    CHECK(column(run(scenario, instant("2023-01-12")).numbers.at(0), 3) == "reserved");
    CHECK(result.numbers.at(0).find("returned,,2023-01-21T00:00:00Z") != std::string::npos);
    for (const std::string& event : result.events) {
      CHECK(column(event, 2) != "ReclaimWindowClosed");
    }
  }
}

TEST_CASE("plain model: N8, withdrawing") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  ask_both(scenario, "2023-01-10", "rent");
  ask_number(scenario, "2023-01-11", "withdraw");
  ask_both(scenario, "2023-01-12", "unrent");
  ask_number(scenario, "2023-01-13", "withdraw").actor = "provider";
  ask_both(scenario, "2023-01-14", "reclaim");
  ask_number(scenario, "2023-01-15", "withdraw");
  ask_number(scenario, "2023-01-15", "withdraw", other_number_id);
  const Result result = run(scenario);
  CHECK(answers(scenario, result) == Texts{"accepted", "rejected not_withdrawable", "accepted", "accepted",
                                           "rejected number_returned", "rejected not_withdrawable",
                                           "accepted"});
  CHECK(result.numbers.at(0).find("returned,,2023-01-13T00:00:00Z") != std::string::npos);
}

TEST_CASE("plain model: N9, onboarding one step at a time") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  scenario.numbers[0].onboarding = "testing";
  ask_both(scenario, "2023-01-10", "rent");
  ask_number(scenario, "2023-01-11", "onboard").status = "beta";
  ask_number(scenario, "2023-01-11", "onboard").status = "preview";
  ask_number(scenario, "2023-01-11", "onboard").status = "preview";
  ask_both(scenario, "2023-01-12", "rent");
  ask_account(scenario, "2023-01-13", "grant_preview");
  ask_account(scenario, "2023-01-13", "grant_preview");
  ask_both(scenario, "2023-01-14", "rent");
  CHECK(answers(scenario, run(scenario)) == Texts{"rejected not_released", "rejected onboarding_backwards",
                                                  "accepted", "rejected onboarding_backwards",
                                                  "rejected not_released", "accepted",
                                                  "rejected nothing_to_change", "accepted"});
}

TEST_CASE("plain model: N10, activation, anew for each rental") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  scenario.numbers[0].required_documents = Texts{"identity", "address_local"};
  ask_both(scenario, "2023-01-10", "rent");
  ask_both(scenario, "2023-01-11", "accept_document").document = "address_national";
  ask_both(scenario, "2023-01-11", "accept_document").document = "identity";
  ask_both(scenario, "2023-01-11", "accept_document").document = "identity";
  ask_both(scenario, "2023-01-12", "accept_document").document = "address_local";
  ask_both(scenario, "2023-01-13", "unrent");
  ask_both(scenario, "2023-01-14", "reclaim");
  const Result result = run(scenario);
  CHECK(answers(scenario, result) == Texts{"accepted", "rejected document_not_required", "accepted",
                                           "rejected nothing_to_change", "accepted", "accepted", "accepted"});
  CHECK(column(run(scenario, instant("2023-01-11")).numbers.at(0), 11) == "pending");
  CHECK(column(run(scenario, instant("2023-01-12")).numbers.at(0), 11) == "active");
  CHECK(column(run(scenario, instant("2023-01-13")).numbers.at(0), 11) == "");
  CHECK(column(result.numbers.at(0), 11) == "pending");
}

// Credit for the setup fee and the first month only: every renewal leaves the balance below zero.
Scenario poor_world(const std::string& renewal_without_credit, const std::string& ends) {
  Scenario scenario = small_world("2023-01-01", ends);
  scenario.policy.renewal_without_credit = renewal_without_credit;
  scenario.accounts[0].credit = "1.50";
  ask_both(scenario, "2023-01-10", "rent");
  return scenario;
}

TEST_CASE("plain model: C8 charge") {
  const Scenario scenario = poor_world("charge", "2023-03-15");
  CHECK(run(scenario).accounts.at(0) == "acme,active,USD,1.50,3.50,-2.00,1,");
}

TEST_CASE("plain model: C8 suspend, lifted by credit and by the provider") {
  Scenario scenario = poor_world("suspend", "2023-05-15");
  add_credit(scenario, "2023-02-15", "0.999999");
  suspend(scenario, "2023-02-16", "unpaid-7", "throughput");
  add_credit(scenario, "2023-02-17", "0.000001");
  scenario.steps.back().request = "r-1";
  ask_account(scenario, "2023-03-20", "reinstate_account").case_id = "unpaid-2";
  ask_account(scenario, "2023-03-20", "reinstate_account").case_id = "unpaid-2";
  const Result result = run(scenario);
  CHECK(answers(scenario, result) == Texts{"accepted", "accepted", "rejected case_exists", "accepted",
                                           "accepted", "rejected unknown_case"});
  CHECK(run(scenario, instant("2023-02-16")).accounts.at(0) ==
        "acme,suspended,USD,2.499999,2.50,-0.000001,1,unpaid-1");
  CHECK(run(scenario, instant("2023-02-17")).accounts.at(0) == "acme,active,USD,2.50,2.50,0.00,1,");
  CHECK(result.events.at(14) == "15,2023-02-17T00:00:00Z,AccountCaseLifted,acme,,system,r-1");
  CHECK(result.events.at(10) == "11,2023-02-10T00:00:00Z,AccountCaseOpened,acme,,system,");
  // The third such case at the renewal of April; in May one is open.
  CHECK(result.accounts.at(0) == "acme,suspended,USD,2.50,5.50,-3.00,1,unpaid-3");
}

TEST_CASE("plain model: C8 suspend, an adjustment lifts too, but not for a closed account (A5)") {
  for (const bool closed : {false, true}) {
    Scenario scenario = poor_world("suspend", "2023-02-20");
    if (closed) {
      ask_account(scenario, "2023-02-14", "close");
    }
    Step& adjust = ask_account(scenario, "2023-02-15", "adjust");
    adjust.amount = "-1";
    adjust.reason = "goodwill";
    CHECK(run(scenario).accounts.at(0) ==
          (closed ? "acme,closed,USD,1.50,1.50,0.00,0,unpaid-1" : "acme,active,USD,1.50,1.50,0.00,1,"));
  }
}

TEST_CASE("plain model: C8 unrent, the grace's last moment is too late") {
  for (const bool in_time : {true, false}) {
    Scenario scenario = poor_world("unrent", "2023-02-20");
    add_credit(scenario, in_time ? "2023-02-16T23:59:59.999999Z" : "2023-02-17", "1");
    const Result result = run(scenario);
    CHECK(column(result.numbers.at(0), 3) == (in_time ? "rented" : "reclaimable"));
    CHECK(result.events.at(in_time ? 11 : 10) ==
          (in_time ? "12,2023-02-20T00:00:00Z,ClockAdvanced,,,system,"
                   : "11,2023-02-17T00:00:00Z,NumberUnrented,acme,+14155550100,system,"));
  }
}

TEST_CASE("plain model: C8 unrent, any moment at zero ends the grace and the next renewal starts another") {
  Scenario scenario = poor_world("unrent", "2023-04-01");
  scenario.policy.grace_days = 40;
  add_credit(scenario, "2023-02-20", "1");
  // Without the credit the grace would end on March 22; this one runs from March 10 to April 19.
  CHECK(column(run(scenario).numbers.at(0), 3) == "rented");
  scenario.ends = instant("2023-04-19");
  CHECK(column(run(scenario).numbers.at(0), 3) == "reclaimable");
  scenario.steps.pop_back();
  scenario.ends = instant("2023-03-22");
  CHECK(column(run(scenario).numbers.at(0), 3) == "reclaimable");
}

TEST_CASE("plain model: C8 unrent with a grace and windows of 0 days, in T5's order") {
  Scenario scenario = poor_world("unrent", "2023-02-15");
  scenario.policy.grace_days = 0;
  scenario.policy.reclaim_window_days = 0;
  scenario.policy.reserve_window_days = 0;
  scenario.accounts[0].credit = "3.50";
  ask_both(scenario, "2023-01-10", "rent", "acme", other_number_id);
  CHECK(story(scenario) == Texts{"2023-01-10T00:00:00Z NumberRented", "2023-01-10T00:00:00Z NumberRented",
                                 "2023-02-10T00:00:00Z RentalRenewed", "2023-02-10T00:00:00Z RentalRenewed",
                                 "2023-02-10T00:00:00Z NumberUnrented", "2023-02-10T00:00:00Z NumberUnrented",
                                 "2023-02-10T00:00:00Z ReclaimWindowClosed",
                                 "2023-02-10T00:00:00Z ReclaimWindowClosed",
                                 "2023-02-10T00:00:00Z NumberReturned", "2023-02-10T00:00:00Z NumberReturned",
                                 "2023-02-15T00:00:00Z ClockAdvanced"});
}

TEST_CASE("plain model: C8 cancel, with windows of 0 days the closing comes before the next renewal") {
  Scenario scenario = poor_world("cancel", "2023-02-15");
  scenario.policy.reclaim_window_days = 0;
  scenario.accounts[0].credit = "5.50";
  ask_both(scenario, "2023-01-10", "rent", "acme", other_number_id);
  ask_both(scenario, "2023-01-11", "reprice").monthly = "2.01";
  CHECK(story(scenario) == Texts{"2023-01-10T00:00:00Z NumberRented", "2023-01-10T00:00:00Z NumberRented",
                                 "2023-01-11T00:00:00Z RentalRepriced", "2023-02-10T00:00:00Z NumberUnrented",
                                 "2023-02-10T00:00:00Z ReclaimWindowClosed",
                                 "2023-02-10T00:00:00Z RentalRenewed", "2023-02-15T00:00:00Z ClockAdvanced"});
  CHECK(run(scenario).accounts.at(0) == "acme,active,USD,5.50,5.50,0.00,1,");
}

TEST_CASE("plain model: C9, adjustments and whose number they bear") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  ask_both(scenario, "2023-01-10", "rent");
  const auto adjust = [&](const char* account, const char* amount) -> Step& {
    Step& step = ask_account(scenario, "2023-01-11", "adjust", account);
    step.amount = amount;
    step.reason = "late, sorry";
    return step;
  };
  adjust("acme", "-1.00").charge = "9-first_month";
  adjust("acme", "0.25").charge = "10-adjustment";
  adjust("acme", "0.50");
  adjust("acme", "1.00").number = other_number_id;
  adjust("acme", "1.00").number = "+19995550000";
  adjust("acme", "0").charge = "10-setup";
  adjust("acme", "0.00").charge = "9-setup";
  adjust("beta", "1").charge = "9-setup";
  const Result result = run(scenario);
  CHECK(answers(scenario, result) == Texts{"accepted", "accepted", "accepted", "accepted", "accepted",
                                           "rejected unknown_number", "rejected unknown_charge",
                                           "rejected nothing_to_change", "rejected unknown_charge"});
  CHECK(result.charges.at(2) ==
        "10-adjustment,2023-01-11T00:00:00Z,acme,+14155550100,adjustment,,,-1.00,USD,,9-first_month,"
        "\"late, sorry\"");
  CHECK(columns(result.charges, 3) == Texts{number_id, number_id, number_id, number_id, "", other_number_id});
  CHECK(result.accounts.at(0) == "acme,active,USD,25.00,2.25,22.75,1,");
}

TEST_CASE("plain model: A1, what is shown of what holds") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  scenario.accounts[0].verified = false;
  suspend(scenario, "2023-01-02", "c-1", "all_services");
  suspend(scenario, "2023-01-03", "c-2", "all_services");
  ask_account(scenario, "2023-01-04", "disable");
  ask_account(scenario, "2023-01-05", "reinstate_account").case_id = "c-1";
  ask_account(scenario, "2023-01-06", "reinstate_account").case_id = "c-2";
  ask_account(scenario, "2023-01-07", "enable");
  ask_account(scenario, "2023-01-08", "verify");
  ask_account(scenario, "2023-01-09", "close");
  const Texts states{"pending_verification", "suspended", "suspended", "suspended", "suspended", "disabled",
                     "pending_verification", "active",    "closed"};
  for (std::size_t day = 0; day < states.size(); ++day) {
    const Micros at = scenario.starts + static_cast<Micros>(day) * micros_per_day;
    CHECK(column(run(scenario, at).accounts.at(0), 1) == states[day]);
  }
  CHECK(column(run(scenario, instant("2023-01-03")).accounts.at(0), 7) == "c-1 c-2");
}

TEST_CASE("plain model: A5, a closing in byte order, with the request's actor and id") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  ask_both(scenario, "2023-01-10", "rent", "acme", other_number_id);
  ask_both(scenario, "2023-01-11", "rent");
  Step& close = ask_account(scenario, "2023-01-12", "close");
  close.actor = "support";
  close.request = "bye";
  ask_account(scenario, "2023-01-12", "close");
  Step& open = ask_account(scenario, "2023-01-12", "open_account");
  open.currency = "USD";
  const Result result = run(scenario);
  CHECK(answers(scenario, result) ==
        Texts{"accepted", "accepted", "accepted", "rejected account_closed", "rejected account_exists"});
  CHECK(result.events.at(10) == "11,2023-01-12T00:00:00Z,NumberUnrented,acme,+14155550100,support,bye");
  CHECK(result.events.at(11) == "12,2023-01-12T00:00:00Z,NumberUnrented,acme,US-54321,support,bye");
  CHECK(result.events.at(12) == "13,2023-01-12T00:00:00Z,AccountClosed,acme,,support,bye");
}

// Each request below is refused for every reason from its place in Q3's order on; one after another is cured.
TEST_CASE("plain model: Q3's order for a rent") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  scenario.accounts = {
      {"acme", "EUR", {}, false, {}}, {"gone", "USD", {}, {}, {}}, {"rich", "USD", "9", {}, {}}};
  scenario.numbers[0].onboarding = "preview";
  ask_account(scenario, "2023-01-01", "close", "gone");
  const auto rent = [&](const char* account, const char* actor, const std::string& number) {
    ask_both(scenario, "2023-01-02", "rent", account, number).actor = actor;
    const std::string answer = last_answer(scenario);
    scenario.steps.pop_back();
    return answer;
  };
  CHECK(rent("nobody", "carrier", "+19995550000") == "rejected unknown_account");
  CHECK(rent("gone", "carrier", "+19995550000") == "rejected account_closed");
  CHECK(rent("acme", "carrier", "+19995550000") == "rejected not_permitted");
  CHECK(rent("acme", "support", "+19995550000") == "rejected unknown_number");
  ask_both(scenario, "2023-01-01", "rent", "rich", other_number_id);
  CHECK(rent("acme", "customer", other_number_id) == "rejected number_not_available");
  CHECK(rent("acme", "customer", number_id) == "rejected not_released");
  ask_account(scenario, "2023-01-01", "grant_preview");
  suspend(scenario, "2023-01-01", "c-1", "provisioning");
  CHECK(rent("acme", "customer", number_id) == "rejected account_not_active");
  ask_account(scenario, "2023-01-01", "verify");
  CHECK(rent("acme", "customer", number_id) == "rejected provisioning_suspended");
  ask_account(scenario, "2023-01-01", "reinstate_account").case_id = "c-1";
  CHECK(rent("acme", "customer", number_id) == "rejected no_price");
  scenario.prices.push_back({"US", "local", "0.50", "1.00", "EUR", {}});
  CHECK(rent("acme", "customer", number_id) == "rejected insufficient_credit");
  add_credit(scenario, "2023-01-01", "1.499999");
  CHECK(rent("acme", "customer", number_id) == "rejected insufficient_credit");
  add_credit(scenario, "2023-01-01", "0.000001");
  CHECK(rent("acme", "customer", number_id) == "accepted");
}

TEST_CASE("plain model: Q3's order for what needs a holder") {
  for (const char* action : {"unrent", "disconnect", "reprice", "accept_document"}) {
    Scenario scenario = small_world("2023-01-01", "2023-02-01");
    const auto add = [&](const char* at, const char* account) {
      Step& step = ask_both(scenario, at, action, account);
      step.reason = "fraud";
      step.monthly = "1";
      step.document = "identity";
    };
    add("2023-01-02", "beta");
    ask_both(scenario, "2023-01-03", "rent");
    add("2023-01-04", "beta");
    add("2023-01-05", "acme");
    const bool document = std::string(action) == "accept_document";
    CHECK(answers(scenario, run(scenario)) ==
          Texts{"rejected number_not_rented", "accepted", "rejected not_the_holder",
                document ? "rejected document_not_required" : "accepted"});
  }
}

TEST_CASE("plain model: Q3, whose number may be reclaimed and recovered") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  scenario.accounts[1].verified = false;
  ask_both(scenario, "2023-01-02", "reclaim");
  ask_both(scenario, "2023-01-03", "rent");
  ask_both(scenario, "2023-01-04", "recover");
  ask_both(scenario, "2023-01-05", "unrent");
  ask_both(scenario, "2023-01-06", "reclaim", "beta");
  ask_both(scenario, "2023-01-11", "reclaim", "beta");
  ask_account(scenario, "2023-01-11", "disable");
  ask_both(scenario, "2023-01-11", "reclaim");
  ask_both(scenario, "2023-01-11", "recover");
  ask_both(scenario, "2023-01-11", "recover").actor = "customer";
  CHECK(answers(scenario, run(scenario)) ==
        Texts{"rejected not_reclaimable", "accepted", "rejected not_reclaimable", "accepted",
              "rejected not_reclaimable", "rejected not_reclaimable", "accepted",
              "rejected reclaim_window_closed", "rejected account_not_active", "rejected not_permitted"});
}

TEST_CASE("plain model: Q3, cases, stock and what would change nothing") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  suspend(scenario, "2023-01-02", "c-1", "throughput");
  ask_account(scenario, "2023-01-02", "reinstate_account").case_id = "c-1";
  suspend(scenario, "2023-01-02", "c-1", "throughput");
  Step& number_case = ask_number(scenario, "2023-01-02", "suspend_number");
  number_case.case_id = "c-1";
  number_case.reason = "content";
  ask_number(scenario, "2023-01-02", "reinstate_number").case_id = "c-2";
  Step& stock = ask_number(scenario, "2023-01-03", "stock");
  stock.country = "US";
  stock.type = "local";
  ask_account(scenario, "2023-01-04", "verify");
  ask_account(scenario, "2023-01-04", "enable");
  ask_account(scenario, "2023-01-04", "disable").actor = "provider";
  ask_account(scenario, "2023-01-04", "disable");
  ask_account(scenario, "2023-01-04", "disable");
  CHECK(answers(scenario, run(scenario)) ==
        Texts{"accepted", "accepted", "rejected case_exists", "accepted", "rejected unknown_case",
              "rejected number_exists", "rejected nothing_to_change", "rejected nothing_to_change",
              "rejected not_permitted", "accepted", "rejected nothing_to_change"});
}

TEST_CASE("plain model: Q2, repeated request ids") {
  Scenario scenario = small_world("2023-01-01", "2023-02-01");
  const auto credit = [&](const char* account, const char* amount) -> Step& {
    Step& step = ask_account(scenario, "2023-01-02", "add_credit", account);
    step.amount = amount;
    step.request = "r-1";
    return step;
  };
  credit("acme", "5");
  credit("acme", "5.000").actor = "customer";   // the same, in other words
  credit("acme", "5").actor = "support";        // another actor is another content
  credit("nobody", "5");                        // looked at before the account
  credit("acme", "5.00").at += micros_per_day;  // the first content stays
  ask_both(scenario, "2023-01-04", "rent", "beta").request = "r-2";
  add_credit(scenario, "2023-01-05", "9", "beta");
  ask_both(scenario, "2023-01-06", "rent", "beta").request = "r-2";
  const Result result = run(scenario);
  CHECK(answers(scenario, result) ==
        Texts{"accepted", "accepted", "rejected request_id_reused", "rejected request_id_reused", "accepted",
              "rejected insufficient_credit", "accepted", "rejected insufficient_credit"});
  CHECK(columns(result.events, 2) == Texts{"PolicySet", "PriceSet", "PriceSet", "AccountOpened",
                                           "CreditAdded", "AccountOpened", "NumberStocked", "NumberStocked",
                                           "CreditAdded", "RequestRejected", "RequestRejected",
                                           "RequestRejected", "CreditAdded", "ClockAdvanced"});
  CHECK(result.events.at(9) == "10,2023-01-02T00:00:00Z,RequestRejected,acme,,support,r-1");
  CHECK(result.accounts.at(0) == "acme,active,USD,30.00,0.00,30.00,0,");
}

TEST_CASE("plain model: Q2, the timers due by a repeated request fire all the same") {
  Scenario scenario = small_world("2023-01-01", "2023-02-10");
  ask_both(scenario, "2023-01-10", "rent").request = "r-1";
  ask_both(scenario, "2023-02-10", "rent").request = "r-1";
  CHECK(run(scenario).charges.size() == 3);
}

TEST_CASE("plain model: T5, of one instant prices, accounts, numbers, then steps, all after the timers") {
  Scenario scenario = small_world("2023-01-01", "2023-02-10");
  const Micros at = instant("2023-02-10");
  ask_both(scenario, "2023-01-10", "rent");
  scenario.numbers.push_back({"+14155550199", "US", "local", {}, {}, {}, at});
  scenario.accounts.push_back({"late", "USD", "5", {}, at});
  scenario.prices.push_back({"US", "local", "2.00", "3.00", "USD", at});
  ask_both(scenario, "2023-02-10", "rent", "late", "+14155550199");
  CHECK(story(scenario) == Texts{"2023-01-10T00:00:00Z NumberRented", "2023-02-10T00:00:00Z RentalRenewed",
                                 "2023-02-10T00:00:00Z PriceSet", "2023-02-10T00:00:00Z AccountOpened",
                                 "2023-02-10T00:00:00Z CreditAdded", "2023-02-10T00:00:00Z NumberStocked",
                                 "2023-02-10T00:00:00Z NumberRented", "2023-02-10T00:00:00Z ClockAdvanced"});
  CHECK(columns(run(scenario).charges, 7) == Texts{"0.50", "1.00", "1.00", "2.00", "3.00"});
}

TEST_CASE("plain model: a run until an instant does what is due and asked for then, and no more") {
  Scenario scenario = small_world("2023-01-01", "2023-03-01");
  ask_both(scenario, "2023-01-10", "rent");
  ask_both(scenario, "2023-02-10", "unrent");
  const Result result = run(scenario, instant("2023-02-10"));
  CHECK(columns(result.events, 2).back() == "NumberUnrented");
  CHECK(result.charges.size() == 3);
  CHECK(run(scenario, instant("2023-02-10") - 1).charges.size() == 2);
}

TEST_CASE("plain model: N13 and C11, rentals that are carried over") {
  Scenario scenario = small_world("2024-08-01", "2024-10-30");
  scenario.policy.billing_day = "last_day";
  const auto carry_over = [&](const std::string& at, const std::string& account, const std::string& number,
                              const CivilDate& rented_on, const CivilDate& due) {
    Step& step = ask_both(scenario, at, "carry_over", account, number);
    step.rented_on = rented_on;
    step.next_due = due;
    step.setup = "9.00";
    step.monthly = "1.15";
  };
  // "beta" has no credit. What is due at the very instant is renewed before the next request.
  carry_over("2024-08-01", "beta", number_id, {2023, 11, 3}, {2024, 8, 1});
  carry_over("2024-08-01", "beta", number_id, {2023, 11, 3}, {2024, 8, 1});
  carry_over("2024-08-01", "acme", other_number_id, {2024, 1, 15}, {2024, 9, 30});
  const Result result = run(scenario);
  CHECK(answers(scenario, result) == Texts{"accepted", "rejected number_not_available", "accepted"});
  CHECK(story(scenario) == Texts{"2024-08-01T00:00:00Z RentalCarriedOver",
                                 "2024-08-01T00:00:00Z RentalRenewed", "2024-08-01T00:00:00Z RequestRejected",
                                 "2024-08-01T00:00:00Z RentalCarriedOver",
                                 "2024-09-01T00:00:00Z RentalRenewed", "2024-09-30T00:00:00Z RentalRenewed",
                                 "2024-10-01T00:00:00Z RentalRenewed", "2024-10-30T00:00:00Z ClockAdvanced"});
  // September 30 is a month's last day, and so the next one is October 31, whatever the 15th says.
  CHECK(result.charges[2] ==
        "14-renewal,2024-09-30T00:00:00Z,acme,US-54321,renewal,2024-09-30,2024-10-31,1.15,USD,12,,");
  CHECK(result.numbers[0] ==
        "+14155550100,US,local,rented,beta,2023-11-03T00:00:00Z,2024-11-01,1.15,USD,,,active,"
        "general_availability");
}

}  // namespace rentroll::tests::model
