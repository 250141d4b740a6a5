#pragma once

#include <cstddef>
#include <cstdint>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/large_vector.hpp"
#include "core/money.hpp"
#include "core/policy.hpp"
#include "core/vocabulary.hpp"
#include "events/directory.hpp"

namespace rentroll::projections {

using events::no_ordinal;
using events::Ordinal;

/// Who holds a number, and what it has been charged: what a renewal touches. Renewals are most of what a log
/// holds, so these states stand apart from the others, as densely as can be.
struct NumberRental {
  core::Money charged;           ///< all charge lines that name it
  core::Seq origin = 0;          ///< while rented the rental's beginning, in the windows what ended it
  core::Date next_due;           ///< while rented
  Ordinal account = no_ordinal;  ///< the holder, in the windows the last one
  std::uint32_t charges = 0;     ///< how many charge lines name it
  core::NumberState state = core::NumberState::unknown;
};
static_assert(sizeof(NumberRental) == 32, "two of them in a cache line");

/// What else there is to a number's state.
struct NumberDetails {
  core::Instant since;        ///< when its state began
  core::Instant released_at;  ///< in the windows: when the rental ended
  core::Money monthly;        ///< while rented: what the next renewal costs (C7)
  core::Date begun;           ///< while rented: the date on which it counts as begun (C3, C11)
  core::Country country;
  core::NumberType type{};
  core::Onboarding onboarding{};
  core::EnumSet<core::Capability> capabilities;
  core::EnumSet<core::Document> required;  ///< for activation (N10)
  core::EnumSet<core::Document> accepted;  ///< of this rental
  bool recoverable = false;  ///< in the windows: neither disconnected (N11) nor released by closing (N12)
};

/// Between a rental's end and the return to the carrier (N3, N6).
[[nodiscard]] inline bool in_windows(core::NumberState state) {
  return state == core::NumberState::reclaimable || state == core::NumberState::reserved;
}

/// The state of one number. One that has only been asked for, and never stocked, is in state `unknown`.
struct Number : NumberRental, NumberDetails {
  /// The end of the reclaim window, not included (N3). REQUIRES: in the windows.
  [[nodiscard]] core::Instant reclaim_until(const core::Policy& policy) const {
    return released_at.plus_days(policy.reclaim_window_days);
  }
  /// The return to the carrier (N6). REQUIRES: in the windows.
  [[nodiscard]] core::Instant reserved_until(const core::Policy& policy) const {
    return released_at.plus_days(policy.reserve_window_days);
  }
  [[nodiscard]] bool in_windows() const { return projections::in_windows(state); }
  /// All required documents have been accepted (N10).
  [[nodiscard]] bool activated() const { return accepted.contains_all(required); }
};

/// The states of all numbers by ordinal.
class Numbers {
 public:
  [[nodiscard]] std::size_t size() const { return rentals_.size(); }
  void resize(std::size_t size) {
    rentals_.resize(size);
    details_.resize(size);
  }
  void reserve(std::size_t size) {
    rentals_.reserve(size);
    details_.reserve(size);
  }
  /// Bytes of memory held.
  [[nodiscard]] std::size_t memory_bytes() const {
    return rentals_.capacity() * sizeof(NumberRental) + details_.capacity() * sizeof(NumberDetails);
  }

  // REQUIRES: ordinal < size().
  [[nodiscard]] Number operator[](Ordinal ordinal) const { return {rentals_[ordinal], details_[ordinal]}; }
  [[nodiscard]] const NumberRental& rental(Ordinal ordinal) const { return rentals_[ordinal]; }
  [[nodiscard]] NumberRental& rental(Ordinal ordinal) { return rentals_[ordinal]; }
  [[nodiscard]] const NumberDetails& details(Ordinal ordinal) const { return details_[ordinal]; }
  [[nodiscard]] NumberDetails& details(Ordinal ordinal) { return details_[ordinal]; }

  [[nodiscard]] core::LargeVector<NumberRental>& rentals() { return rentals_; }
  [[nodiscard]] const core::LargeVector<NumberRental>& rentals() const { return rentals_; }
  [[nodiscard]] core::LargeVector<NumberDetails>& details() { return details_; }
  [[nodiscard]] const core::LargeVector<NumberDetails>& details() const { return details_; }

 private:
  core::LargeVector<NumberRental> rentals_;
  core::LargeVector<NumberDetails> details_;
};

}  // namespace rentroll::projections
