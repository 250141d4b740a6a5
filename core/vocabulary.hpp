#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/text_enum.hpp"

/// The closed sets of words that the domain uses. Their numbers stand in stored logs: they are frozen, new
/// words get new numbers.
namespace rentroll::core {

enum class NumberType : std::uint8_t { local = 1, mobile = 2, national = 3, toll_free = 4, short_code = 5 };

/// N1 to N6. A number that has never been stocked is `unknown`.
enum class NumberState : std::uint8_t {
  unknown = 0,
  available = 1,
  rented = 2,
  reclaimable = 3,
  reserved = 4,
  returned = 5
};

/// A1, in the order in which the first that holds is shown. An account never opened is `unknown`.
enum class AccountState : std::uint8_t {
  unknown = 0,
  closed = 1,
  suspended = 2,
  disabled = 3,
  pending_verification = 4,
  active = 5
};

/// N9, in the order in which a number moves forward.
enum class Onboarding : std::uint8_t { testing = 1, preview = 2, beta = 3, general_availability = 4 };

/// N10: what activation may require. The number is the position of a bit in stored sets.
enum class Document : std::uint8_t {
  identity = 0,
  address_local = 1,
  address_national = 2,
  address_international = 3
};

/// What a number can carry. The number is the position of a bit in stored sets.
enum class Capability : std::uint8_t { voice = 0, sms = 1, mms = 2 };

/// A4: what a case takes away.
enum class Scope : std::uint8_t { sending = 1, throughput = 2, provisioning = 3, all_services = 4 };

/// A6
enum class CaseReason : std::uint8_t {
  fraud = 1,
  aup_violation = 2,
  opt_out_rate = 3,
  complaint = 4,
  content = 5,
  traffic_pattern = 6,
  unpaid = 7,
  manual = 8
};

/// Q1: who asks. `system` is the timers' own and asks for nothing.
enum class Actor : std::uint8_t { customer = 1, support = 2, provider = 3, carrier = 4, system = 5 };

/// Why a number was unrented, where nobody asked for just that: its account closed (A5), or a renewal was not
/// paid (C8).
enum class UnrentReason : std::uint8_t { requested = 0, account_closed = 1, unpaid = 2 };

/// The kinds of charge lines (C1, C3, C9).
enum class ChargeKind : std::uint8_t { setup = 1, first_month = 2, renewal = 3, adjustment = 4 };

/// Q3, Q2 and Q4: why a request is refused.
enum class Rejection : std::uint8_t {
  request_id_reused = 1,
  time_goes_backwards = 2,
  unknown_account = 3,
  account_closed = 4,
  not_permitted = 5,
  unknown_number = 6,
  number_not_available = 7,
  number_not_rented = 8,
  not_the_holder = 9,
  number_returned = 10,
  not_reclaimable = 11,
  reclaim_window_closed = 12,
  not_released = 13,
  account_not_active = 14,
  provisioning_suspended = 15,
  no_price = 16,
  insufficient_credit = 17,
  account_exists = 18,
  number_exists = 19,
  not_withdrawable = 20,
  case_exists = 21,
  unknown_case = 22,
  onboarding_backwards = 23,
  document_not_required = 24,
  unknown_charge = 25,
  nothing_to_change = 26
};

/// C3: how the next due date follows from the one before.
enum class BillingDay : std::uint8_t { ratchet = 1, anchored = 2, last_day = 3, first = 4 };

/// N5: what a recovery costs.
enum class RecoveryCharges : std::uint8_t { as_new = 1, none = 2 };

/// C8: what a renewal without credit does.
enum class RenewalWithoutCredit : std::uint8_t { charge = 1, suspend = 2, unrent = 3, cancel = 4 };

template <>
struct EnumTexts<NumberType> {
  using enum NumberType;
  static constexpr auto value =
      std::to_array<std::pair<NumberType, std::string_view>>({{local, "local"},
                                                              {mobile, "mobile"},
                                                              {national, "national"},
                                                              {toll_free, "toll_free"},
                                                              {short_code, "short_code"}});
};

template <>
struct EnumTexts<NumberState> {
  using enum NumberState;
  static constexpr auto value =
      std::to_array<std::pair<NumberState, std::string_view>>({{available, "available"},
                                                               {rented, "rented"},
                                                               {reclaimable, "reclaimable"},
                                                               {reserved, "reserved"},
                                                               {returned, "returned"}});
};

template <>
struct EnumTexts<AccountState> {
  using enum AccountState;
  static constexpr auto value = std::to_array<std::pair<AccountState, std::string_view>>(
      {{closed, "closed"},
       {suspended, "suspended"},
       {disabled, "disabled"},
       {pending_verification, "pending_verification"},
       {active, "active"}});
};

template <>
struct EnumTexts<Onboarding> {
  using enum Onboarding;
  static constexpr auto value = std::to_array<std::pair<Onboarding, std::string_view>>(
      {{testing, "testing"},
       {preview, "preview"},
       {beta, "beta"},
       {general_availability, "general_availability"}});
};

template <>
struct EnumTexts<Document> {
  using enum Document;
  static constexpr auto value = std::to_array<std::pair<Document, std::string_view>>(
      {{identity, "identity"},
       {address_local, "address_local"},
       {address_national, "address_national"},
       {address_international, "address_international"}});
};

template <>
struct EnumTexts<Capability> {
  using enum Capability;
  static constexpr auto value =
      std::to_array<std::pair<Capability, std::string_view>>({{voice, "voice"}, {sms, "sms"}, {mms, "mms"}});
};

template <>
struct EnumTexts<Scope> {
  using enum Scope;
  static constexpr auto value =
      std::to_array<std::pair<Scope, std::string_view>>({{sending, "sending"},
                                                         {throughput, "throughput"},
                                                         {provisioning, "provisioning"},
                                                         {all_services, "all_services"}});
};

template <>
struct EnumTexts<CaseReason> {
  using enum CaseReason;
  static constexpr auto value =
      std::to_array<std::pair<CaseReason, std::string_view>>({{fraud, "fraud"},
                                                              {aup_violation, "aup_violation"},
                                                              {opt_out_rate, "opt_out_rate"},
                                                              {complaint, "complaint"},
                                                              {content, "content"},
                                                              {traffic_pattern, "traffic_pattern"},
                                                              {unpaid, "unpaid"},
                                                              {manual, "manual"}});
};

template <>
struct EnumTexts<Actor> {
  using enum Actor;
  static constexpr auto value = std::to_array<std::pair<Actor, std::string_view>>({{customer, "customer"},
                                                                                   {support, "support"},
                                                                                   {provider, "provider"},
                                                                                   {carrier, "carrier"},
                                                                                   {system, "system"}});
};

template <>
struct EnumTexts<UnrentReason> {
  using enum UnrentReason;
  static constexpr auto value = std::to_array<std::pair<UnrentReason, std::string_view>>(
      {{requested, "requested"}, {account_closed, "account_closed"}, {unpaid, "unpaid"}});
};

template <>
struct EnumTexts<ChargeKind> {
  using enum ChargeKind;
  static constexpr auto value = std::to_array<std::pair<ChargeKind, std::string_view>>(
      {{setup, "setup"}, {first_month, "first_month"}, {renewal, "renewal"}, {adjustment, "adjustment"}});
};

template <>
struct EnumTexts<Rejection> {
  using enum Rejection;
  static constexpr auto value = std::to_array<std::pair<Rejection, std::string_view>>(
      {{request_id_reused, "request_id_reused"},
       {time_goes_backwards, "time_goes_backwards"},
       {unknown_account, "unknown_account"},
       {account_closed, "account_closed"},
       {not_permitted, "not_permitted"},
       {unknown_number, "unknown_number"},
       {number_not_available, "number_not_available"},
       {number_not_rented, "number_not_rented"},
       {not_the_holder, "not_the_holder"},
       {number_returned, "number_returned"},
       {not_reclaimable, "not_reclaimable"},
       {reclaim_window_closed, "reclaim_window_closed"},
       {not_released, "not_released"},
       {account_not_active, "account_not_active"},
       {provisioning_suspended, "provisioning_suspended"},
       {no_price, "no_price"},
       {insufficient_credit, "insufficient_credit"},
       {account_exists, "account_exists"},
       {number_exists, "number_exists"},
       {not_withdrawable, "not_withdrawable"},
       {case_exists, "case_exists"},
       {unknown_case, "unknown_case"},
       {onboarding_backwards, "onboarding_backwards"},
       {document_not_required, "document_not_required"},
       {unknown_charge, "unknown_charge"},
       {nothing_to_change, "nothing_to_change"}});
};

template <>
struct EnumTexts<BillingDay> {
  using enum BillingDay;
  static constexpr auto value = std::to_array<std::pair<BillingDay, std::string_view>>(
      {{ratchet, "ratchet"}, {anchored, "anchored"}, {last_day, "last_day"}, {first, "first"}});
};

template <>
struct EnumTexts<RecoveryCharges> {
  using enum RecoveryCharges;
  static constexpr auto value =
      std::to_array<std::pair<RecoveryCharges, std::string_view>>({{as_new, "as_new"}, {none, "none"}});
};

template <>
struct EnumTexts<RenewalWithoutCredit> {
  using enum RenewalWithoutCredit;
  static constexpr auto value = std::to_array<std::pair<RenewalWithoutCredit, std::string_view>>(
      {{charge, "charge"}, {suspend, "suspend"}, {unrent, "unrent"}, {cancel, "cancel"}});
};

}  // namespace rentroll::core
