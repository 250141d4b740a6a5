#include "scenarios/verified_state.hpp"

#include <fmt/format.h>

#include "core/billing_day.hpp"
#include "events/rental_beginning.hpp"
#include "events/subjects.hpp"
#include "projections/evolve.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;
using events::EventType;
using projections::Number;

bool settles_number(EventType type) {
  return events::begins_rental(type) || type == EventType::number_stocked;
}

}  // namespace

void VerifiedState::fold(const Event& event) {
  try {
    projections::evolve(state, event);
  } catch (const core::MoneyOverflow& error) {
    report_(event.seq, "M1", fmt::format("a sum cannot be reckoned any more: {}", error.what()));
  }
  if (event.number != events::no_ordinal) {
    keep_due_date_possible(event.number);
    if (settles_number(event.type())) {
      trust_number(event.number);
      if (!claims_.empty()) claims_.erase(event.number);
    }
    if (event.type() == EventType::rental_repriced && !right_terms_.empty()) right_terms_.erase(event.number);
  }
  timers.schedule(state, event);
  late.fold(event);
}

void VerifiedState::assume(Event right) {
  right.seq = 0;
  right.late = true;  // the clock is the log's
  if (const auto* renewed = std::get_if<events::RentalRenewed>(&right.payload)) {
    state.numbers.rental(right.number).next_due = renewed->period_end;
  } else if (const auto* opened = std::get_if<events::AccountCaseOpened>(&right.payload)) {
    const bool is_open =
        projections::find_case(state.cases_of_account(right.account), opened->case_id.text()) != nullptr;
    if (!is_open) projections::evolve(state, right);
  } else {
    projections::evolve(state, right);
  }
  timers.schedule(state, right);
}

const VerifiedState::RightTerms* VerifiedState::right_terms(Ordinal number) const {
  if (right_terms_.empty()) return nullptr;
  const auto found = right_terms_.find(number);
  const bool stands = found != right_terms_.end() && found->second.origin == state.number(number).origin;
  return stands ? &found->second : nullptr;
}

bool VerifiedState::yield_due(Ordinal number) {
  const auto claim = claims_.find(number);
  if (claim == claims_.end() || !claim->second.due) return false;
  // A claim speaks of a rental's due dates: where the rental has ended, there is none.
  if (state.numbers.rental(number).state != core::NumberState::rented) return false;
  state.numbers.rental(number).next_due = *claim->second.due;
  claim->second.due.reset();
  events::Event renewed;  // only its number is asked
  renewed.number = number;
  renewed.account = state.numbers.rental(number).account;
  renewed.payload = events::RentalRenewed{};
  timers.schedule(state, renewed);
  return true;
}

void VerifiedState::yield_to(const Event& event, const events::RentalRenewed& renewed) {
  if (claims_.empty()) return;
  const auto claim = claims_.find(event.number);
  if (claim == claims_.end()) return;
  if (claim->second.due == renewed.period_begin) yield_due(event.number);
  claim->second.due.reset();
  if (claim->second.monthly == renewed.amount) state.numbers.details(event.number).monthly = renewed.amount;
}

/// A due date before the rental began is none from which others follow (C3).
void VerifiedState::keep_due_date_possible(Ordinal ordinal) {
  projections::NumberRental& rental = state.numbers.rental(ordinal);
  const core::Date begun = state.numbers.details(ordinal).begun;
  if (rental.state != core::NumberState::rented || rental.next_due >= begun) return;
  rental.next_due = core::next_due(state.policy.billing_day, begun, begun);
}

bool bears_its_subjects(const Event& event) {
  const events::Subjects subjects = events::subjects_of(event.type());
  return (event.account != events::no_ordinal || subjects.account != events::Naming::always) &&
         (event.number != events::no_ordinal || subjects.number != events::Naming::always);
}

}  // namespace rentroll::scenarios
