#include "core/billing_day.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace rentroll::core {
namespace {

namespace chrono = std::chrono;

constexpr auto all_rules =
    std::to_array({BillingDay::ratchet, BillingDay::anchored, BillingDay::last_day, BillingDay::first});

std::vector<std::string> due_dates(BillingDay rule, const std::string& begun, std::size_t count) {
  const Date begin = Date::parse(begun);
  std::vector<std::string> dates;
  for (Date due = begin; dates.size() < count;) {
    due = next_due(rule, begin, due);
    dates.push_back(due.text());
  }
  return dates;
}

/// The due date by the standard library's calendar: a second reckoning, made of other parts.
chrono::year_month_day reckoned(BillingDay rule, chrono::year_month_day begun, chrono::year_month_day due) {
  const chrono::year_month next = chrono::year_month(due.year(), due.month()) + chrono::months(1);
  const auto on = [&](chrono::day day) {
    const chrono::year_month_day whole = next / day;
    return whole.ok() ? whole : chrono::year_month_day(next / chrono::last);
  };
  const bool begun_last = begun == chrono::year_month_day(begun.year() / begun.month() / chrono::last);
  switch (rule) {
    case BillingDay::ratchet:
      return on(due.day());
    case BillingDay::anchored:
      return on(begun.day());
    case BillingDay::last_day:
      return on(begun_last ? chrono::day(31) : begun.day());
    case BillingDay::first:
      return next / chrono::day(1);
  }
  return {};
}

chrono::year_month_day calendar(Date date) { return chrono::sys_days(chrono::days(date.days())); }

TEST_CASE("C3: the rows of the table") {
  using Dates = std::vector<std::string>;
  CHECK(due_dates(BillingDay::ratchet, "2023-01-05", 13) ==
        Dates{"2023-02-05", "2023-03-05", "2023-04-05", "2023-05-05", "2023-06-05", "2023-07-05",
              "2023-08-05", "2023-09-05", "2023-10-05", "2023-11-05", "2023-12-05", "2024-01-05",
              "2024-02-05"});
  CHECK(due_dates(BillingDay::ratchet, "2023-03-31", 13) ==
        Dates{"2023-04-30", "2023-05-30", "2023-06-30", "2023-07-30", "2023-08-30", "2023-09-30",
              "2023-10-30", "2023-11-30", "2023-12-30", "2024-01-30", "2024-02-29", "2024-03-29",
              "2024-04-29"});
  CHECK(due_dates(BillingDay::ratchet, "2023-01-31", 4) ==
        Dates{"2023-02-28", "2023-03-28", "2023-04-28", "2023-05-28"});
  CHECK(due_dates(BillingDay::ratchet, "2024-01-31", 15) ==
        Dates{"2024-02-29", "2024-03-29", "2024-04-29", "2024-05-29", "2024-06-29", "2024-07-29",
              "2024-08-29", "2024-09-29", "2024-10-29", "2024-11-29", "2024-12-29", "2025-01-29",
              "2025-02-28", "2025-03-28", "2025-04-28"});
  CHECK(due_dates(BillingDay::ratchet, "2023-12-30", 15) ==
        Dates{"2024-01-30", "2024-02-29", "2024-03-29", "2024-04-29", "2024-05-29", "2024-06-29",
              "2024-07-29", "2024-08-29", "2024-09-29", "2024-10-29", "2024-11-29", "2024-12-29",
              "2025-01-29", "2025-02-28", "2025-03-28"});
}

TEST_CASE("C3: the rows of the table hold for many years") {
  struct Row {
    std::string begun;
    int day_at_last;  // what the day of month has come to after 50 years
  };
  for (const Row& row : std::to_array<Row>({{"2023-01-05", 5},
                                            {"2023-03-31", 28},
                                            {"2023-01-31", 28},
                                            {"2024-01-31", 28},
                                            {"2023-12-30", 28},
                                            {"2023-01-28", 28}})) {
    CAPTURE(row.begun);
    const std::string last = due_dates(BillingDay::ratchet, row.begun, 600).back();
    CHECK(std::stoi(last.substr(8)) == row.day_at_last);
  }
}

TEST_CASE("C3: the other rules") {
  using Dates = std::vector<std::string>;
  CHECK(due_dates(BillingDay::anchored, "2023-01-31", 4) ==
        Dates{"2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"});
  CHECK(due_dates(BillingDay::anchored, "2023-12-30", 3) == Dates{"2024-01-30", "2024-02-29", "2024-03-30"});
  CHECK(due_dates(BillingDay::last_day, "2023-04-30", 3) == Dates{"2023-05-31", "2023-06-30", "2023-07-31"});
  CHECK(due_dates(BillingDay::last_day, "2023-02-28", 2) == Dates{"2023-03-31", "2023-04-30"});
  CHECK(due_dates(BillingDay::last_day, "2024-02-28", 2) == Dates{"2024-03-28", "2024-04-28"});
  CHECK(due_dates(BillingDay::last_day, "2023-03-30", 2) == Dates{"2023-04-30", "2023-05-30"});
  CHECK(due_dates(BillingDay::first, "2023-01-31", 3) == Dates{"2023-02-01", "2023-03-01", "2023-04-01"});
  CHECK(due_dates(BillingDay::first, "2023-01-01", 2) == Dates{"2023-02-01", "2023-03-01"});
  CHECK(due_dates(BillingDay::first, "2023-12-15", 1) == Dates{"2024-01-01"});
}

TEST_CASE("C3: 2100 is no leap year") {
  using Dates = std::vector<std::string>;
  for (const BillingDay rule : {BillingDay::ratchet, BillingDay::anchored, BillingDay::last_day}) {
    CAPTURE(to_text(rule));
    CHECK(due_dates(rule, "2100-01-31", 1) == Dates{"2100-02-28"});
    CHECK(due_dates(rule, "2000-01-31", 1) == Dates{"2000-02-29"});
  }
  CHECK(due_dates(BillingDay::ratchet, "2100-01-29", 2) == Dates{"2100-02-28", "2100-03-28"});
  CHECK(due_dates(BillingDay::last_day, "2100-02-28", 1) == Dates{"2100-03-31"});
}

TEST_CASE("C3: a due date may lie beyond the last instant") {
  using Dates = std::vector<std::string>;
  CHECK(due_dates(BillingDay::ratchet, "2261-12-31", 1) == Dates{"2262-01-31"});
  CHECK(due_dates(BillingDay::first, "2261-12-31", 1) == Dates{"2262-01-01"});
  for (const BillingDay rule : {BillingDay::ratchet, BillingDay::anchored, BillingDay::last_day}) {
    CAPTURE(to_text(rule));
    const Date last = Date::parse("2262-12-31");
    CHECK(next_due(rule, last, last) == last.plus_days(31));
  }
}

TEST_CASE(
    "C3, C5: every due date is the standard library's, later than the one before and in the month after") {
  const auto spans = std::to_array<std::pair<std::string, std::string>>(
      {{"1970-01-01", "1972-12-31"}, {"2023-01-01", "2025-12-31"}, {"2098-01-01", "2101-12-31"}});
  for (const BillingDay rule : all_rules) {
    CAPTURE(to_text(rule));
    int wrong = 0;
    for (const auto& [begin, end] : spans) {
      for (Date begun = Date::parse(begin); begun <= Date::parse(end); begun = begun.plus_days(1)) {
        Date due = begun;
        for (int month = 0; month < 30; ++month) {
          const Date next = next_due(rule, begun, due);
          if (calendar(next) != reckoned(rule, calendar(begun), calendar(due)) || next <= due) ++wrong;
          due = next;
        }
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("C3: under `first` the first month costs its days of 30, rounded half to even") {
  struct Row {
    std::string begun;
    std::string monthly;
    std::string cost;
  };
  for (const Row& row : std::to_array<Row>({
           {"2023-01-01", "1.00", "1.00"},          // begun on the 1st
           {"2023-02-01", "1.00", "1.00"},          // also in a short month
           {"2023-01-02", "1.00", "1.00"},          // 30 days to the 1st
           {"2023-01-03", "1.00", "0.966667"},      // 29
           {"2023-01-31", "1.00", "0.033333"},      // 1
           {"2023-02-02", "1.00", "0.90"},          // 27
           {"2024-02-02", "1.00", "0.933333"},      // 28, a leap year
           {"2100-02-02", "1.00", "0.90"},          // 27, none
           {"2023-04-30", "0.000015", "0.00"},      // half, to the even 0
           {"2023-04-30", "0.000045", "0.000002"},  // one and a half, to the even 2
           {"2023-04-30", "0.000075", "0.000002"},  // two and a half, to the even 2
           {"2023-04-16", "0.00", "0.00"},
           {"2023-04-16", "9223372036854.775807", "4611686018427.387904"},
       })) {
    CAPTURE(row.begun);
    CAPTURE(row.monthly);
    CHECK(first_month(BillingDay::first, Date::parse(row.begun), Money::parse(row.monthly)).text() ==
          row.cost);
  }
}

TEST_CASE(
    "C3: a due date before the rental's beginning, as only an unchecked import has it, goes on by the rule") {
  const Date begun = Date::parse("2024-03-31");
  const Date due = Date::parse("2024-01-15");
  CHECK(next_due(BillingDay::ratchet, begun, due) == Date::parse("2024-02-15"));
  CHECK(next_due(BillingDay::anchored, begun, due) == Date::parse("2024-02-29"));
  CHECK(next_due(BillingDay::last_day, begun, due) == Date::parse("2024-02-29"));
  CHECK(next_due(BillingDay::first, begun, due) == Date::parse("2024-02-01"));
}

TEST_CASE("C3: under the other rules the first month costs the monthly fee") {
  for (const BillingDay rule : {BillingDay::ratchet, BillingDay::anchored, BillingDay::last_day}) {
    CHECK(first_month(rule, Date::parse("2023-01-31"), Money::parse("1.15")) == Money::parse("1.15"));
  }
}

}  // namespace
}  // namespace rentroll::core
