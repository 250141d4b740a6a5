#include "app/amount_axis.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace rentroll::app {
namespace {

using core::Money;
using projections::SpanSums;

/// One column, its amounts by kind.
SpanSums column(const char* renewal, const char* adjustment) {
  SpanSums span;
  span.sums.amounts[2] = Money::parse(renewal);
  span.sums.amounts[3] = Money::parse(adjustment);
  return span;
}

std::vector<std::string> labels(const AmountAxis& axis) {
  std::vector<std::string> labels;
  for (std::int64_t line = axis.lowest_line(); line <= axis.highest_line(); ++line) {
    labels.push_back(axis.label(line));
  }
  return labels;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the grid is round and reaches above the highest column") {
  const AmountAxis axis(std::vector{column("3.20", "0"), column("9.55", "0")}, 24'000);
  CHECK(labels(axis) == Texts{"0", "2", "4", "6", "8", "10"});
  CHECK(axis.y_of(0) == 24'000);
  CHECK(axis.y_of(Money::parse("10").millionths()) == 0);
  CHECK(axis.y_of_line(1) == axis.y_of(Money::parse("2").millionths()));
}

TEST_CASE("columns below zero reach down to the lowest one's end") {
  const AmountAxis axis(std::vector{column("4", "-6"), column("2", "1")}, 24'000);
  CHECK(labels(axis) == Texts{"-6", "-4", "-2", "0", "2", "4"});
  CHECK(axis.y_of(Money::parse("-6").millionths()) == 24'000);
  const AmountAxis below(std::vector{column("0", "-0.07")}, 700);
  CHECK(labels(below) == Texts{"-0.06", "-0.04", "-0.02", "0"});
  CHECK(below.y_of(0) == 0);
}

TEST_CASE("amounts of any size") {
  CHECK(AmountAxis(std::vector{column("0", "0")}, 100).is_flat());
  CHECK(AmountAxis({}, 100).is_flat());
  CHECK(labels(AmountAxis(std::vector{column("0.000001", "0")}, 100)) == Texts{"0", "0.000001"});
  const AmountAxis widest(
      std::vector{column("9223372036854.775807", "0"), column("0", "-9223372036854.775808")}, 24'000);
  CHECK(labels(widest) == Texts{"-5000000000000", "0", "5000000000000", ""});
  CHECK(widest.y_of(Money::parse("9223372036854.775807").millionths()) > 0);
  CHECK(widest.y_of(Money::parse("-9223372036854.775808").millionths()) == 24'000);
}

}  // namespace rentroll::app
