#pragma once

#include <filesystem>

#include "projections/state.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/rental_list.hpp"

namespace rentroll::scenarios {

/// Makes a new log that begins at an instant with rentals that stand already: the accounts of the list,
/// without credit, in the order of first appearance, then the numbers in stock, then the carry-overs (N13),
/// each a request as a scenario would make it, and `ClockAdvanced`. What is due at the very instant is
/// renewed (C11).
///
/// The log is made in memory first, with its state less than 500 bytes a rental, and then written as one: a
/// crash leaves all of it or nothing. Answers with its state. Throws InputError, with nothing written, where
/// a sum overflows (M1) or the folder is none that a log can be made in.
[[nodiscard]] projections::State cut_over(const RentalList& list, core::Instant at,
                                          const core::Policy& policy, const std::filesystem::path& folder,
                                          const Progress& progress);

/// Throws InputError where a folder holds a log with events, so that it is said before a long list is read.
void check_holds_no_events(const std::filesystem::path& folder);

}  // namespace rentroll::scenarios
