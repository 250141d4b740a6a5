#pragma once

#include <compare>
#include <map>

#include "core/ids.hpp"
#include "core/money.hpp"

namespace rentroll::core {

/// What a rental costs: the fee at its beginning and the fee a month.
struct Price {
  Money setup;
  Money monthly;
};

/// What a price is for (C1): a number's country and type, an account's currency.
struct PriceKey {
  Country country;
  NumberType type{};
  Currency currency;
  friend auto operator<=>(const PriceKey&, const PriceKey&) = default;
};

/// The prices in force: of each key the newest that was set (C1).
class PriceList {
 public:
  void set(const PriceKey& key, const Price& price) { prices_[key] = price; }
  /// Null where there is no price (`no_price`).
  [[nodiscard]] const Price* find(const PriceKey& key) const {
    const auto found = prices_.find(key);
    return found == prices_.end() ? nullptr : &found->second;
  }
  /// All prices in force.
  [[nodiscard]] const std::map<PriceKey, Price>& all() const { return prices_; }

 private:
  std::map<PriceKey, Price> prices_;
};

}  // namespace rentroll::core
