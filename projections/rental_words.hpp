#pragma once

#include "projections/audit_moment.hpp"

/// What an audit tells of events in the life of a number, one function an event type. What became of the
/// balance and of the states is not said here: it is said alike for all events.
namespace rentroll::projections {

[[nodiscard]] Told words(const Moment& moment, const events::NumberStocked& stocked);
[[nodiscard]] Told words(const Moment& moment, const events::NumberOnboarded& onboarded);
[[nodiscard]] Told words(const Moment& moment, const events::NumberRented& rented);
[[nodiscard]] Told words(const Moment& moment, const events::NumberReclaimed& reclaimed);
[[nodiscard]] Told words(const Moment& moment, const events::NumberRecovered& recovered);
[[nodiscard]] Told words(const Moment& moment, const events::RentalCarriedOver& carried);
[[nodiscard]] Told words(const Moment& moment, const events::DocumentAccepted& accepted);
[[nodiscard]] Told words(const Moment& moment, const events::NumberActivated&);
[[nodiscard]] Told words(const Moment& moment, const events::RentalRenewed& renewed);
[[nodiscard]] Told words(const Moment& moment, const events::RentalRepriced& repriced);
[[nodiscard]] Told words(const Moment& moment, const events::NumberUnrented& unrented);
[[nodiscard]] Told words(const Moment& moment, const events::ReclaimWindowClosed&);
[[nodiscard]] Told words(const Moment& moment, const events::NumberDisconnected& disconnected);
[[nodiscard]] Told words(const Moment& moment, const events::NumberWithdrawn&);
[[nodiscard]] Told words(const Moment& moment, const events::NumberReturned&);
[[nodiscard]] Told words(const Moment& moment, const events::NumberCaseOpened& opened);
[[nodiscard]] Told words(const Moment& moment, const events::NumberCaseLifted& lifted);

}  // namespace rentroll::projections
