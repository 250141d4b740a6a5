#include "scenarios/import_units.hpp"

namespace rentroll::scenarios {
namespace {

using core::UnrentReason;
using events::Event;
using events::EventType;

bool is_unrented(const Event& event, UnrentReason reason) {
  const auto* unrented = std::get_if<events::NumberUnrented>(&event.payload);
  return unrented != nullptr && unrented->reason == reason;
}

/// A5: a `NumberUnrented` for each number, then `AccountClosed`.
bool goes_on_closing(const Event& before, const Event& event) {
  if (!is_unrented(before, UnrentReason::account_closed)) return false;
  return is_unrented(event, UnrentReason::account_closed) || event.type() == EventType::account_closed;
}

/// C8: at the end of a grace a `NumberUnrented` for each number, caused by the renewal that began the grace.
/// Under `cancel` each is caused by the beginning of its own rental.
bool goes_on_expiring(const Event& before, const Event& event) {
  return is_unrented(before, UnrentReason::unpaid) && is_unrented(event, UnrentReason::unpaid) &&
         event.cause != 0 && event.cause == before.cause;
}

/// What may follow within a unit from the event before it, which is then its cause. At the very instant a
/// timer may fire too: what a window or grace of 0 days does is a unit of its own (T5).
bool may_set_off(EventType before, EventType event) {
  using enum EventType;
  switch (event) {
    case number_activated:
      return before == document_accepted;
    case account_case_opened:
      return before == rental_renewed;
    case account_case_lifted:
      return before == credit_added || before == charge_adjusted;
    default:
      return false;
  }
}

}  // namespace

bool continues_unit(const Event& before, const Event& event) {
  if (event.occurred_at != before.occurred_at || event.account != before.account ||
      event.request != before.request) {
    return false;
  }
  if (event.cause == before.seq && may_set_off(before.type(), event.type())) return true;
  if (event.actor != before.actor) return false;
  const bool opens_with_credit =
      before.type() == EventType::account_opened && event.type() == EventType::credit_added;
  return opens_with_credit || goes_on_closing(before, event) || goes_on_expiring(before, event);
}

}  // namespace rentroll::scenarios
