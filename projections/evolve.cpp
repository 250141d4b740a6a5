#include "projections/evolve.hpp"

#include <algorithm>

#include "projections/charges.hpp"

namespace rentroll::projections {
namespace {

using Event = events::EventView;

Account& account_of(State& state, const Event& event) { return state.accounts[event.account]; }
NumberRental& rental_of(State& state, const Event& event) { return state.numbers.rental(event.number); }
NumberDetails& details_of(State& state, const Event& event) { return state.numbers.details(event.number); }

/// C8: any moment at a balance of 0 or more ends the grace.
void end_grace_if_settled(Account& account) {
  if (account.grace_cause != 0 && account.balance() >= core::Money{}) account.grace_cause = 0;
}

template <class Payload>
void add_charges(State& state, const Event& event, const Payload& payload) {
  for_each_charge(event, payload, [&](const ChargeLine& line) {
    Account& account = state.accounts[line.account];
    account.charged += line.amount;
    ++account.charges;
    if (line.number == no_ordinal) return;
    NumberRental& number = state.numbers.rental(line.number);
    number.charged += line.amount;
    ++number.charges;
  });
}

/// Whether the number is rented by the account that the event names.
bool is_holder(State& state, const Event& event) {
  const NumberRental& number = rental_of(state, event);
  return number.state == core::NumberState::rented && number.account == event.account;
}

/// Whether what set a timer's event off, the rental's beginning or its end, still stands: a fact that was
/// learned later may have come in between (L4).
bool still_stands(State& state, const Event& event) {
  return event.cause == 0 || event.cause == rental_of(state, event).origin;
}

/// The number's holder holds it from here on.
void hold(State& state, Ordinal number) {
  const Ordinal account = state.numbers.rental(number).account;
  ++state.accounts[account].numbers;
  if (state.held) state.held->add(account, number);
}

void let_go(State& state, Ordinal number) {
  const Ordinal account = state.numbers.rental(number).account;
  --state.accounts[account].numbers;
  if (state.held) state.held->remove(account, number);
}

/// What begins a rental or a stay in stock ends the rental that stood before, also where the rules do not
/// allow that.
void end_rental(State& state, const Event& event) {
  if (rental_of(state, event).state == core::NumberState::rented) let_go(state, event.number);
}

/// N3, N11, N12: a rental ends, and the number enters its windows.
void release(State& state, const Event& event, core::NumberState window, bool recoverable) {
  if (!is_holder(state, event)) return;
  let_go(state, event.number);
  NumberRental& rental = rental_of(state, event);
  rental.state = window;
  rental.origin = event.seq;
  NumberDetails& details = details_of(state, event);
  details.since = details.released_at = event.occurred_at;
  details.recoverable = recoverable;
}

/// N6, N8: back to the carrier.
void give_back(State& state, const Event& event) {
  rental_of(state, event).state = core::NumberState::returned;
  rental_of(state, event).account = no_ordinal;
  details_of(state, event).since = event.occurred_at;
  details_of(state, event).recoverable = false;
}

void lift(Cases& cases, const core::CaseId& id, Account* account) {
  for (Case& each : cases) {
    if (!each.open || each.id != id) continue;
    each.open = false;
    if (account != nullptr && each.scope == core::Scope::all_services) --account->open_all_services;
    if (account != nullptr && each.scope == core::Scope::provisioning) --account->open_provisioning;
    return;
  }
}

void apply(State& state, const Event&, const events::PolicySet& set) { state.policy = set.policy; }

void apply(State& state, const Event&, const events::PriceSet& set) {
  state.prices.set({set.country, set.number_type, set.currency}, {set.setup, set.monthly});
}

void apply(State& state, const Event& event, const events::AccountOpened& opened) {
  Account& account = account_of(state, event);
  account.opened = true;
  account.verified = opened.verified;
  account.currency = opened.currency;
}

void apply(State& state, const Event& event, const events::AccountVerified&) {
  account_of(state, event).verified = true;
}

void apply(State& state, const Event& event, const events::AccountDisabled&) {
  account_of(state, event).disabled = true;
}

void apply(State& state, const Event& event, const events::AccountEnabled&) {
  account_of(state, event).disabled = false;
}

void apply(State& state, const Event& event, const events::AccountClosed&) {
  Account& account = account_of(state, event);
  account.closed = true;
  account.grace_cause = 0;  // C8: closing ends the grace
}

void apply(State& state, const Event& event, const events::CreditAdded& added) {
  Account& account = account_of(state, event);
  account.credit += added.amount;
  end_grace_if_settled(account);
}

void apply(State& state, const Event& event, const events::AccountCaseOpened& opened) {
  Account& account = account_of(state, event);
  state.account_cases[event.account].push_back({opened.case_id, opened.scope});
  if (opened.scope == core::Scope::all_services) ++account.open_all_services;
  if (opened.scope == core::Scope::provisioning) ++account.open_provisioning;
  // Only the system opens cases of this reason by itself: unpaid-K (C8).
  if (event.actor == core::Actor::system) ++account.unpaid_cases;
}

void apply(State& state, const Event& event, const events::AccountCaseLifted& lifted) {
  lift(state.account_cases[event.account], lifted.case_id, &account_of(state, event));
}

void apply(State& state, const Event& event, const events::PreviewGranted&) {
  account_of(state, event).preview = true;
}

void apply(State& state, const Event& event, const events::NumberStocked& stocked) {
  end_rental(state, event);
  // Q3: stocking again replaces all but the cases; what was charged stays charged.
  NumberRental rental;
  rental.charged = rental_of(state, event).charged;
  rental.charges = rental_of(state, event).charges;
  rental.state = core::NumberState::available;
  rental_of(state, event) = rental;
  NumberDetails fresh;
  fresh.since = event.occurred_at;
  fresh.country = stocked.country;
  fresh.type = stocked.number_type;
  fresh.capabilities = stocked.capabilities;
  fresh.onboarding = stocked.onboarding;
  fresh.required = stocked.required;
  details_of(state, event) = fresh;
}

void apply(State& state, const Event& event, const events::NumberOnboarded& onboarded) {
  details_of(state, event).onboarding = onboarded.status;
}

/// An account holds a number from here on; the documents begin anew (N10).
template <class Beginning>
void begin_rental(State& state, const Event& event, const Beginning& beginning, core::Instant since) {
  end_rental(state, event);
  NumberRental& rental = rental_of(state, event);
  rental.state = core::NumberState::rented;
  rental.account = event.account;
  rental.origin = event.seq;
  NumberDetails& details = details_of(state, event);
  details.since = since;
  details.monthly = beginning.monthly;
  details.accepted = {};
  details.recoverable = false;
  hold(state, event.number);
  add_charges(state, event, beginning);
  // A rental that begins at the end of a grace comes after that end (T5), which found nothing to unrent.
  Account& account = account_of(state, event);
  if (account.grace_until <= event.occurred_at) account.grace_cause = 0;
}

/// C1, N4, N5
template <events::EventType type>
void apply(State& state, const Event& event, const events::RentalBegun<type>& begun) {
  begin_rental(state, event, begun, event.occurred_at);
  details_of(state, event).begun = event.occurred_at.date();
  rental_of(state, event).next_due = begun.first_due;
}

/// N13, C11: the due dates go by the next one as if the rental had begun on it.
void apply(State& state, const Event& event, const events::RentalCarriedOver& carried) {
  begin_rental(state, event, carried, core::Instant::begin_of(carried.rented_on));
  details_of(state, event).begun = rental_of(state, event).next_due = carried.next_due;
}

void apply(State& state, const Event& event, const events::DocumentAccepted& accepted) {
  details_of(state, event).accepted.insert(accepted.document);
}

void apply(State&, const Event&, const events::NumberActivated&) {}  // it follows from the documents

void apply(State& state, const Event& event, const events::RentalRenewed& renewed) {
  if (is_holder(state, event) && still_stands(state, event)) {
    rental_of(state, event).next_due = renewed.period_end;
  }
  add_charges(state, event, renewed);
  if (state.policy.renewal_without_credit != core::RenewalWithoutCredit::unrent) return;
  // C8: the first renewal that leaves the balance below zero begins the grace; one that has run out has
  // ended.
  Account& account = account_of(state, event);
  const bool in_grace = account.grace_cause != 0 && account.grace_until >= event.occurred_at;
  if (in_grace || account.balance() >= core::Money{}) return;
  account.grace_cause = event.seq;
  account.grace_until = event.occurred_at.plus_days(state.policy.grace_days);
}

void apply(State& state, const Event& event, const events::RentalRepriced& repriced) {
  if (is_holder(state, event)) details_of(state, event).monthly = repriced.monthly;
}

void apply(State& state, const Event& event, const events::NumberUnrented& unrented) {
  const bool by_closing = unrented.reason == core::UnrentReason::account_closed;
  release(state, event, by_closing ? core::NumberState::reserved : core::NumberState::reclaimable,
          !by_closing);
  // C8: the end of the grace has done its work.
  if (unrented.reason == core::UnrentReason::unpaid) account_of(state, event).grace_cause = 0;
}

void apply(State& state, const Event& event, const events::NumberDisconnected&) {
  release(state, event, core::NumberState::reserved, false);
}

void apply(State& state, const Event& event, const events::ReclaimWindowClosed&) {
  NumberRental& rental = rental_of(state, event);
  if (rental.state != core::NumberState::reclaimable || !still_stands(state, event)) return;
  rental.state = core::NumberState::reserved;
  details_of(state, event).since = event.occurred_at;
}

void apply(State& state, const Event& event, const events::NumberWithdrawn&) {
  if (rental_of(state, event).state != core::NumberState::rented) give_back(state, event);
}

void apply(State& state, const Event& event, const events::NumberReturned&) {
  if (in_windows(rental_of(state, event).state) && still_stands(state, event)) give_back(state, event);
}

void apply(State& state, const Event& event, const events::NumberCaseOpened& opened) {
  state.number_cases[event.number].push_back({opened.case_id, core::Scope::sending});
}

void apply(State& state, const Event& event, const events::NumberCaseLifted& lifted) {
  lift(state.number_cases[event.number], lifted.case_id, nullptr);
}

void apply(State& state, const Event& event, const events::ChargeAdjusted& adjusted) {
  add_charges(state, event, adjusted);
  end_grace_if_settled(account_of(state, event));
}

void apply(State&, const Event&, const events::RequestRejected&) {}
void apply(State&, const Event&, const events::ClockAdvanced&) {}

}  // namespace

void evolve(State& state, const Event& event) {
  // An account or number exists as a state from its first mention on, a refused request's included.
  if (event.account != no_ordinal && event.account >= state.accounts.size())
    state.accounts.resize(event.account + 1);
  if (event.number != no_ordinal && event.number >= state.numbers.size())
    state.numbers.resize(event.number + 1);
  const events::Payload& its = event.payload();
  if (const auto* const renewed = std::get_if<events::RentalRenewed>(&its)) [[likely]] {
    apply(state, event, *renewed);
  } else {
    std::visit([&](const auto& payload) { apply(state, event, payload); }, its);
  }
  state.last_seq = std::max(state.last_seq, event.seq);
  state.recorded_at = std::max(state.recorded_at, event.recorded_at);
  if (!event.late) state.horizon = event.occurred_at;
}

void expect(const State& state, std::span<const Event> events) {
  const auto& rentals = state.numbers.rentals();
  const auto& details = state.numbers.details();
  for (const Event& event : events) {
    core::ask_for(rentals, event.number);
    core::ask_for(state.accounts, event.account);
    if (event.type() != events::EventType::rental_renewed) core::ask_for(details, event.number);
  }
}

}  // namespace rentroll::projections
