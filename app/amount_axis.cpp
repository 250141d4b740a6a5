#include "app/amount_axis.hpp"

#include <algorithm>

namespace rentroll::app {
namespace {

using core::Money;

/// What one column stacks above zero, and what below.
struct Stack {
  Money above;
  Money below;
};

Stack stack_of(const projections::SpanSums& column) {
  Stack stack;
  for (const Money amount : column.sums.amounts) (amount < Money{} ? stack.below : stack.above) += amount;
  return stack;
}

/// 1, 2 or 5 times a power of ten, so that there are about five lines.
std::int64_t round_step(std::int64_t highest, std::int64_t lowest) {
  const std::int64_t about = highest / 5 - lowest / 5;
  std::int64_t power = 1;
  while (power <= about / 10) power *= 10;
  for (const std::int64_t factor : {1, 2, 5}) {
    if (power * factor >= about) return power * factor;
  }
  return power * 10;
}

}  // namespace

AmountAxis::AmountAxis(std::span<const projections::SpanSums> columns, std::int64_t height)
    : height_(height) {
  std::int64_t highest = 0;
  for (const projections::SpanSums& column : columns) {
    const Stack stack = stack_of(column);
    highest = std::max(highest, stack.above.millionths());
    bottom_ = std::min(bottom_, stack.below.millionths());
  }
  step_ = round_step(highest, bottom_);
  top_ = (highest / step_ + (highest % step_ != 0 ? 1 : 0)) * Wide{step_};
}

std::string AmountAxis::label(std::int64_t line) const {
  std::int64_t millionths = 0;
  if (__builtin_mul_overflow(line, step_, &millionths)) return {};
  std::string text = Money::from_millionths(millionths).text();
  if (text.ends_with(".00")) text.resize(text.size() - 3);
  return text;
}

}  // namespace rentroll::app
