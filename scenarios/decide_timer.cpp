#include <fmt/format.h>

#include "core/billing_day.hpp"
#include "scenarios/decide.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;
using projections::Account;
using projections::State;

/// Adds an event that the clock sets off; answers with its own fields, to be filled in where they lie.
template <class Payload>
Payload& add(std::vector<Event>& unit, const State& state, core::Instant at, Ordinal account, Ordinal number,
             core::Seq cause) {
  Event& event = unit.emplace_back();
  event.seq = state.last_seq + unit.size();
  event.occurred_at = at;
  event.actor = core::Actor::system;
  event.account = account;
  event.number = number;
  event.cause = cause;
  return event.payload.emplace<Payload>();
}

/// C8, "suspend": a renewal that leaves the balance below zero opens a case, unless one is open.
void open_unpaid_case_if_due(const State& state, core::Instant at, Ordinal ordinal, core::Money balance,
                             std::vector<Event>& unit) {
  if (state.policy.renewal_without_credit != core::RenewalWithoutCredit::suspend) return;
  if (balance >= core::Money{} || open_unpaid_case(state, ordinal) != nullptr) return;
  const std::string id = fmt::format("unpaid-{}", state.accounts[ordinal].unpaid_cases + 1);
  const core::Seq cause = unit.back().seq;
  add<events::AccountCaseOpened>(unit, state, at, ordinal, events::no_ordinal, cause) = {
      core::CaseId::parse(id), core::Scope::all_services, core::CaseReason::unpaid};
}

/// C3, C4, C8
void renew(const State& state, const Timer& timer, std::vector<Event>& unit) {
  const projections::NumberRental& rental = state.numbers.rental(timer.subject);
  const projections::NumberDetails& details = state.numbers.details(timer.subject);
  const Account& account = state.accounts[rental.account];
  const core::Money balance = account.balance();
  const bool cancels = state.policy.renewal_without_credit == core::RenewalWithoutCredit::cancel;
  if (cancels && balance < details.monthly) {
    add<events::NumberUnrented>(unit, state, timer.at, rental.account, timer.subject, rental.origin).reason =
        core::UnrentReason::unpaid;
    return;
  }
  auto& renewed =
      add<events::RentalRenewed>(unit, state, timer.at, rental.account, timer.subject, rental.origin);
  renewed.amount = details.monthly;
  renewed.currency = account.currency;
  renewed.period_begin = rental.next_due;
  renewed.period_end = core::next_due(state.policy.billing_day, details.begun, rental.next_due);
  open_unpaid_case_if_due(state, timer.at, rental.account, balance - details.monthly, unit);
}

/// C8, "unrent": the grace is over.
void unrent_all(const State& state, const Timer& timer, std::vector<Event>& unit) {
  const core::Seq cause = state.accounts[timer.subject].grace_cause;
  for (const Ordinal number : state.numbers_of(timer.subject)) {
    add<events::NumberUnrented>(unit, state, timer.at, timer.subject, number, cause).reason =
        core::UnrentReason::unpaid;
  }
}

}  // namespace

void decide_timer(const State& state, const Timer& timer, std::vector<Event>& unit) {
  switch (timer.kind) {
    case TimerKind::window_closing: {
      const projections::NumberRental& number = state.numbers.rental(timer.subject);
      add<events::ReclaimWindowClosed>(unit, state, timer.at, number.account, timer.subject, number.origin);
      return;
    }
    case TimerKind::carrier_return: {
      const projections::NumberRental& number = state.numbers.rental(timer.subject);
      add<events::NumberReturned>(unit, state, timer.at, number.account, timer.subject, number.origin);
      return;
    }
    case TimerKind::renewal:
      renew(state, timer, unit);
      return;
    case TimerKind::grace_expiry:
      unrent_all(state, timer, unit);
      return;
  }
}

}  // namespace rentroll::scenarios
