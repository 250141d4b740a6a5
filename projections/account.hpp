#pragma once

#include <cstdint>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/vocabulary.hpp"
#include "events/directory.hpp"

namespace rentroll::projections {

using events::no_ordinal;
using events::Ordinal;

/// The state of one account. One that has only been asked for, and never opened, has `opened` false.
struct Account {
  // What a renewal touches stands together.
  core::Money charged;        ///< all charges, adjustments included
  std::uint32_t charges = 0;  ///< how many charge lines
  core::Currency currency;
  core::Money credit;                   ///< all credit added
  core::Instant grace_until;            ///< C8, "unrent": the end of the grace, where grace_cause is not 0
  core::Seq grace_cause = 0;            ///< the renewal that began the grace; 0 for no grace
  std::uint32_t numbers = 0;            ///< how many numbers it holds
  std::uint32_t unpaid_cases = 0;       ///< how many cases `unpaid-K` there have been (C8)
  std::uint32_t open_all_services = 0;  ///< open cases of this scope
  std::uint32_t open_provisioning = 0;  ///< open cases of this scope
  bool opened : 1 = false;
  bool verified : 1 = false;
  bool disabled : 1 = false;
  bool closed : 1 = false;
  bool preview : 1 = false;  ///< it has been granted preview (N9)

  /// C10. Throws MoneyOverflow.
  [[nodiscard]] core::Money balance() const { return credit - charged; }

  /// What is shown: the first that holds (A1).
  [[nodiscard]] core::AccountState state() const {
    using State = core::AccountState;
    if (!opened) return State::unknown;
    if (closed) return State::closed;
    if (open_all_services != 0) return State::suspended;
    if (disabled) return State::disabled;
    return verified ? State::active : State::pending_verification;
  }
};

static_assert(sizeof(Account) == 64, "one cache line");

}  // namespace rentroll::projections
