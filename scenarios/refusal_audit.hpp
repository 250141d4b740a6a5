#pragma once

#include <string>

#include "projections/audit_moment.hpp"
#include "scenarios/request.hpp"

namespace rentroll::scenarios {

/// Tells of a refusal for an audit (Q3): who asked for what, and why not, with the figures.
/// REQUIRES: the moment of a RequestRejected.
[[nodiscard]] projections::Told tell_refusal(const projections::Moment& moment);

/// All that a request says: `reprice +14155550100 for acme (monthly 1.25)`.
[[nodiscard]] std::string content_in_words(const RequestBody& body);

}  // namespace rentroll::scenarios
