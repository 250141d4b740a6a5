#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <vector>

#include "projections/charges.hpp"
#include "tests/support/audit_rows.hpp"
#include "tests/support/random_run.hpp"

/// What must be so of the audits of every log, whatever was asked.
namespace rentroll::tests {
namespace {

using events::Event;
using events::EventType;
using projections::AuditRow;

bool begins_rental(EventType type) {
  return type == EventType::number_rented || type == EventType::number_reclaimed ||
         type == EventType::number_recovered || type == EventType::rental_carried_over;
}

/// Of a log that the program wrote an audit says nowhere that something recorded does not follow.
bool follows(const AuditRow& row) {
  return row.rule.find("recorded, but") == std::string::npos &&
         row.rule.find("recorded for") == std::string::npos &&
         row.rule.find("was due") == std::string::npos &&
         row.rule.find("was not rented") == std::string::npos;
}

}  // namespace

TEST_CASE("every event of a number appears exactly once in its audit, in order") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::map<events::Ordinal, std::vector<core::Seq>> expected;
    for (const Event& event : run.events()) {
      if (event.number != events::no_ordinal) expected[event.number].push_back(event.seq);
    }
    for (const auto& [number, seqs] : expected) {
      std::vector<core::Seq> own;
      core::Seq before = 0;
      for (const AuditRow& row : number_rows(run.store, number)) {
        RC_ASSERT(row.seq > before);
        before = row.seq;
        if (row.number == number) {
          own.push_back(row.seq);
        } else {
          RC_ASSERT((row.type == EventType::account_closed || row.type == EventType::rental_renewed));
        }
      }
      RC_ASSERT(own == seqs);
    }
  }));
}

TEST_CASE("the balances of an account's audit have no gap, and end at its balance (C10)") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::map<events::Ordinal, std::size_t> expected;
    for (const Event& event : run.events()) {
      if (event.account != events::no_ordinal) ++expected[event.account];
    }
    for (const auto& [account, count] : expected) {
      const AuditRows rows = account_rows(run.store, account);
      RC_ASSERT(rows.size() == count);
      core::Money balance;
      for (const AuditRow& row : rows) {
        if (!row.balance) continue;
        RC_ASSERT(row.balance->before == balance);
        balance = row.balance->after;
      }
      RC_ASSERT(balance == run.state.account(account).balance());
    }
  }));
}

TEST_CASE("every event is told of, with a rule, and all of it follows") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    for (const AuditRow& row : all_rows(run.store)) {
      RC_ASSERT(!row.change.empty());
      RC_ASSERT(!row.rule.empty());
      RC_ASSERT(follows(row));
    }
  }));
}

TEST_CASE("every charge can be audited, and its chain ends at a rental's beginning or an adjustment") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::map<events::Ordinal, std::vector<core::Seq>> rental;  // by number: its beginning, then its renewals
    for (const Event& event : run.events()) {
      if (begins_rental(event.type())) rental[event.number] = {event.seq};
      if (event.type() == EventType::rental_renewed) rental.at(event.number).push_back(event.seq);
      projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
        const AuditRows rows = charge_rows(run.store, line.id);
        RC_ASSERT(!rows.empty());
        std::vector<core::Seq> told;
        bool has_policy = false;
        for (const AuditRow& row : rows) {
          RC_ASSERT(follows(row));
          has_policy = has_policy || row.type == EventType::policy_set;
          const bool goes_on = begins_rental(row.type) || row.type == EventType::rental_renewed;
          if (goes_on && row.seq <= event.seq) told.push_back(row.seq);
        }
        if (line.id.kind != core::ChargeKind::adjustment) {
          RC_ASSERT(told == rental.at(event.number));
          RC_ASSERT(has_policy);
        } else if (told.empty()) {
          RC_ASSERT(rows.front().type == EventType::charge_adjusted);
        } else {
          RC_ASSERT(line.corrects.has_value());
          RC_ASSERT(has_policy);
        }
      });
    }
  }));
}

TEST_CASE("every request id can be audited: all its events, and what was asked first") {
  CHECK(rc::check([](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    std::map<std::string, std::vector<core::Seq>> expected;
    for (const Event& event : run.events()) {
      if (!event.request.empty()) expected[event.request].push_back(event.seq);
    }
    for (const auto& [request, seqs] : expected) {
      std::vector<core::Seq> told;
      const AuditRows rows = request_rows(run.store, request);
      for (const AuditRow& row : rows) told.push_back(row.seq);
      RC_ASSERT(told == seqs);
      RC_ASSERT(rows.front().change.starts_with("asked: "));
    }
  }));
}

}  // namespace rentroll::tests
