#include "core/instant.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <boost/date_time/gregorian/gregorian.hpp>
#include <cstdint>
#include <string>

#include "core/error.hpp"

namespace rentroll::core {
namespace {

constexpr std::int64_t instants_end_microseconds = 9'214'646'400'000'000;  // 2262-01-01T00:00:00Z

TEST_CASE("T1: an instant is read and printed") {
  struct Row {
    std::string text;
    std::int64_t microseconds;
    std::string printed;
  };
  const auto rows = std::to_array<Row>({
      {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
      {"1970-01-01", 0, "1970-01-01T00:00:00Z"},
      {"1970-01-02", 86'400'000'000, "1970-01-02T00:00:00Z"},
      {"2000-02-29T23:59:59Z", 951'868'799'000'000, "2000-02-29T23:59:59Z"},
      {"2024-01-31T09:30:00Z", 1'706'693'400'000'000, "2024-01-31T09:30:00Z"},
      {"2024-01-31T09:30:00.5Z", 1'706'693'400'500'000, "2024-01-31T09:30:00.500000Z"},
      {"2024-01-31T09:30:00.000001Z", 1'706'693'400'000'001, "2024-01-31T09:30:00.000001Z"},
      {"2024-01-31T09:30:00.000000Z", 1'706'693'400'000'000, "2024-01-31T09:30:00Z"},
      {"2024-01-31T09:30:00.120Z", 1'706'693'400'120'000, "2024-01-31T09:30:00.120000Z"},
      {"2261-12-31T23:59:59.999999Z", instants_end_microseconds - 1, "2261-12-31T23:59:59.999999Z"},
  });
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(Instant::parse(row.text).microseconds() == row.microseconds);
    CHECK(Instant::from_microseconds(row.microseconds).text() == row.printed);
  }
}

TEST_CASE("T1: what is no instant is refused") {
  const auto wrong = std::to_array<std::string>({
      "",
      "2024",
      "2024-01",
      "2024-1-1",
      "2024-02-30T00:00:00Z",
      "2023-02-29",
      "1900-02-29",
      "2100-02-29",
      "2024-04-31",
      "2024-00-10",
      "2024-13-10",
      "2024-01-00",
      "2024-01-32",
      "24-01-31T09:30:00Z",
      "+2024-01-31T09:30:00Z",
      "12024-01-31T09:30:00Z",
      "2024-01-31T24:00:00Z",
      "2024-01-31T25:61:61Z",
      "2024-01-31T09:60:00Z",
      "2016-12-31T23:59:60Z",
      "2024-01-31T09:30:00.1234567Z",
      "2024-01-31T09:30:00.0000000Z",
      "2024-01-31T09:30:00.Z",
      "2024-01-31T09:30:00,5Z",
      "2024-01-31T09:30:00.-5Z",
      "2024-01-31T09:30:00",
      "2024-01-31T09:30:00+00:00",
      "2024-01-31T09:30:00-01:00",
      "2024-01-31T09:30:00z",
      "2024-01-31t09:30:00Z",
      "2024-01-31 09:30:00Z",
      "2024-01-31T09:30Z",
      "2024-01-31T9:30:00Z",
      "2024-01-31T09:30:00ZZ",
      "2024-01-31T09:30:00Z ",
      " 2024-01-31T09:30:00Z",
      "2024-01-31T",
      "2024-01-31Z",
      "2024/01/31",
      "20240131",
      "2024-Jan-31",
      "1969-12-31T23:59:59.999999Z",
      "1969-12-31",
      "2262-01-01T00:00:00Z",
      "2262-01-01",
      "9999-12-31",
      "0000-01-01",
      "1399-12-31",
  });
  for (const std::string& text : wrong) {
    CAPTURE(text);
    CHECK_THROWS_AS(static_cast<void>(Instant::parse(text)), InputError);
  }
}

TEST_CASE("T1: an instant out of range is told from what is no instant") {
  const auto message = [](const char* text) {
    try {
      return Instant::parse(text).text();
    } catch (const InputError& error) {
      return std::string(error.what());
    }
  };
  CHECK(message("2262-01-01").find("outside the valid instants") != std::string::npos);
  CHECK(message("1969-12-31").find("outside the valid instants") != std::string::npos);
  CHECK(message("2024-02-30").find("is no instant") != std::string::npos);
}

TEST_CASE("T1: a due date may lie beyond the instants, a date has no time of day") {
  CHECK(Date::parse("2262-01-31").text() == "2262-01-31");
  CHECK(Date::parse("2024-01-31").month_text() == "2024-01");
  CHECK_THROWS_AS(static_cast<void>(Date::parse("2024-01-31T00:00:00Z")), InputError);
  CHECK_THROWS_AS(static_cast<void>(Date::parse("2023-02-29")), InputError);
  CHECK(is_bare_date("2024-02-29"));
  CHECK_FALSE(is_bare_date("2023-02-29"));
  CHECK_FALSE(is_bare_date("2024-02-29T00:00:00Z"));
}

TEST_CASE("T3: a window's day is 24 hours, whatever the month") {
  CHECK(Instant::parse("2024-02-27T09:30:00Z").plus_days(5) == Instant::parse("2024-03-03T09:30:00Z"));
  CHECK(Instant::parse("2023-02-27T09:30:00Z").plus_days(5) == Instant::parse("2023-03-04T09:30:00Z"));
  CHECK(Instant::parse("2024-02-27T09:30:00.000001Z").plus_days(0).text() == "2024-02-27T09:30:00.000001Z");
}

TEST_CASE("the day of an instant is the one it lies in") {
  CHECK(Instant::parse("2024-01-31T23:59:59.999999Z").date() == Date::parse("2024-01-31"));
  CHECK(Instant::parse("2024-02-01T00:00:00Z").date() == Date::parse("2024-02-01"));
  CHECK(Instant::from_microseconds(-1).date().days() == -1);
  CHECK(Instant::from_microseconds(-Instant::microseconds_per_day).date().days() == -1);
}

TEST_CASE("T1: every valid instant survives its text, and order is that of the texts' instants") {
  CHECK(rc::check("instants", [] {
    const auto any = rc::gen::inRange<std::int64_t>(0, instants_end_microseconds);
    const Instant a = Instant::from_microseconds(*any);
    const Instant b = Instant::from_microseconds(*any);
    RC_ASSERT((Instant::parse(a.text()) == a));
    RC_ASSERT(((a < b) == (a.microseconds() < b.microseconds())));
    RC_ASSERT((Instant::begin_of(a.date()) <= a && a < Instant::begin_of(a.date()).plus_days(1)));
  }));
}

TEST_CASE("every day from 1970 to 2262 is Boost's") {
  namespace gregorian = boost::gregorian;
  const gregorian::date end(2263, 1, 1);
  std::int32_t days = 0;
  std::int32_t wrong = 0;
  for (gregorian::date day(1970, 1, 1); day < end; day += gregorian::days(1), ++days) {
    const std::string text = gregorian::to_iso_extended_string(day);
    if (Date::from_days(days).text() != text || Date::parse(text).days() != days) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(days == 107'016);
}

}  // namespace
}  // namespace rentroll::core
