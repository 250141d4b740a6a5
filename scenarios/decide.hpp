#pragma once

#include <optional>
#include <vector>

#include "events/event.hpp"
#include "projections/state.hpp"
#include "scenarios/request.hpp"
#include "scenarios/timers.hpp"

/// Decisions: what a request or a timer makes happen, by the rules alone. They look at nothing but their
/// arguments.
namespace rentroll::scenarios {

/// Whose the charge is that an adjustment corrects.
struct CorrectedCharge {
  core::ChargeId id;
  Ordinal account = events::no_ordinal;
  Ordinal number = events::no_ordinal;
};

/// A request with its names looked up.
struct Asked {
  const Request& request;
  Ordinal account = events::no_ordinal;      ///< of the account named, where one is
  Ordinal number = events::no_ordinal;       ///< of the number named, where one is
  std::optional<CorrectedCharge> corrected;  ///< where an adjustment names a charge that exists
};

/// C9: an adjustment's number is by default that of the charge that it corrects, where that is a charge of
/// its account, here named by its ordinal.
void fill_in_number(Adjust& adjust, const std::optional<CorrectedCharge>& corrected, Ordinal account,
                    const events::Names& numbers);

/// Decides a request at its instant: adds the events that it makes happen to `unit` (L5), or answers with the
/// first reason of Q3 that holds and adds nothing. Their seqs are those that follow the state's last one.
[[nodiscard]] std::optional<core::Rejection> decide(const projections::State& state, const Asked& asked,
                                                    std::vector<events::Event>& unit);

/// The refusal's own event (Q3).
[[nodiscard]] events::Event refusal(const Asked& asked, core::Instant at, core::Rejection reason);

/// Adds what happens when a timer falls due (T5, N7, C3, C8). REQUIRES: its ground still stands.
void decide_timer(const projections::State& state, const Timer& timer, std::vector<events::Event>& unit);

/// The account's open case `unpaid-K`, or null (C8).
[[nodiscard]] const projections::Case* open_unpaid_case(const projections::State& state, Ordinal account);

}  // namespace rentroll::scenarios
