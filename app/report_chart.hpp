#pragma once

#include <span>
#include <string>

#include "projections/monthly_charges.hpp"

namespace rentroll::app {

/// One currency's charges by month and kind as stacked bars; what is below zero is stacked downwards. The
/// spans are months or, with `years`, calendar years. Empty where all sums are zero. Throws MoneyOverflow.
[[nodiscard]] std::string months_chart(const std::string& currency,
                                       std::span<const projections::SpanSums> spans, bool years);

/// `2024-02`, or `2024` of a year.
[[nodiscard]] std::string span_text(const projections::SpanSums& span, bool years);

}  // namespace rentroll::app
