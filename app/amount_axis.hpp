#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "app/svg.hpp"
#include "projections/monthly_charges.hpp"

namespace rentroll::app {

/// The amounts between which a chart of stacked columns lies: from a line of its grid down to the end of the
/// lowest column. Zero is always between them. Amounts are millionths, places hundredths of a pixel from the
/// top.
class AmountAxis {
 public:
  /// Throws MoneyOverflow.
  AmountAxis(std::span<const projections::SpanSums> columns, std::int64_t height);

  /// Whether there is nothing but zero.
  [[nodiscard]] bool is_flat() const { return top_ == bottom_; }
  /// The grid's lines by number, upwards; zero is line 0.
  [[nodiscard]] std::int64_t lowest_line() const { return bottom_ / step_; }
  [[nodiscard]] std::int64_t highest_line() const { return static_cast<std::int64_t>(top_ / step_); }
  /// What a line stands for; empty where that is beyond what an amount can be (M1).
  [[nodiscard]] std::string label(std::int64_t line) const;

  /// REQUIRES, as below: not flat.
  [[nodiscard]] std::int64_t y_of_line(std::int64_t line) const { return y(Wide{line} * step_); }
  [[nodiscard]] std::int64_t y_of(std::int64_t millionths) const { return y(millionths); }

 private:
  [[nodiscard]] std::int64_t y(Wide millionths) const {
    return scaled(top_ - millionths, top_ - bottom_, height_);
  }

  std::int64_t height_;
  std::int64_t bottom_ = 0;
  std::int64_t step_ = 1;
  Wide top_ = 0;
};

}  // namespace rentroll::app
