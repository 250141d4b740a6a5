#pragma once

#include <vector>

#include "core/large_vector.hpp"
#include "projections/number.hpp"

namespace rentroll::projections {

/// Which numbers each account holds. It follows from the numbers' states; whoever asks often keeps it beside
/// them instead of going through all numbers each time.
class HeldNumbers {
 public:
  /// Those that are held in these states.
  explicit HeldNumbers(const Numbers& numbers);

  /// REQUIRES: no account holds it.
  void add(Ordinal account, Ordinal number);
  /// REQUIRES: the account holds it.
  void remove(Ordinal account, Ordinal number);

  /// The ordinals of the numbers that an account holds, in no order.
  [[nodiscard]] std::vector<Ordinal> of(Ordinal account) const;

 private:
  /// Links the numbers of one account.
  struct Links {
    Ordinal previous = no_ordinal;
    Ordinal next = no_ordinal;
  };
  core::LargeVector<Links> links_;  // by number
  std::vector<Ordinal> first_;      // by account: the number that it has held for the shortest time
};

}  // namespace rentroll::projections
