#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/event_differences.hpp"
#include "scenarios/verified_state.hpp"
#include "scenarios/wrong_charges.hpp"

namespace rentroll::scenarios {

using Unit = std::span<const events::Event>;

/// A difference between a recorded unit and the one that the rules make.
struct UnitDifference {
  Seq seq = 0;
  std::string_view rule;
  std::string text;
  bool of_kind = false;   ///< another event, one too much or one missing, rather than another field
  std::size_t place = 0;  ///< in the unit
  std::vector<EventDifference> fields;  ///< where it is not of kind

  [[nodiscard]] bool differs_in(std::string_view field) const;
};

/// How a recorded unit differs from the right one: event by event, up to the first that is of another kind.
[[nodiscard]] std::vector<UnitDifference> compare_units(Unit found, Unit right,
                                                        const projections::State& state);

/// What those have in common who judge units of a log.
struct VerificationContext {
  const events::BlockStore& store;
  VerifiedState& verified;
  WrongCharges& wrong;
  const VerificationReport& report;

  [[nodiscard]] projections::State& state() const { return verified.state; }
  [[nodiscard]] const events::Directory& names() const { return verified.state.names; }
  void fold(Unit unit) const {
    for (const events::Event& event : unit) verified.fold(event);
  }
};

}  // namespace rentroll::scenarios
