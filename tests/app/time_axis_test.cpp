#include "app/time_axis.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace rentroll::app {
namespace {

using core::Instant;
using Texts = std::vector<std::string>;

std::vector<TimeTick> ticks(const char* begin, const char* end) {
  return time_ticks({Instant::parse(begin), Instant::parse(end)});
}

Texts labels(const char* begin, const char* end) {
  Texts labels;
  for (const TimeTick& tick : ticks(begin, end)) labels.push_back(tick.label);
  return labels;
}

}  // namespace

TEST_CASE("the axis is marked at what is round in the period") {
  CHECK(labels("2024-01-31T09:00:00Z", "2024-01-31T09:03:00Z") == Texts{"09:00", "09:01", "09:02"});
  CHECK(labels("2024-01-31", "2024-02-01") ==
        Texts{"Jan 31", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"});
  CHECK(labels("2024-02-27T12:00:00Z", "2024-03-02") ==
        Texts{"12:00", "Feb 28", "12:00", "Feb 29", "12:00", "Mar 1", "12:00"});
  CHECK(labels("2024-01-01T00:00:00.000001Z", "2024-04-01") == Texts{"Feb 2024", "Mar 2024"});
  CHECK(labels("2023-12-15", "2025-02-01") ==
        Texts{"Jan 2024", "Apr 2024", "Jul 2024", "Oct 2024", "Jan 2025"});
  CHECK(labels("2014-01-01", "2024-01-01").front() == "2014");
  CHECK(labels("1970-01-01", "2261-12-31") == Texts{"2000", "2050", "2100", "2150", "2200", "2250"});
}

TEST_CASE("ticks lie in the period, half-open, at most ten, and fewer where there is little room") {
  for (const char* end :
       {"2024-01-01T00:00:00.000001Z", "2024-01-01T00:00:59Z", "2024-01-01T01:00:00Z", "2024-01-03",
        "2024-01-11", "2024-01-12", "2024-03-11", "2024-03-12", "2024-11-01", "2024-12-01", "2026-06-30",
        "2034-01-01", "2035-01-01", "2100-01-01", "2261-12-31"}) {
    const TimeSpan span{Instant::parse("2024-01-01"), Instant::parse(end)};
    const std::vector<TimeTick> marked = time_ticks(span);
    CHECK_MESSAGE(marked.size() <= 10, end);
    std::size_t narrow = 0;
    for (const TimeTick& tick : marked) {
      CHECK(tick.at >= span.begin);
      CHECK(tick.at < span.end);
      CHECK((tick.has_room || !tick.on_narrow));
      if (tick.on_narrow) ++narrow;
    }
    CHECK_MESSAGE(narrow <= 4, end);
  }
}

TEST_CASE("less than a minute has no marks") { CHECK(labels("2024-01-01", "2024-01-01T00:00:59Z").empty()); }

}  // namespace rentroll::app
