#pragma once

#include <cstdint>

#include "core/text_enum.hpp"

namespace rentroll::events {

/// What is recorded (L5). The numbers stand in stored logs: they are frozen, none is ever given away again.
enum class EventType : std::uint8_t {
  account_opened = 1,
  account_verified = 2,
  account_disabled = 3,
  account_enabled = 4,
  account_closed = 5,
  credit_added = 6,
  account_case_opened = 7,
  account_case_lifted = 8,
  preview_granted = 9,
  price_set = 10,
  number_stocked = 11,
  number_onboarded = 12,
  number_rented = 13,
  document_accepted = 14,
  number_activated = 15,
  rental_renewed = 16,
  rental_repriced = 17,
  number_unrented = 18,
  reclaim_window_closed = 19,
  number_reclaimed = 20,
  number_recovered = 21,
  number_disconnected = 22,
  number_withdrawn = 23,
  number_returned = 24,
  number_case_opened = 25,
  number_case_lifted = 26,
  charge_adjusted = 27,
  request_rejected = 28,
  policy_set = 29,
  clock_advanced = 30,
  rental_carried_over = 31
};

/// One more than the highest number of a type.
inline constexpr std::size_t event_types_end = 32;

}  // namespace rentroll::events

template <>
struct rentroll::core::EnumTexts<rentroll::events::EventType> {
  using enum rentroll::events::EventType;
  static constexpr auto value = std::to_array<std::pair<rentroll::events::EventType, std::string_view>>({
      {account_opened, "AccountOpened"},
      {account_verified, "AccountVerified"},
      {account_disabled, "AccountDisabled"},
      {account_enabled, "AccountEnabled"},
      {account_closed, "AccountClosed"},
      {credit_added, "CreditAdded"},
      {account_case_opened, "AccountCaseOpened"},
      {account_case_lifted, "AccountCaseLifted"},
      {preview_granted, "PreviewGranted"},
      {price_set, "PriceSet"},
      {number_stocked, "NumberStocked"},
      {number_onboarded, "NumberOnboarded"},
      {number_rented, "NumberRented"},
      {document_accepted, "DocumentAccepted"},
      {number_activated, "NumberActivated"},
      {rental_renewed, "RentalRenewed"},
      {rental_repriced, "RentalRepriced"},
      {number_unrented, "NumberUnrented"},
      {reclaim_window_closed, "ReclaimWindowClosed"},
      {number_reclaimed, "NumberReclaimed"},
      {number_recovered, "NumberRecovered"},
      {number_disconnected, "NumberDisconnected"},
      {number_withdrawn, "NumberWithdrawn"},
      {number_returned, "NumberReturned"},
      {number_case_opened, "NumberCaseOpened"},
      {number_case_lifted, "NumberCaseLifted"},
      {charge_adjusted, "ChargeAdjusted"},
      {request_rejected, "RequestRejected"},
      {policy_set, "PolicySet"},
      {clock_advanced, "ClockAdvanced"},
      {rental_carried_over, "RentalCarriedOver"},
  });
};
