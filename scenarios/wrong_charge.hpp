#pragma once

#include <string>

#include "core/ids.hpp"
#include "core/money.hpp"

namespace rentroll::scenarios {

/// A charge that a fact learned late has made wrong, and that no adjustment has set right yet (L4, C9).
struct WrongCharge {
  core::ChargeId id;
  std::string account;
  core::Currency currency;
  core::Money charged;    ///< what the event charges
  core::Money adjusted;   ///< the sum of the adjustments of it so far
  core::Money right;      ///< what it should have been by what is known now
  core::Seq learned = 0;  ///< the late event that made it wrong
  std::string reason;     ///< in one line, for the adjustment

  /// What is still to be adjusted; never zero. Throws MoneyOverflow.
  [[nodiscard]] core::Money difference() const { return right - charged - adjusted; }
};

}  // namespace rentroll::scenarios
