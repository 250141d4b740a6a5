#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/text_enum.hpp"
#include "projections/charges.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/support/audit_rows.hpp"
#include "tests/support/memory_run.hpp"

/// What audits say, word for word, of the scenarios of the library.
namespace rentroll::tests {
namespace {

using events::Event;
using events::EventType;
using projections::AuditRow;

scenarios::Scenario library(const std::string& name) {
  return scenarios::read_scenario(std::string(RENTROLL_SOURCE_DIR "/scenarios/library/") + name + ".toml");
}

/// A row as `CHANGE | RULE`.
std::string told(const AuditRow& row) { return row.change + " | " + row.rule; }

std::string type_text(const AuditRow& row) { return std::string(core::to_text(row.type)); }

/// The row of an event; the empty text where the rows have none.
std::string told_of(const AuditRows& rows, core::Seq seq) {
  for (const AuditRow& row : rows) {
    if (row.seq == seq) return told(row);
  }
  return "";
}

/// The seqs and types of rows, `13 NumberRented`.
std::vector<std::string> outline(const AuditRows& rows) {
  std::vector<std::string> lines;
  for (const AuditRow& row : rows) lines.push_back(std::to_string(row.seq) + " " + type_text(row));
  return lines;
}

bool holds(const AuditRow& row, const std::string& part) { return told(row).find(part) != std::string::npos; }

/// Whether a row of this type says it.
bool any_holds(const AuditRows& rows, EventType type, const std::string& part) {
  for (const AuditRow& row : rows) {
    if (row.type == type && holds(row, part)) return true;
  }
  return false;
}

events::Ordinal number_of(const MemoryRun& run, const char* text) {
  return *run.state.names.numbers.find(text);
}

/// Each charge's rules of a number, from the beginning of its last rental on.
std::vector<std::string> due_dates(const std::string& scenario, const char* number) {
  const MemoryRun run(library(scenario));
  std::vector<std::string> dates;
  std::optional<core::ChargeId> last;
  for (const Event& event : run.events()) {
    if (event.number != number_of(run, number)) continue;
    projections::for_each_charge(event, [&](const projections::ChargeLine& line) { last = line.id; });
  }
  for (const AuditRow& row : charge_rows(run.store, *last)) {
    if (row.number == events::no_ordinal) continue;
    dates.push_back(row.rule.substr(0, row.rule.find(';')));
  }
  return dates;
}

/// Writes events into an empty store, unit by unit.
void write(events::MemoryStore& store, std::vector<Event>& events, const events::Directory& names) {
  events::EventLog log(store);
  auto begin = events.begin();
  for (auto event = events.begin(); event != events.end(); ++event) {
    if (!event->ends_unit) continue;
    log.append(std::span(begin, event + 1), names);
    begin = event + 1;
  }
  log.flush(events::Durability::buffered);
}

struct Expected {
  const char* word;
  const char* change;
  const char* rule;
};

/// The first event of each type in every_event_type.toml, and in carry_over.toml.
const std::vector<Expected> types{
    {"PolicySet",
     "the log begins with its policy: billing day ratchet, reclaim window 5 days, reserve window 10 days, "
     "recovery charges as_new, renewal without credit charge",
     "section 8: the policy in force is itself in the log"},
    {"PriceSet", "price of US local numbers in USD set to 0.50 setup and 1.00 a month",
     "C1: the newest price applies; C7: rentals that have begun keep theirs"},
    {"AccountOpened",
     "account acme opened in USD, not verified yet; account not opened -> pending_verification",
     "A2: it may rent once it is verified; M3: one currency for all its money"},
    {"CreditAdded", "credit of 50.00 added; balance 0.00 -> 50.00 USD",
     "C10: balance = credit added - all charges"},
    {"NumberStocked",
     "stocked as a local number of US that carries voice; onboarding preview; required for activation: "
     "identity; number not stocked -> available",
     "N9: in preview only accounts that have been granted preview can rent it"},
    {"AccountVerified", "account acme verified; account pending_verification -> active",
     "A1: closed, suspended, disabled, pending_verification: the first that holds is shown, else active"},
    {"AccountDisabled", "account acme disabled; account active -> disabled",
     "A2: no new numbers while it is disabled; A3: its rentals go on and are charged"},
    {"AccountEnabled", "account acme enabled again; account disabled -> active",
     "A1: closed, suspended, disabled, pending_verification: the first that holds is shown, else active"},
    {"PreviewGranted", "preview granted to acme", "N9: it may rent numbers in preview"},
    {"NumberRented",
     "rented by acme: 0.50 setup and 1.00 first month charged, next due 2024-02-02; balance 50.00 -> 48.50 "
     "USD; number available -> rented",
     "C3: the same day of the next month; C1: 0.50 setup and 1.00 a month, the price set by event 2; C2: "
     "1.50 needed, 50.00 there; N10: pending activation until accepted: identity"},
    {"DocumentAccepted", "document identity accepted; missing now: nothing",
     "N10: active when the last required document is accepted"},
    {"NumberActivated", "activation pending -> active", "N10: event 14 was the last required document"},
    {"NumberOnboarded", "onboarding preview -> beta", "N9: forward, one step at a time"},
    {"AccountCaseOpened", "case case-1 opened, scope throughput, reason traffic_pattern",
     "A4: high throughput is withdrawn"},
    {"AccountCaseLifted", "case case-1 lifted",
     "A4: no other case of scope throughput is open, so what it took away is given back"},
    {"NumberCaseOpened", "case case-2 opened, scope sending, reason content",
     "A4: the number may not send while it is open"},
    {"NumberCaseLifted", "case case-2 lifted",
     "A4: no other case of scope sending is open, so what it took away is given back"},
    {"RentalRepriced", "monthly fee 1.00 -> 1.25, from the renewal of 2024-02-02 on",
     "C7: price change, from the next renewal on"},
    {"NumberWithdrawn", "withdrawn by the carrier; number available -> returned",
     "N8: availability is best effort; a withdrawn number is returned at once"},
    {"RequestRejected", "asked: rent +14155550104 for acme; refused",
     "Q3: number_not_available: +14155550104 was returned to the carrier at 2024-01-02T09:14:00Z and has not "
     "been stocked since (N6)"},
    {"NumberUnrented", "unrented by acme; number rented -> reclaimable",
     "N3: reclaimable until 2024-01-10T09:00:00Z; N5: recoverable by support until 2024-01-15T09:00:00Z, "
     "then it goes back to the carrier; C6: nothing is refunded"},
    {"NumberDisconnected", "disconnected from acme, reason \"fraud\"; number rented -> reserved",
     "N11: nothing to reclaim or recover; N6: goes back to the carrier at 2024-01-15T10:00:00Z"},
    {"ReclaimWindowClosed", "no longer reclaimable by acme; number reclaimable -> reserved",
     "N7: 5 days after its last rental ended at 2024-01-05T09:00:00Z, event 26; N5: recoverable by support "
     "until 2024-01-15T09:00:00Z"},
    {"NumberReturned", "returned to the carrier; number reserved -> returned",
     "N6: 10 days after its last rental ended at 2024-01-05T09:00:00Z, event 26; rentable only after it has "
     "been stocked again"},
    {"RentalRenewed",
     "renewed for acme: 1.25 charged from 2024-02-02 on, next due 2024-03-02; balance 45.50 -> 44.25 USD",
     "C3: the same day of the next month; C7: fee of 1.25 by the repricing of event 21"},
    {"ChargeAdjusted", "adjustment of -0.25, reason \"outage of January 30\"; balance 44.25 -> 44.50 USD",
     "C9: what was charged changes by an adjustment alone"},
    {"NumberReclaimed",
     "reclaimed by acme: 0.50 setup and 1.00 first month charged, next due 2024-03-06; balance 44.50 -> "
     "43.00 USD; number reclaimable -> rented",
     "C3: the same day of the next month; C1: 0.50 setup and 1.00 a month, the price set by event 2; C2: "
     "1.50 needed, 44.50 there; N10: pending activation until accepted: identity; N3: its last rental ended "
     "at 2024-02-05T09:00:00Z, event 33, reclaimable until 2024-02-10T09:00:00Z; N4: charged like a new "
     "purchase"},
    {"NumberRecovered",
     "recovered for acme: 0.50 setup and 1.00 first month charged, next due 2024-03-13; balance 43.00 -> "
     "41.50 USD; number reserved -> rented",
     "C3: the same day of the next month; C1: 0.50 setup and 1.00 a month, the price set by event 2; C2: "
     "1.50 needed, 43.00 there; N10: pending activation until accepted: identity; N5: its last rental ended "
     "at 2024-02-07T09:00:00Z, event 35, recoverable by support until 2024-02-17T09:00:00Z; N5: charged like "
     "a new purchase"},
    {"AccountClosed", "account acme closed, with a balance of 41.50 USD; account active -> closed",
     "A5: its numbers are released first; it accepts nothing any more but adjustments"},
    {"ClockAdvanced", "a run came to its end; nothing else changed", "Q4: up to here the clock has run"},
    {"RentalCarriedOver",
     "carried over for acme, which has rented it since 2023-11-03: nothing charged, next due 2024-08-28; "
     "number available -> rented",
     "N13: 0.50 setup and 1.15 a month, the terms that it had before; C11: nothing charged before "
     "2024-08-28, by which the later due dates go"},
};

/// The first refusal of each reason in every_rejection.toml.
const std::vector<Expected> refusals{
    {"unknown_account", "asked: rent +14155550103 for nobody; refused",
     "Q3: unknown_account: no account nobody has been opened"},
    {"account_closed", "asked: rent +14155550103 for oldcorp; refused",
     "Q3: account_closed: account oldcorp is closed and accepts nothing but adjustments (A5)"},
    {"not_permitted", "asked: rent +14155550103 for acme; refused",
     "Q3: not_permitted: rent is for customer or support to ask, not for carrier (Q1)"},
    {"unknown_number", "asked: rent +14155559999 for acme; refused",
     "Q3: unknown_number: +14155559999 has never been stocked"},
    {"number_not_available", "asked: rent +14155550101 for globex; refused",
     "Q3: number_not_available: +14155550101 is rented by acme (N2)"},
    {"number_not_rented", "asked: unrent +14155550103 for acme; refused",
     "Q3: number_not_rented: +14155550103 is available, rented by nobody (N1)"},
    {"not_the_holder", "asked: unrent +14155550101 for globex; refused",
     "Q3: not_the_holder: +14155550101 is rented by acme (N2)"},
    {"number_returned", "asked: reclaim +14155550106 for acme; refused",
     "Q3: number_returned: +14155550106 was returned to the carrier at 2024-03-01T09:00:00Z and has not been "
     "stocked since (N6)"},
    {"not_reclaimable", "asked: reclaim +14155550102 for globex; refused",
     "Q3: not_reclaimable: +14155550102 is reclaimable after a rental by acme and goes back to the carrier "
     "at 2024-03-11T09:20:00Z (N5)"},
    {"reclaim_window_closed", "asked: reclaim +14155550102 for acme; refused",
     "Q3: reclaim_window_closed: +14155550102 was unrented at 2024-03-01T09:20:00Z and reclaimable until "
     "2024-03-06T09:20:00Z; support may recover it until 2024-03-11T09:20:00Z (N3, N5)"},
    {"not_released", "asked: rent +14155550104 for acme; refused",
     "Q3: not_released: +14155550104 is in testing: nobody can rent it (N9)"},
    {"account_not_active", "asked: rent +14155550103 for initech; refused",
     "Q3: account_not_active: account initech is pending_verification (A2)"},
    {"provisioning_suspended", "asked: rent +14155550103 for acme; refused",
     "Q3: provisioning_suspended: open cases of scope provisioning: case-1 (A2)"},
    {"no_price", "asked: rent +14155550103 for hooli; refused",
     "Q3: no_price: there is no price for US local numbers in EUR (C1)"},
    {"insufficient_credit", "asked: rent +14155550103 for umbrella; refused",
     "Q3: insufficient_credit: 1.50 needed, 1.49 there (C2)"},
    {"account_exists", "asked: open_account acme (currency USD, verified true); refused",
     "Q3: account_exists: account acme was opened before; its id is never used again (A5)"},
    {"number_exists",
     "asked: stock +14155550103 (capabilities voice, country US, onboarding general_availability, requires "
     "nothing, type local); refused",
     "Q3: number_exists: +14155550103 is available, rented by nobody (N1)"},
    {"not_withdrawable", "asked: withdraw +14155550101; refused",
     "Q3: not_withdrawable: +14155550101 is rented by acme (N2)"},
    {"case_exists",
     "asked: suspend_account acme (case case-1, reason complaint, scope provisioning); refused",
     "Q3: case_exists: case-1 was opened before; a case's id is used once for ever"},
    {"unknown_case", "asked: reinstate_account acme (case case-2); refused",
     "Q3: unknown_case: case-2 was never opened"},
    {"onboarding_backwards", "asked: onboard +14155550104 (status beta); refused",
     "Q3: onboarding_backwards: +14155550104 is in testing, and the next step is preview (N9)"},
    {"document_not_required",
     "asked: accept_document +14155550105 for acme (document address_local); refused",
     "Q3: document_not_required: +14155550105 requires for activation: identity (N10)"},
    {"unknown_charge",
     "asked: adjust acme (amount -1.00, charge 999-renewal, reason \"no such charge\"); refused",
     "Q3: unknown_charge: account acme has no charge 999-renewal (C9)"},
    {"nothing_to_change", "asked: verify acme; refused", "Q3: nothing_to_change: acme is verified already"},
    {"request_id_reused", "asked: rent +14155550103 for nobody; refused",
     "Q3: request_id_reused: the id r-1 had been used for another request, which stays (Q2)"},
};

}  // namespace

TEST_CASE("each type of event is told of") {
  std::map<std::string, AuditRow> first;
  for (const char* scenario : {"every_event_type", "carry_over"}) {
    const MemoryRun run(library(scenario));
    for (const AuditRow& row : all_rows(run.store)) first.try_emplace(type_text(row), row);
  }
  REQUIRE(types.size() == events::event_types_end - 1);
  for (const Expected& expected : types) {
    REQUIRE_MESSAGE(first.contains(expected.word), expected.word);
    CHECK(first.at(expected.word).change == expected.change);
    CHECK(first.at(expected.word).rule == expected.rule);
  }
}

TEST_CASE("each reason of a refusal is told of with its figures") {
  const MemoryRun run(library("every_rejection"));
  std::map<std::string, AuditRow> first;
  for (const AuditRow& row : all_rows(run.store)) {
    if (row.type != EventType::request_rejected) continue;
    const std::size_t begin = row.rule.find(": ") + 2;
    first.try_emplace(row.rule.substr(begin, row.rule.find(": ", begin) - begin), row);
  }
  for (const Expected& expected : refusals) {
    REQUIRE_MESSAGE(first.contains(expected.word), expected.word);
    CHECK(first.at(expected.word).change == expected.change);
    CHECK(first.at(expected.word).rule == expected.rule);
  }
  // All reasons but the one that no scenario can have, which comes next.
  CHECK(refusals.size() + 1 == core::EnumTexts<core::Rejection>::value.size());
}

TEST_CASE("a refusal for an instant before the horizon (Q4)") {
  scenarios::Scenario scenario = library("first_steps");
  scenarios::Step late = scenario.steps.back();
  late.request.at = scenario.starts;
  scenario.steps.push_back(late);
  const MemoryRun run(scenario);
  const AuditRows rows = all_rows(run.store);
  CHECK(any_holds(
      rows, EventType::request_rejected,
      "Q3: time_goes_backwards: it was asked for an instant before 2024-06-03T09:00:00Z, up to which "
      "the clock had run (Q4)"));
}

TEST_CASE("nothing_to_change says what was so already") {
  const MemoryRun run(library("every_rejection"));
  const AuditRows rows = all_rows(run.store);
  for (const char* sentence :
       {"acme is verified already", "umbrella is disabled already", "acme is not disabled",
        "acme has been granted preview before (N9)", "document identity has been accepted before (N10)",
        "an adjustment of 0 changes nothing (C9)"}) {
    CHECK_MESSAGE(any_holds(rows, EventType::request_rejected, sentence), sentence);
  }
}

TEST_CASE("the story of a number: all its events, and the closing of the account that released it") {
  const MemoryRun run(library("every_event_type"));
  CHECK(outline(number_rows(run.store, number_of(run, "+14155550101"))) ==
        std::vector<std::string>{"5 NumberStocked", "13 NumberRented", "14 DocumentAccepted",
                                 "15 NumberActivated", "16 NumberOnboarded", "19 NumberCaseOpened",
                                 "20 NumberCaseLifted", "21 RentalRepriced", "31 RentalRenewed",
                                 "32 ChargeAdjusted", "33 NumberUnrented", "34 NumberReclaimed",
                                 "35 NumberUnrented", "36 ReclaimWindowClosed", "37 NumberRecovered",
                                 "38 NumberUnrented", "39 AccountClosed", "40 NumberReturned"});
  // Another number of the account was not released by its closing.
  CHECK(outline(number_rows(run.store, number_of(run, "+14155550102"))) ==
        std::vector<std::string>{"6 NumberStocked", "22 NumberRented", "26 NumberUnrented",
                                 "28 ReclaimWindowClosed", "29 NumberReturned"});
}

TEST_CASE("a number unrented at the end of a grace: the renewal of another one that began it is told (C8)") {
  const MemoryRun run(library("no_credit_unrent"));
  const AuditRows all = all_rows(run.store);
  std::size_t by_another = 0;
  for (const AuditRow& unrented : all) {
    if (unrented.type != EventType::number_unrented || unrented.actor != core::Actor::system) continue;
    const AuditRows rows = number_rows(run.store, unrented.number);
    CHECK(told_of(rows, unrented.cause) == told_of(all, unrented.cause));
    CHECK(holds(unrented, "event " + std::to_string(unrented.cause)));
    if (all[unrented.cause - 1].number != unrented.number) ++by_another;
  }
  CHECK(by_another > 0);
}

TEST_CASE("a number's own renewal that began a grace is told whatever came of the grace (C8)") {
  const MemoryRun run(library("no_credit_unrent"));
  std::size_t told_of_renewals = 0;
  for (const AuditRow& row : all_rows(run.store)) {
    if (row.type != EventType::rental_renewed) continue;
    CHECK(told_of(number_rows(run.store, row.number), row.seq) == told(row));
    ++told_of_renewals;
  }
  CHECK(told_of_renewals > 0);
}

TEST_CASE("what a renewal without credit does (C8)") {
  const MemoryRun charge(library("no_credit_charge"));
  CHECK(any_holds(all_rows(charge.store), EventType::rental_renewed,
                  "C8: the balance is below zero: charged all the same"));
  const MemoryRun suspend(library("no_credit_suspend"));
  const AuditRows suspended = all_rows(suspend.store);
  CHECK(
      told_of(suspended, 24) ==
      "case unpaid-1 opened, scope all_services, reason unpaid; account active -> suspended | C8: after the "
      "renewal of event 23 the balance is -0.50, below zero; unpaid case number 1 of the account; A1: "
      "suspended "
      "while a case of scope all_services is open; A3: its rentals go on and are charged");
  CHECK(any_holds(suspended, EventType::rental_renewed, "C4: charged though the account is suspended"));
  CHECK(any_holds(suspended, EventType::account_case_lifted,
                  "C8: with event 49 the balance is 0.00, 0 or more again"));
  const MemoryRun unrent(library("no_credit_unrent"));
  CHECK(any_holds(
      all_rows(unrent.store), EventType::rental_renewed,
      "unless it is 0 or more before 2024-02-12T00:00:00Z, 7 days after event 23, all numbers of the "
      "account are unrented"));
  const MemoryRun cancel(library("no_credit_cancel"));
  CHECK(any_holds(
      all_rows(cancel.store), EventType::number_unrented,
      "unrented from acme in place of the renewal due 2024-02-05; number rented -> reclaimable | C8: 1.00 "
      "needed for the renewal, 0.50 there: not charged but cancelled"));
}

TEST_CASE("a recovery without charge (N5)") {
  const MemoryRun run(library("recovery_none"));
  CHECK(any_holds(
      all_rows(run.store), EventType::number_recovered,
      "recovered for acme: nothing charged, next due 2024-02-28; number reserved -> rented | C3: "));
  CHECK(any_holds(all_rows(run.store), EventType::number_recovered,
                  "N5: recovery_charges = none: nothing charged before the first due date"));
}

TEST_CASE("a case that is lifted while another one of its scope is open (A1)") {
  const MemoryRun run(library("overlapping_cases"));
  CHECK(any_holds(all_rows(run.store), EventType::account_case_lifted,
                  "A4: another case of scope all_services is open and still holds"));
}

TEST_CASE("the due dates of a charge, by each of the four rules (C3)") {
  CHECK(
      due_dates("month_end_rules_ratchet", "+14155550131") ==
      std::vector<std::string>{"2017-01-31 -> 2017-02-28: day 31 clamped to 28 (C3)",
                               "2017-02-28 -> 2017-03-28: day 28 stays: once clamped it stays clamped (C3)",
                               "2017-03-28 -> 2017-04-28: day 28 stays: once clamped it stays clamped (C3)",
                               "2017-04-28 -> 2017-05-28: day 28 stays: once clamped it stays clamped (C3)",
                               "2017-05-28 -> 2017-06-28: day 28 stays: once clamped it stays clamped (C3)",
                               "2017-06-28 -> 2017-07-28: day 28 stays: once clamped it stays clamped (C3)"});
  CHECK(due_dates("month_end_rules_anchored", "+14155550131")[1] ==
        "2017-02-28 -> 2017-03-31: day 31, on which the rental began (C3)");
  CHECK(due_dates("month_end_rules_last_day", "+14155550130") ==
        std::vector<std::string>{
            "2017-04-30 -> 2017-05-31: begun on the last day of a month, due on the last day of each (C3)",
            "2017-05-31 -> 2017-06-30: begun on the last day of a month, due on the last day of each (C3)",
            "2017-06-30 -> 2017-07-31: begun on the last day of a month, due on the last day of each (C3)"});
  CHECK(due_dates("month_end_rules_first", "+14155550131")[0] ==
        "2017-01-31 -> 2017-02-01: the 1st of the next month (C3)");
}

TEST_CASE("the amount of a first month, with its rounding (C3, first)") {
  const MemoryRun run(library("rounding_of_the_first_month"));
  const AuditRows rows = charge_rows(run.store, {18, core::ChargeKind::first_month});
  CHECK(holds(rows.back(), "; 1.000005 x 3 / 30 = 0.10, rounded half to even at the millionth (C3); "));
  CHECK(holds(all_rows(run.store)[17], "; C3: first month 1.000005 x 3 / 30 = 0.10, rounded half to even"));
}

TEST_CASE("the chain back from a charge: policy, price, beginning, repricing") {
  const MemoryRun run(library("every_event_type"));
  const AuditRows rows = charge_rows(run.store, {31, core::ChargeKind::renewal});
  CHECK(outline(rows) == std::vector<std::string>{"1 PolicySet", "2 PriceSet", "13 NumberRented",
                                                  "21 RentalRepriced", "31 RentalRenewed"});
  CHECK(rows[2].request == "rent-1");
  CHECK(rows[2].actor == core::Actor::customer);
  CHECK(rows.back().change ==
        "charge 31-renewal: renewed for acme: 1.25 charged from 2024-02-02 on, next due 2024-03-02; balance "
        "45.50 -> 44.25 USD");
  CHECK(rows.back().rule ==
        "2024-02-02 -> 2024-03-02: the same day of the next month (C3); C7: fee of 1.25 by the repricing of "
        "event 21");
}

TEST_CASE("the chain back from a charge after a reclaim names the unrent before it (N4)") {
  const MemoryRun run(library("every_event_type"));
  CHECK(outline(charge_rows(run.store, {34, core::ChargeKind::setup})) ==
        std::vector<std::string>{"1 PolicySet", "2 PriceSet", "33 NumberUnrented", "34 NumberReclaimed"});
  CHECK(outline(charge_rows(run.store, {37, core::ChargeKind::first_month})) ==
        std::vector<std::string>{"1 PolicySet", "2 PriceSet", "35 NumberUnrented", "37 NumberRecovered"});
}

TEST_CASE("the chain back from a charge of a rental that was carried over names no price (C11)") {
  const MemoryRun run(library("carry_over"));
  const AuditRows rows = charge_rows(run.store, {30, core::ChargeKind::renewal});
  CHECK(outline(rows) == std::vector<std::string>{"1 PolicySet", "11 RentalCarriedOver", "25 RentalRenewed",
                                                  "29 RentalRepriced", "30 RentalRenewed"});
  CHECK(
      rows.back().rule ==
      "2024-09-28 -> 2024-10-28: the same day of the next month (C3); C11: carried over, it counts as begun "
      "on 2024-08-28; C7: fee of 1.25 by the repricing of event 29");
  // Pending as any rental of a number that requires documents.
  CHECK(any_holds(all_rows(run.store), EventType::rental_carried_over,
                  "N10: pending activation until accepted: identity"));
  // What comes after the rental carried over names its price again.
  CHECK(outline(charge_rows(run.store, {36, core::ChargeKind::setup})) ==
        std::vector<std::string>{"1 PolicySet", "34 NumberUnrented", "35 PriceSet", "36 NumberReclaimed"});
}

TEST_CASE("of several prices the one in force at the beginning is named (C1)") {
  const MemoryRun run(library("recovery_none"));
  std::vector<std::string> named;
  for (const AuditRow& row : charge_rows(run.store, {23, core::ChargeKind::renewal})) {
    if (row.type == EventType::price_set) named.push_back(told(row));
  }
  REQUIRE(named.size() == 1);
  CHECK(named[0].find("set to 0.60 setup and 1.20 a month, before 0.50 and 1.00") != std::string::npos);
}

TEST_CASE("adjustments: those that correct a charge, and what an adjustment corrects (C9)") {
  const MemoryRun run(library("adjustments"));
  const std::vector<std::string> whole{"1 PolicySet",      "2 PriceSet",        "9 NumberRented",
                                       "11 RentalRenewed", "13 ChargeAdjusted", "14 ChargeAdjusted"};
  CHECK(outline(charge_rows(run.store, {11, core::ChargeKind::renewal})) == whole);
  const AuditRows back = charge_rows(run.store, {14, core::ChargeKind::adjustment});
  CHECK(outline(back) == whole);
  CHECK(back.back().change.starts_with(
      "charge 14-adjustment: adjustment of 0.10, corrects 13-adjustment, reason "));
  // One that corrects nothing stands alone, and so do what corrects another charge of the same event.
  CHECK(outline(charge_rows(run.store, {16, core::ChargeKind::adjustment})) ==
        std::vector<std::string>{"16 ChargeAdjusted"});
  CHECK(outline(charge_rows(run.store, {9, core::ChargeKind::setup})).back() == "15 ChargeAdjusted");
  CHECK(outline(charge_rows(run.store, {9, core::ChargeKind::first_month})).back() == "9 NumberRented");
}

TEST_CASE("a charge that the log does not hold") {
  const MemoryRun run(library("every_event_type"));
  CHECK(charge_rows(run.store, {31, core::ChargeKind::setup}).empty());
  CHECK(charge_rows(run.store, {999, core::ChargeKind::renewal}).empty());
  CHECK(charge_rows(run.store, {0, core::ChargeKind::renewal}).empty());
}

TEST_CASE("the story of a request id: what was asked, the answer, and later uses for something else (Q2)") {
  const MemoryRun run(library("every_rejection"));
  const AuditRows rows = request_rows(run.store, "r-1");
  CHECK(outline(rows) == std::vector<std::string>{"19 NumberRented", "80 RequestRejected"});
  CHECK(rows[0].change.starts_with("asked: rent +14155550101 for acme; accepted: rented by acme: "));
  CHECK(rows[0].rule.ends_with("; Q2: the same request again is answered as this time and records nothing"));
  CHECK(rows[1].change == "asked: rent +14155550103 for nobody; refused");
  CHECK(rows[1].rule.ends_with("; Q2: it was first used by event 19"));
  CHECK(request_rows(run.store, "r-2").empty());
}

TEST_CASE("a request of several events: what was asked is said once, and whole") {
  scenarios::Scenario scenario = library("first_steps");
  for (scenarios::Step& step : scenario.steps) {
    if (std::holds_alternative<scenarios::OpenAccount>(step.request.body))
      step.request.id = core::RequestId::parse("open-1");
  }
  const MemoryRun run(scenario);
  const AuditRows rows = request_rows(run.store, "open-1");
  CHECK(outline(rows) == std::vector<std::string>{"3 AccountOpened", "4 CreditAdded"});
  CHECK(rows[0].change ==
        "asked: open_account acme (credit 50.00, currency USD, verified true); accepted: account acme opened "
        "in "
        "USD, verified; account not opened -> active");
  CHECK(told(rows[1]) ==
        "credit of 50.00 added; balance 0.00 -> 50.00 USD | C10: balance = credit added - all charges");
}

TEST_CASE("what is recorded and does not follow from the rules is said, not passed over") {
  const MemoryRun run(library("every_event_type"));
  std::vector<Event> events = run.events();
  events[12].payload = [&] {
    auto rented = std::get<events::NumberRented>(events[12].payload);
    rented.first_due = core::Date::parse("2024-02-03");
    rented.monthly = core::Money::parse("1.10");
    return rented;
  }();
  auto& renewed = std::get<events::RentalRenewed>(events[30].payload);
  renewed.period_end = core::Date::parse("2024-03-03");
  renewed.amount = core::Money::parse("1.30");
  events::MemoryStore store;
  write(store, events, run.state.names);
  const AuditRows rows = all_rows(store);
  CHECK(holds(rows[12], "C3: 2024-02-03 is recorded, but after 2024-01-02 comes 2024-02-02"));
  CHECK(holds(rows[12],
              "C1: 0.50 and 1.10 are recorded, but the price in force, of event 2, is 0.50 and 1.00"));
  CHECK(holds(rows[12], "C3: 1.00 is recorded for the first month, but it costs 1.10"));
  CHECK(holds(rows[30], "C3: 2024-03-03 is recorded, but after 2024-02-02 comes 2024-03-02"));
  CHECK(holds(rows[30], "C5: renewed from 2024-02-02, but the renewal of 2024-02-03 was due"));
  CHECK(holds(rows[30], "C7: 1.30 is recorded, but the fee is 1.25 by the repricing of event 21"));
}

}  // namespace rentroll::tests
