#pragma once

#include <span>
#include <string>

#include "core/instant.hpp"
#include "scenarios/wrong_charge.hpp"

namespace rentroll::scenarios {

/// A scenario file that sets charges right which late facts have made wrong: an `adjust` for each, at the
/// log's horizon, in the order given (L4, C9). `simulate --append` takes it. REQUIRES: there is one.
[[nodiscard]] std::string adjustment_proposal(std::span<const WrongCharge> wrong, core::Instant horizon);

}  // namespace rentroll::scenarios
