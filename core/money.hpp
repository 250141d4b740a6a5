#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace rentroll::core {

/// A sum beyond what 64 bits of millionths hold (M1): about 9.2 million million units.
class MoneyOverflow : public InputError {
 public:
  MoneyOverflow() : InputError("the amount is beyond 9223372036854.775807 (M1)") {}
};

/// An exact amount: a signed count of millionths of the currency's unit (M1). Sums are checked and throw
/// MoneyOverflow. There is no product of two amounts, no float, and no conversion from a bare number.
class Money {
 public:
  constexpr Money() = default;

  [[nodiscard]] static constexpr Money from_millionths(std::int64_t millionths) {
    Money money;
    money.millionths_ = millionths;
    return money;
  }

  /// Reads `-12.345678`: digits, then at most 6 decimals (M1). Throws InputError that says what is wrong.
  [[nodiscard]] static Money parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t millionths() const { return millionths_; }

  /// At least 2 decimals and no further trailing zeros (M2): `1.00`, `0.005`, `-12.345678`.
  [[nodiscard]] std::string text() const;

  /// This amount × numerator / denominator, rounded half to even at the millionth (C3, `first`).
  /// REQUIRES: 0 <= numerator <= denominator, denominator > 0.
  [[nodiscard]] Money fraction(int numerator, int denominator) const;

  friend Money operator+(Money a, Money b) {
    Money sum;
    if (__builtin_add_overflow(a.millionths_, b.millionths_, &sum.millionths_)) throw MoneyOverflow();
    return sum;
  }
  friend Money operator-(Money a, Money b) {
    Money difference;
    if (__builtin_sub_overflow(a.millionths_, b.millionths_, &difference.millionths_)) throw MoneyOverflow();
    return difference;
  }
  Money& operator+=(Money other) { return *this = *this + other; }
  friend constexpr auto operator<=>(Money, Money) = default;

 private:
  std::int64_t millionths_ = 0;
};

}  // namespace rentroll::core
