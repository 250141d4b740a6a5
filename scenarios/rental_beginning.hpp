#pragma once

#include <optional>

#include "events/event.hpp"

/// The events with which a rental begins for which the price list is asked (C1).
namespace rentroll::scenarios {

/// Calls `visit(payload)` where the event is one.
template <class Visit>
void with_beginning(const events::Event& event, Visit&& visit) {
  if (const auto* rented = std::get_if<events::NumberRented>(&event.payload)) visit(*rented);
  if (const auto* reclaimed = std::get_if<events::NumberReclaimed>(&event.payload)) visit(*reclaimed);
  if (const auto* recovered = std::get_if<events::NumberRecovered>(&event.payload)) visit(*recovered);
}

[[nodiscard]] inline bool begins_priced_rental(events::EventType type) {
  return type == events::EventType::number_rented || type == events::EventType::number_reclaimed ||
         type == events::EventType::number_recovered;
}

/// The terms' monthly fee.
[[nodiscard]] inline std::optional<core::Money> monthly_of(const events::Event& event) {
  std::optional<core::Money> monthly;
  with_beginning(event, [&](const auto& begun) { monthly = begun.monthly; });
  return monthly;
}

}  // namespace rentroll::scenarios
