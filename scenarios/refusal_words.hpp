#pragma once

#include <string>

#include "core/vocabulary.hpp"
#include "projections/state.hpp"
#include "scenarios/request.hpp"

namespace rentroll::scenarios {

/// Whether a refusal is told of as a fact or as what follows from a supposition.
enum class Mood : std::uint8_t { was, would_be };

/// The fact of a state for which a request is refused, in words: `the balance would be 0.40, less than the
/// setup of 0.50 and the first month of 1.00 (C2)`. REQUIRES: the state that the request was decided against,
/// at its instant.
[[nodiscard]] std::string refusal_words(core::Rejection rejection, const Request& request,
                                        const projections::State& state, Mood mood);

}  // namespace rentroll::scenarios
