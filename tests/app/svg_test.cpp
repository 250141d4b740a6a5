#include "app/svg.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace rentroll::app {
namespace {

constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("places are reckoned without overflow and rounded down") {
  CHECK(scaled(1, 3, 100) == 33);
  CHECK(scaled(-1, 3, 100) == -34);
  CHECK(scaled(greatest, greatest, 24'000) == 24'000);
  CHECK(scaled(Wide{greatest} * 2, Wide{greatest} * 2, 7) == 7);
}

TEST_CASE("places as SVG writes them") {
  CHECK(percent(0, 7) == "0%");
  CHECK(percent(7, 7) == "100%");
  CHECK(percent(1, 8) == "12.5%");
  CHECK(percent(1, 3) == "33.333%");
  CHECK(pixels(0) == "0");
  CHECK(pixels(1205) == "12.05");
  CHECK(pixels(-50) == "-0.5");
}

TEST_CASE("an instant's place in a span of time") {
  const TimeSpan span{core::Instant::parse("1970-01-01"), core::Instant::parse("2261-12-31")};
  CHECK(span.percent_at(span.begin) == "0%");
  CHECK(span.percent_at(span.end) == "100%");
  const TimeSpan day{core::Instant::parse("2024-01-01"), core::Instant::parse("2024-01-02")};
  CHECK(day.percent_at(core::Instant::parse("2024-01-01T18:00:00Z")) == "75%");
  CHECK(day.percent_between(day.begin, core::Instant::parse("2024-01-01T06:00:00Z")) == "25%");
  CHECK(day.thousandths(core::Instant::parse("2024-01-01T12:00:00Z")) == 500);
}

}  // namespace rentroll::app
