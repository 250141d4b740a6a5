#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/policy.hpp"
#include "core/vocabulary.hpp"
#include "events/event_types.hpp"

/// The events' own fields (L2, L5). Each payload names its fields once, in `fields`; the stored form, the
/// JSON form and the canonical form are all made from that. Names never are those of an event's columns.
namespace rentroll::events {

/// A payload without fields of its own.
template <EventType its_type>
struct Bare {
  static constexpr EventType type = its_type;
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

using AccountVerified = Bare<EventType::account_verified>;
using AccountDisabled = Bare<EventType::account_disabled>;
using AccountEnabled = Bare<EventType::account_enabled>;
using AccountClosed = Bare<EventType::account_closed>;
using PreviewGranted = Bare<EventType::preview_granted>;
using NumberActivated = Bare<EventType::number_activated>;
using ReclaimWindowClosed = Bare<EventType::reclaim_window_closed>;
using NumberWithdrawn = Bare<EventType::number_withdrawn>;
using NumberReturned = Bare<EventType::number_returned>;
using ClockAdvanced = Bare<EventType::clock_advanced>;

struct AccountOpened {
  static constexpr EventType type = EventType::account_opened;
  core::Currency currency;
  bool verified = true;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("currency", self.currency);
    visit("verified", self.verified);
  }
};

struct CreditAdded {
  static constexpr EventType type = EventType::credit_added;
  core::Money amount;  ///< above zero
  core::Currency currency;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("amount", self.amount);
    visit("currency", self.currency);
  }
};

struct AccountCaseOpened {
  static constexpr EventType type = EventType::account_case_opened;
  core::CaseId case_id;
  core::Scope scope{};
  core::CaseReason reason{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("case", self.case_id);
    visit("scope", self.scope);
    visit("reason", self.reason);
  }
};

struct AccountCaseLifted {
  static constexpr EventType type = EventType::account_case_lifted;
  core::CaseId case_id;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("case", self.case_id);
  }
};

struct PriceSet {
  static constexpr EventType type = EventType::price_set;
  core::Country country;
  core::NumberType number_type{};
  core::Money setup;
  core::Money monthly;
  core::Currency currency;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("country", self.country);
    visit("number_type", self.number_type);
    visit("setup", self.setup);
    visit("monthly", self.monthly);
    visit("currency", self.currency);
  }
};

struct NumberStocked {
  static constexpr EventType type = EventType::number_stocked;
  core::Country country;
  core::NumberType number_type{};
  core::EnumSet<core::Capability> capabilities;
  core::Onboarding onboarding = core::Onboarding::general_availability;
  core::EnumSet<core::Document> required;  ///< for activation (N10)
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("country", self.country);
    visit("number_type", self.number_type);
    visit("capabilities", self.capabilities);
    visit("onboarding", self.onboarding);
    visit("requires", self.required);
  }
};

struct NumberOnboarded {
  static constexpr EventType type = EventType::number_onboarded;
  core::Onboarding status{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("status", self.status);
  }
};

/// How a rental begins: its terms, what it charges at once, and its first due date (C1, C3).
template <EventType its_type>
struct RentalBegun {
  static constexpr EventType type = its_type;
  core::Money setup;    ///< the terms' setup fee
  core::Money monthly;  ///< the terms' monthly fee
  core::Currency currency;
  bool charged = true;      ///< false for a recovery without charge (N5): no charge lines
  core::Money first_month;  ///< what the first month costs; the monthly fee but under `first` (C3)
  core::Date first_due;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("setup", self.setup);
    visit("monthly", self.monthly);
    visit("currency", self.currency);
    visit("charged", self.charged);
    visit("first_month", self.first_month);
    visit("first_due", self.first_due);
  }
};

using NumberRented = RentalBegun<EventType::number_rented>;
using NumberReclaimed = RentalBegun<EventType::number_reclaimed>;
using NumberRecovered = RentalBegun<EventType::number_recovered>;

/// A rental that stood before its log did goes on in it (N13): it charges nothing before its next due date
/// (C11).
struct RentalCarriedOver {
  static constexpr EventType type = EventType::rental_carried_over;
  core::Date rented_on;  ///< since when the account has held the number
  core::Date next_due;
  core::Money setup;    ///< the terms' setup fee
  core::Money monthly;  ///< the terms' monthly fee
  core::Currency currency;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("rented_on", self.rented_on);
    visit("next_due", self.next_due);
    visit("setup", self.setup);
    visit("monthly", self.monthly);
    visit("currency", self.currency);
  }
};

struct DocumentAccepted {
  static constexpr EventType type = EventType::document_accepted;
  core::Document document{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("document", self.document);
  }
};

/// A renewal and the half-open period that it covers (C5).
struct RentalRenewed {
  static constexpr EventType type = EventType::rental_renewed;
  core::Money amount;
  core::Currency currency;
  core::Date period_begin;  ///< the due date
  core::Date period_end;    ///< the next due date
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("amount", self.amount);
    visit("currency", self.currency);
    visit("period_begin", self.period_begin);
    visit("period_end", self.period_end);
  }
};

struct RentalRepriced {
  static constexpr EventType type = EventType::rental_repriced;
  core::Money monthly;  ///< from the next renewal on (C7)
  core::Currency currency;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("monthly", self.monthly);
    visit("currency", self.currency);
  }
};

struct NumberUnrented {
  static constexpr EventType type = EventType::number_unrented;
  core::UnrentReason reason = core::UnrentReason::requested;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("reason", self.reason);
  }
};

struct NumberDisconnected {
  static constexpr EventType type = EventType::number_disconnected;
  core::Remark reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("reason", self.reason);
  }
};

/// A number's case; its scope is always `sending` (A4).
struct NumberCaseOpened {
  static constexpr EventType type = EventType::number_case_opened;
  core::CaseId case_id;
  core::CaseReason reason{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("case", self.case_id);
    visit("reason", self.reason);
  }
};

struct NumberCaseLifted {
  static constexpr EventType type = EventType::number_case_lifted;
  core::CaseId case_id;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("case", self.case_id);
  }
};

struct ChargeAdjusted {
  static constexpr EventType type = EventType::charge_adjusted;
  core::Money amount;  ///< signed, not zero (C9)
  core::Currency currency;
  std::optional<core::ChargeId> corrects;
  core::Remark reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("amount", self.amount);
    visit("currency", self.currency);
    visit("corrects", self.corrects);
    visit("reason", self.reason);
  }
};

/// A refusal (Q3): what was asked, as compact JSON with sorted keys and all defaults filled in, and why not.
struct RequestRejected {
  static constexpr EventType type = EventType::request_rejected;
  core::Rejection reason{};
  std::string requested;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("reason", self.reason);
    visit("requested", self.requested);
  }
};

/// The first event of a log (section 8).
struct PolicySet {
  static constexpr EventType type = EventType::policy_set;
  core::Policy policy;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    core::Policy::fields(self.policy, visit);
  }
};

/// In the order of the types' numbers: a payload's place is its type's number less one.
using Payload =
    std::variant<AccountOpened, AccountVerified, AccountDisabled, AccountEnabled, AccountClosed, CreditAdded,
                 AccountCaseOpened, AccountCaseLifted, PreviewGranted, PriceSet, NumberStocked,
                 NumberOnboarded, NumberRented, DocumentAccepted, NumberActivated, RentalRenewed,
                 RentalRepriced, NumberUnrented, ReclaimWindowClosed, NumberReclaimed, NumberRecovered,
                 NumberDisconnected, NumberWithdrawn, NumberReturned, NumberCaseOpened, NumberCaseLifted,
                 ChargeAdjusted, RequestRejected, PolicySet, ClockAdvanced, RentalCarriedOver>;

}  // namespace rentroll::events
