#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "projections/charges.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// What charges can be summed by.
enum class TotalBy : std::uint8_t { account = 1, month = 2, kind = 3, number = 4 };

/// Sums of charge lines by some of their fields and by currency; nothing is ever converted (M3).
class ChargeTotals {
 public:
  /// A group's texts in the order of `by`, then its currency.
  using Key = std::vector<std::string>;
  struct Total {
    std::uint64_t charges = 0;
    core::Money amount;
  };

  explicit ChargeTotals(std::vector<TotalBy> by) : by_(std::move(by)) {}

  /// Throws MoneyOverflow.
  void add(const State& state, const ChargeLine& line);
  /// By the groups' texts, in byte order.
  [[nodiscard]] const std::map<Key, Total>& totals() const { return totals_; }

 private:
  std::vector<TotalBy> by_;
  std::map<Key, Total> totals_;
};

}  // namespace rentroll::projections

template <>
struct rentroll::core::EnumTexts<rentroll::projections::TotalBy> {
  using enum rentroll::projections::TotalBy;
  static constexpr auto value = std::to_array<std::pair<rentroll::projections::TotalBy, std::string_view>>(
      {{account, "account"}, {month, "month"}, {kind, "kind"}, {number, "number"}});
};
