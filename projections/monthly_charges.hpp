#pragma once

#include <array>
#include <span>
#include <vector>

#include "projections/charge_totals.hpp"

/// Charges summed by month and kind, with the months between that have none: what a chart needs.
namespace rentroll::projections {

inline constexpr std::array charge_kinds{core::ChargeKind::setup, core::ChargeKind::first_month,
                                         core::ChargeKind::renewal, core::ChargeKind::adjustment};

/// Sums of charge lines by kind; adjustments have their sign (C9).
struct KindSums {
  std::array<core::Money, charge_kinds.size()> amounts;  ///< in the order of `charge_kinds`
  std::uint64_t charges = 0;                             ///< how many lines

  [[nodiscard]] core::Money of(core::ChargeKind kind) const;
  /// Throws MoneyOverflow.
  [[nodiscard]] core::Money total() const;
  void add(const KindSums& other);
};

/// One calendar month, or one calendar year.
struct SpanSums {
  core::Date first;  ///< its first day
  core::Date end;    ///< the first day after it
  KindSums sums;
};

/// One currency's months, one after the other without a gap.
struct CurrencyMonths {
  core::Currency currency;
  std::vector<SpanSums> months;
  KindSums total;
};

/// By currency. `rows` are those of ChargeTotals by month and kind; the months are all that have a day in
/// [begin, end), and each row's month is among them. Throws MoneyOverflow.
/// REQUIRES: begin < end, in the range of instants (T1).
[[nodiscard]] std::vector<CurrencyMonths> monthly_charges(std::span<const ChargeTotals::Row> rows,
                                                          core::Instant begin, core::Instant end);

/// The same sums by calendar year. Throws MoneyOverflow.
[[nodiscard]] std::vector<SpanSums> by_year(std::span<const SpanSums> months);

}  // namespace rentroll::projections
