#pragma once

#include <cstdint>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/policy.hpp"
#include "core/vocabulary.hpp"
#include "events/directory.hpp"

namespace rentroll::projections {

using events::no_ordinal;
using events::Ordinal;

/// The state of one number. One that has only been asked for, and never stocked, is in state `unknown`.
struct Number {
  // What a renewal touches stands together, in few cache lines.
  core::Money charged;           ///< all charge lines that name it
  core::Seq origin = 0;          ///< while rented the rental's beginning, in the windows what ended it
  core::Date next_due;           ///< while rented
  Ordinal account = no_ordinal;  ///< the holder, in the windows the last one
  std::uint32_t charges = 0;     ///< how many charge lines name it
  core::NumberState state = core::NumberState::unknown;
  core::NumberType type{};
  core::Onboarding onboarding{};
  core::EnumSet<core::Capability> capabilities;
  core::Instant since;            ///< when its state began
  core::Instant released_at;      ///< in the windows: when the rental ended
  core::Money monthly;            ///< while rented: what the next renewal costs (C7)
  core::Date begun;               ///< while rented: the date on which it counts as begun (C3, C11)
  Ordinal previous = no_ordinal;  ///< links the numbers that one account holds
  Ordinal next = no_ordinal;
  core::Country country;
  core::EnumSet<core::Document> required;  ///< for activation (N10)
  core::EnumSet<core::Document> accepted;  ///< of this rental
  bool recoverable = false;  ///< in the windows: neither disconnected (N11) nor released by closing (N12)

  /// The end of the reclaim window, not included (N3). REQUIRES: in the windows.
  [[nodiscard]] core::Instant reclaim_until(const core::Policy& policy) const {
    return released_at.plus_days(policy.reclaim_window_days);
  }
  /// The return to the carrier (N6). REQUIRES: in the windows.
  [[nodiscard]] core::Instant reserved_until(const core::Policy& policy) const {
    return released_at.plus_days(policy.reserve_window_days);
  }
  [[nodiscard]] bool in_windows() const {
    return state == core::NumberState::reclaimable || state == core::NumberState::reserved;
  }
  /// All required documents have been accepted (N10).
  [[nodiscard]] bool activated() const { return accepted.contains_all(required); }
};

}  // namespace rentroll::projections
