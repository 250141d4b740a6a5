#pragma once

#include <string>

#include "projections/state.hpp"

namespace rentroll::projections {

/// SHA-256, as 64 hex digits, of every account's and every number's whole state in the order of their first
/// appearance, with the count and the sum of its charges. It does not depend on how the state was reached.
[[nodiscard]] std::string digest(const State& state);

}  // namespace rentroll::projections
