#pragma once

#include "projections/audit_moment.hpp"

/// What an audit tells of events about accounts, prices and the log itself, one function an event type. What
/// became of the balance and of the states is not said here: it is said alike for all events.
namespace rentroll::projections {

[[nodiscard]] Told words(const Moment& moment, const events::AccountOpened& opened);
[[nodiscard]] Told words(const Moment& moment, const events::AccountVerified&);
[[nodiscard]] Told words(const Moment& moment, const events::AccountDisabled&);
[[nodiscard]] Told words(const Moment& moment, const events::AccountEnabled&);
[[nodiscard]] Told words(const Moment& moment, const events::AccountClosed&);
[[nodiscard]] Told words(const Moment& moment, const events::CreditAdded& added);
[[nodiscard]] Told words(const Moment& moment, const events::AccountCaseOpened& opened);
[[nodiscard]] Told words(const Moment& moment, const events::AccountCaseLifted& lifted);
[[nodiscard]] Told words(const Moment& moment, const events::PreviewGranted&);
[[nodiscard]] Told words(const Moment& moment, const events::PriceSet& set);
[[nodiscard]] Told words(const Moment& moment, const events::ChargeAdjusted& adjusted);
[[nodiscard]] Told words(const Moment& moment, const events::PolicySet& set);
[[nodiscard]] Told words(const Moment& moment, const events::ClockAdvanced&);

}  // namespace rentroll::projections
