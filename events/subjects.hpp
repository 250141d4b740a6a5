#pragma once

#include "events/event_types.hpp"

namespace rentroll::events {

/// Whether an event of a type names an account, or a number.
enum class Naming : std::uint8_t { never, perhaps, always };

struct Subjects {
  Naming account = Naming::never;
  Naming number = Naming::never;
};

/// What an event of a type is about (L2). Folds rely on what is always named.
[[nodiscard]] constexpr Subjects subjects_of(EventType type) {
  using enum EventType;
  switch (type) {
    case account_opened:
    case account_verified:
    case account_disabled:
    case account_enabled:
    case account_closed:
    case credit_added:
    case account_case_opened:
    case account_case_lifted:
    case preview_granted:
      return {Naming::always, Naming::never};
    case number_stocked:
    case number_onboarded:
    case number_withdrawn:
    case number_case_opened:
    case number_case_lifted:
      return {Naming::never, Naming::always};
    case number_rented:
    case document_accepted:
    case number_activated:
    case rental_renewed:
    case rental_repriced:
    case number_unrented:
    case reclaim_window_closed:
    case number_reclaimed:
    case number_recovered:
    case number_disconnected:
    case number_returned:
    case rental_carried_over:
      return {Naming::always, Naming::always};
    case charge_adjusted:
      return {Naming::always, Naming::perhaps};
    case request_rejected:
      return {Naming::perhaps, Naming::perhaps};
    case price_set:
    case policy_set:
    case clock_advanced:
      break;
  }
  return {};
}

}  // namespace rentroll::events
