#include "core/money.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>

namespace rentroll::core {
namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

/// What the refusal of a text says; empty where it is taken.
std::string refusal(const std::string& text) {
  try {
    static_cast<void>(Money::parse(text));
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST_CASE("M1, M2: an amount is read and printed") {
  struct Row {
    std::string text;
    std::int64_t millionths;
    std::string printed;
  };
  const auto rows = std::to_array<Row>({
      {"0", 0, "0.00"},
      {"-0", 0, "0.00"},
      {"-0.000000", 0, "0.00"},
      {"1", 1'000'000, "1.00"},
      {"1.0", 1'000'000, "1.00"},
      {"0.8", 800'000, "0.80"},
      {"0.005", 5'000, "0.005"},
      {"0.123450", 123'450, "0.12345"},
      {"0.100001", 100'001, "0.100001"},
      {"-12.345678", -12'345'678, "-12.345678"},
      {"-0.000001", -1, "-0.000001"},
      {"-0.5", -500'000, "-0.50"},
      {"007.5", 7'500'000, "7.50"},
      {"1000000", 1'000'000'000'000, "1000000.00"},
      {"9223372036854.775807", highest, "9223372036854.775807"},
      {"-9223372036854.775808", lowest, "-9223372036854.775808"},
  });
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(Money::parse(row.text).millionths() == row.millionths);
    CHECK(Money::from_millionths(row.millionths).text() == row.printed);
  }
}

TEST_CASE("M1: what is no amount is refused with a reason") {
  struct Row {
    std::string text;
    std::string why;
  };
  const auto rows = std::to_array<Row>({
      {"", "does not begin with a digit"},
      {"-", "does not begin with a digit"},
      {"+1", "does not begin with a digit"},
      {"--1", "does not begin with a digit"},
      {".5", "does not begin with a digit"},
      {"-.5", "does not begin with a digit"},
      {" 1", "does not begin with a digit"},
      {"abc", "does not begin with a digit"},
      {"nan", "does not begin with a digit"},
      {"1.", "no digit follows the point"},
      {"1.x", "no digit follows the point"},
      {"1,00", "',' has no place"},
      {"1e3", "'e' has no place"},
      {"1 ", "' ' has no place"},
      {"1.2.3", "'.' has no place"},
      {"0x10", "'x' has no place"},
      {"0.1234567", "more than 6 decimals"},
      {"0.1000000", "more than 6 decimals"},
      {"9223372036854.775808", "beyond 9223372036854.775807"},
      {"-9223372036854.775809", "beyond 9223372036854.775807"},
      {"9223372036855", "beyond 9223372036854.775807"},
      {"99999999999999999999999999", "beyond 9223372036854.775807"},
  });
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(refusal(row.text).find(row.why) != std::string::npos);
  }
}

TEST_CASE("M1: sums beyond 64 bits are an error") {
  const Money most = Money::from_millionths(highest);
  const Money least = Money::from_millionths(lowest);
  const Money one = Money::from_millionths(1);
  CHECK_THROWS_AS(static_cast<void>(most + one), MoneyOverflow);
  CHECK_THROWS_AS(static_cast<void>(least - one), MoneyOverflow);
  CHECK_THROWS_AS(static_cast<void>(Money() - least), MoneyOverflow);
  CHECK((most - one + one) == most);
  Money sum = most;
  CHECK_THROWS_AS(sum += one, MoneyOverflow);
  CHECK(sum == most);
}

TEST_CASE("C3: a fraction is rounded half to even at the millionth") {
  struct Row {
    std::int64_t millionths;
    int numerator;
    int denominator;
    std::int64_t rounded;
  };
  const auto rows = std::to_array<Row>({
      {1'000'000, 1, 30, 33'333},
      {1'000'000, 2, 30, 66'667},
      {1'000'000, 30, 30, 1'000'000},
      {1'000'000, 0, 30, 0},
      {15, 1, 30, 0},   // 0.5
      {16, 1, 30, 1},   // just above
      {14, 1, 30, 0},   // just below
      {45, 1, 30, 2},   // 1.5
      {75, 1, 30, 2},   // 2.5
      {105, 1, 30, 4},  // 3.5
      {-15, 1, 30, 0},
      {-16, 1, 30, -1},
      {-45, 1, 30, -2},
      {-75, 1, 30, -2},
      {1, 1, 2, 0},
      {3, 1, 2, 2},
      {highest, 29, 30, 8'915'926'302'292'949'947},  // 8915926302292949946.8
      {highest, 30, 30, highest},
      {lowest, 30, 30, lowest},
  });
  for (const Row& row : rows) {
    CAPTURE(row.millionths);
    CAPTURE(row.numerator);
    CHECK(Money::from_millionths(row.millionths).fraction(row.numerator, row.denominator).millionths() ==
          row.rounded);
  }
}

TEST_CASE("M1, M2: every amount survives its text") {
  CHECK(rc::check("amounts", [] {
    const Money amount = Money::from_millionths(*rc::gen::arbitrary<std::int64_t>());
    const std::string text = amount.text();
    RC_ASSERT((Money::parse(text) == amount));
    const std::size_t decimals = text.size() - text.find('.') - 1;
    RC_ASSERT((decimals >= 2 && decimals <= 6));
    RC_ASSERT((decimals == 2 || text.back() != '0'));
  }));
}

TEST_CASE("a fraction and what is left of it differ from the whole by less than a millionth") {
  CHECK(rc::check("fractions", [] {
    const std::int64_t whole = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
    const int part = *rc::gen::inRange(0, 31);
    const std::int64_t rounded = Money::from_millionths(whole).fraction(part, 30).millionths();
    const std::int64_t error_times_30 = rounded * 30 - whole * part;
    RC_ASSERT((error_times_30 >= -15 && error_times_30 <= 15));
    RC_ASSERT(((error_times_30 != 15 && error_times_30 != -15) || rounded % 2 == 0));
  }));
}

}  // namespace
}  // namespace rentroll::core
