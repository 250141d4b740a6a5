#include "scenarios/recorded_request.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;
using Recorded = std::optional<RequestBody>;

/// A unit's first event with its names.
struct Unit {
  std::span<const Event> events;
  core::AccountId account;
  core::NumberId number;
};

Recorded read(const Unit& unit, const events::AccountOpened& opened) {
  OpenAccount open;
  open.account = unit.account;
  open.currency = opened.currency;
  open.verified = opened.verified;
  if (unit.events.size() > 1) {
    if (const auto* credit = std::get_if<events::CreditAdded>(&unit.events[1].payload))
      open.credit = credit->amount;
  }
  return open;
}
Recorded read(const Unit& unit, const events::AccountVerified&) { return Verify{unit.account}; }
Recorded read(const Unit& unit, const events::AccountDisabled&) { return Disable{unit.account}; }
Recorded read(const Unit& unit, const events::AccountEnabled&) { return Enable{unit.account}; }
Recorded read(const Unit& unit, const events::AccountClosed&) { return Close{unit.account}; }
Recorded read(const Unit& unit, const events::CreditAdded& added) {
  return AddCredit{unit.account, added.amount};
}
Recorded read(const Unit& unit, const events::AccountCaseOpened& opened) {
  return SuspendAccount{unit.account, opened.case_id, opened.scope, opened.reason};
}
Recorded read(const Unit& unit, const events::AccountCaseLifted& lifted) {
  return ReinstateAccount{unit.account, lifted.case_id};
}
Recorded read(const Unit& unit, const events::PreviewGranted&) { return GrantPreview{unit.account}; }
Recorded read(const Unit&, const events::PriceSet& set) {
  return SetPrice{set.country, set.number_type, set.setup, set.monthly, set.currency};
}
Recorded read(const Unit& unit, const events::NumberStocked& stocked) {
  return Stock{unit.number,          stocked.country,    stocked.number_type,
               stocked.capabilities, stocked.onboarding, stocked.required};
}
Recorded read(const Unit& unit, const events::NumberOnboarded& onboarded) {
  return Onboard{unit.number, onboarded.status};
}
Recorded read(const Unit& unit, const events::NumberRented&) { return Rent{unit.account, unit.number}; }
Recorded read(const Unit& unit, const events::NumberReclaimed&) { return Reclaim{unit.account, unit.number}; }
Recorded read(const Unit& unit, const events::NumberRecovered&) { return Recover{unit.account, unit.number}; }
Recorded read(const Unit& unit, const events::RentalCarriedOver& carried) {
  return CarryOver{unit.account,     unit.number,   carried.rented_on,
                   carried.next_due, carried.setup, carried.monthly};
}
Recorded read(const Unit& unit, const events::DocumentAccepted& accepted) {
  return AcceptDocument{unit.account, unit.number, accepted.document};
}
Recorded read(const Unit& unit, const events::RentalRepriced& repriced) {
  return Reprice{unit.account, unit.number, repriced.monthly};
}
Recorded read(const Unit& unit, const events::NumberUnrented& unrented) {
  if (unrented.reason == core::UnrentReason::account_closed) return Close{unit.account};
  return Unrent{unit.account, unit.number};
}
Recorded read(const Unit& unit, const events::NumberDisconnected& disconnected) {
  return Disconnect{unit.account, unit.number, disconnected.reason};
}
Recorded read(const Unit& unit, const events::NumberWithdrawn&) { return Withdraw{unit.number}; }
Recorded read(const Unit& unit, const events::NumberCaseOpened& opened) {
  return SuspendNumber{unit.number, opened.case_id, opened.reason};
}
Recorded read(const Unit& unit, const events::NumberCaseLifted& lifted) {
  return ReinstateNumber{unit.number, lifted.case_id};
}
Recorded read(const Unit& unit, const events::ChargeAdjusted& adjusted) {
  Adjust adjust;
  adjust.account = unit.account;
  adjust.amount = adjusted.amount;
  adjust.reason = adjusted.reason;
  if (adjusted.corrects) adjust.charge = core::Remark::parse(adjusted.corrects->text());
  if (!unit.number.empty()) adjust.number = unit.number;
  return adjust;
}
Recorded read(const Unit&, const events::RequestRejected& rejected) { return body_of(rejected.requested); }

// What no request sets off.
Recorded read(const Unit&, const events::NumberActivated&) { return std::nullopt; }
Recorded read(const Unit&, const events::RentalRenewed&) { return std::nullopt; }
Recorded read(const Unit&, const events::ReclaimWindowClosed&) { return std::nullopt; }
Recorded read(const Unit&, const events::NumberReturned&) { return std::nullopt; }
Recorded read(const Unit&, const events::PolicySet&) { return std::nullopt; }
Recorded read(const Unit&, const events::ClockAdvanced&) { return std::nullopt; }

}  // namespace

std::optional<RequestBody> recorded_request(std::span<const Event> unit, const events::Directory& names) {
  const Event& first = unit.front();
  if (first.actor == core::Actor::system) return std::nullopt;
  Unit read_from{unit, {}, {}};
  if (first.account != events::no_ordinal) {
    read_from.account = core::AccountId::parse(names.accounts.text(first.account));
  }
  if (first.number != events::no_ordinal)
    read_from.number = core::NumberId::parse(names.numbers.text(first.number));
  return std::visit([&](const auto& payload) { return read(read_from, payload); }, first.payload);
}

}  // namespace rentroll::scenarios
