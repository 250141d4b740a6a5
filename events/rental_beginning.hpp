#pragma once

#include <optional>

#include "events/event.hpp"

/// The events with which a rental begins.
namespace rentroll::events {

/// Whether a rental begins for which the price list is asked (C1).
[[nodiscard]] constexpr bool begins_priced_rental(EventType type) {
  return type == EventType::number_rented || type == EventType::number_reclaimed ||
         type == EventType::number_recovered;
}

/// Whether a rental begins, or goes on from before the log did (N13).
[[nodiscard]] constexpr bool begins_rental(EventType type) {
  return begins_priced_rental(type) || type == EventType::rental_carried_over;
}

/// Calls `visit(payload)` where a rental begins for which the price list is asked.
template <class Visit>
void with_beginning(const Event& event, Visit&& visit) {
  if (const auto* rented = std::get_if<NumberRented>(&event.payload)) visit(*rented);
  if (const auto* reclaimed = std::get_if<NumberReclaimed>(&event.payload)) visit(*reclaimed);
  if (const auto* recovered = std::get_if<NumberRecovered>(&event.payload)) visit(*recovered);
}

/// The terms' monthly fee.
[[nodiscard]] inline std::optional<core::Money> monthly_of(const Event& event) {
  std::optional<core::Money> monthly;
  with_beginning(event, [&](const auto& begun) { monthly = begun.monthly; });
  return monthly;
}

}  // namespace rentroll::events
