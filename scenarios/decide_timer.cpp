#include <fmt/format.h>

#include "core/billing_day.hpp"
#include "scenarios/decide.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;
using projections::Account;
using projections::Number;
using projections::State;

/// Adds an event that the clock sets off.
template <class Payload>
Event& add(std::vector<Event>& unit, const State& state, core::Instant at, Payload payload, Ordinal account,
           Ordinal number, core::Seq cause) {
  Event& event = unit.emplace_back();
  event.seq = state.last_seq + unit.size();
  event.occurred_at = at;
  event.actor = core::Actor::system;
  event.account = account;
  event.number = number;
  event.cause = cause;
  event.payload = std::move(payload);
  return event;
}

/// C8, "suspend": a renewal that leaves the balance below zero opens a case, unless one is open.
void open_unpaid_case_if_due(const State& state, core::Instant at, Ordinal ordinal, core::Money balance,
                             std::vector<Event>& unit) {
  if (state.policy.renewal_without_credit != core::RenewalWithoutCredit::suspend) return;
  if (balance >= core::Money{} || open_unpaid_case(state, ordinal) != nullptr) return;
  const std::string id = fmt::format("unpaid-{}", state.accounts[ordinal].unpaid_cases + 1);
  events::AccountCaseOpened opened{core::CaseId::parse(id), core::Scope::all_services,
                                   core::CaseReason::unpaid};
  add(unit, state, at, std::move(opened), ordinal, events::no_ordinal, unit.back().seq);
}

/// C3, C4, C8
void renew(const State& state, const Timer& timer, std::vector<Event>& unit) {
  const Number& number = state.numbers[timer.subject];
  const Account& account = state.accounts[number.account];
  const core::Money balance = account.balance();
  const bool cancels = state.policy.renewal_without_credit == core::RenewalWithoutCredit::cancel;
  if (cancels && balance < number.monthly) {
    add(unit, state, timer.at, events::NumberUnrented{core::UnrentReason::unpaid}, number.account,
        timer.subject, number.origin);
    return;
  }
  events::RentalRenewed renewed;
  renewed.amount = number.monthly;
  renewed.currency = account.currency;
  renewed.period_begin = number.next_due;
  renewed.period_end = core::next_due(state.policy.billing_day, number.begun, number.next_due);
  add(unit, state, timer.at, renewed, number.account, timer.subject, number.origin);
  open_unpaid_case_if_due(state, timer.at, number.account, balance - number.monthly, unit);
}

/// C8, "unrent": the grace is over.
void unrent_all(const State& state, const Timer& timer, std::vector<Event>& unit) {
  const core::Seq cause = state.accounts[timer.subject].grace_cause;
  for (const Ordinal number : state.numbers_of(timer.subject)) {
    add(unit, state, timer.at, events::NumberUnrented{core::UnrentReason::unpaid}, timer.subject, number,
        cause);
  }
}

}  // namespace

void decide_timer(const State& state, const Timer& timer, std::vector<Event>& unit) {
  switch (timer.kind) {
    case TimerKind::window_closing: {
      const Number& number = state.numbers[timer.subject];
      add(unit, state, timer.at, events::ReclaimWindowClosed{}, number.account, timer.subject, number.origin);
      return;
    }
    case TimerKind::carrier_return: {
      const Number& number = state.numbers[timer.subject];
      add(unit, state, timer.at, events::NumberReturned{}, number.account, timer.subject, number.origin);
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
