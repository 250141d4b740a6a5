#pragma once

#include <string_view>

#include "core/vocabulary.hpp"
#include "projections/number.hpp"

namespace rentroll::scenarios {

/// What a reason to refuse looks at.
enum class RejectionGround : std::uint8_t { account, credit, number, other };

[[nodiscard]] RejectionGround ground_of(core::Rejection reason);

/// The rule that is broken where a request was accepted in spite of a reason. `number` is the one asked for.
[[nodiscard]] std::string_view rule_broken(core::Rejection reason, const projections::Number& number);

}  // namespace rentroll::scenarios
