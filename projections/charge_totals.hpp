#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "projections/charges.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// What charges can be summed by.
enum class TotalBy : std::uint8_t { account = 1, month = 2, kind = 3, number = 4 };

/// Sums of charge lines by some of their fields and by currency; nothing is ever converted (M3).
class ChargeTotals {
 public:
  struct Row {
    std::vector<std::string> group;  ///< the fields' texts, in the order of `by`
    std::uint64_t charges = 0;
    core::Money amount;
    core::Currency currency;
  };

  explicit ChargeTotals(std::vector<TotalBy> by);

  /// Throws MoneyOverflow.
  void add(const ChargeLine& line);
  /// By the groups' texts, in byte order, then by currency. `names` are those of the log.
  [[nodiscard]] std::vector<Row> rows(const events::Directory& names) const;

 private:
  /// What lines of one group have in common; what is not summed by is the same for all.
  struct Key {
    Ordinal account = no_ordinal;
    Ordinal number = no_ordinal;
    core::Date month;  // its first day
    core::ChargeKind kind{};
    core::Currency currency;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Total {
    std::uint64_t charges = 0;
    core::Money amount;
  };

  [[nodiscard]] bool sums_by(TotalBy by) const;
  [[nodiscard]] static std::string text_of(const Key& key, TotalBy by, const events::Directory& names);

  std::vector<TotalBy> by_;
  bool by_account_;
  bool by_number_;
  bool by_month_;
  bool by_kind_;
  std::unordered_map<Key, Total, KeyHash> totals_;
};

}  // namespace rentroll::projections

template <>
struct rentroll::core::EnumTexts<rentroll::projections::TotalBy> {
  using enum rentroll::projections::TotalBy;
  static constexpr auto value = std::to_array<std::pair<rentroll::projections::TotalBy, std::string_view>>(
      {{account, "account"}, {month, "month"}, {kind, "kind"}, {number, "number"}});
};
