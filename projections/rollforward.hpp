#pragma once

#include <vector>

#include "projections/charges.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// An account's period [from, to): its balance before it, what moved it by kind, as charged, and its balance
/// at the end. closing = opening + credit - setup - first_month - renewal - adjustment (C10).
struct RollforwardRow {
  Ordinal account = no_ordinal;
  core::Currency currency;
  core::Money opening;
  core::Money credit;
  core::Money setup;
  core::Money first_month;
  core::Money renewal;
  core::Money adjustment;
  core::Money closing;
};

/// Leads each account's balance from the beginning of a period to its end, in one pass over the log.
class Rollforward {
 public:
  /// Half-open on `occurred_at` (T2). REQUIRES: from <= to.
  Rollforward(core::Instant from, core::Instant to);

  /// Takes an event; what occurred at `to` or later counts for nothing. Throws MoneyOverflow.
  void add(const events::EventView& event);

  /// The rows of the accounts that were opened before `to`, in byte order. `state` has folded the events that
  /// occurred before `to`, the same ones that were added and no others: its balances are the closing ones,
  /// and it is asserted that the period leads to them. Throws MoneyOverflow.
  [[nodiscard]] std::vector<RollforwardRow> rows(const State& state) const;

  /// The row of one account, for which it is enough to add the events of that account. Throws MoneyOverflow.
  /// REQUIRES: it was opened before `to`.
  [[nodiscard]] RollforwardRow row(const State& state, Ordinal account) const;

 private:
  /// What moved an account's balance. Credit and charges before the period are kept apart, as the fold does
  /// it, so that no sum overflows that does not overflow there.
  struct Movements {
    core::Money credit_before;
    core::Money charged_before;
    core::Money credit;
    core::Money setup;
    core::Money first_month;
    core::Money renewal;
    core::Money adjustment;

    [[nodiscard]] core::Money& of(core::ChargeKind kind);
  };

  [[nodiscard]] Movements& movements_of(Ordinal account);

  core::Instant from_;
  core::Instant to_;
  std::vector<Movements> movements_;  // by ordinal
};

}  // namespace rentroll::projections
