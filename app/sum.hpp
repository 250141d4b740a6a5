#pragma once

#include <optional>
#include <string>

#include "core/money.hpp"

namespace rentroll::app {

/// A sum over accounts that is absent where it is beyond what an amount holds (M1). The accounts themselves
/// can be shown all the same.
class Sum {
 public:
  void add(core::Money amount) {
    try {
      if (sum_) *sum_ += amount;
    } catch (const core::MoneyOverflow&) {
      sum_.reset();
    }
  }
  [[nodiscard]] const std::optional<core::Money>& amount() const { return sum_; }
  /// Empty where the sum is absent.
  [[nodiscard]] std::string text() const { return sum_ ? sum_->text() : std::string(); }

 private:
  std::optional<core::Money> sum_ = core::Money{};
};

}  // namespace rentroll::app
