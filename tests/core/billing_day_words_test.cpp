#include "core/billing_day_words.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

namespace rentroll::core {
namespace {

/// The due dates of a rental in words, each reckoned from the one before.
std::vector<std::string> told(BillingDay rule, const char* begun, std::size_t count) {
  const Date begin = Date::parse(begun);
  std::vector<std::string> words;
  for (Date due = begin; words.size() < count; due = next_due(rule, begin, due)) {
    words.push_back(due_date_in_words(rule, begin, due));
  }
  return words;
}

std::string first_month_told(BillingDay rule, const char* begun, const char* monthly) {
  return first_month_in_words(rule, Date::parse(begun), Money::parse(monthly)).value_or("the whole fee");
}

}  // namespace

TEST_CASE("ratchet: a clamp is said when it happens, and that it lasts") {
  CHECK(told(BillingDay::ratchet, "2023-12-30", 3) ==
        std::vector<std::string>{"2023-12-30 -> 2024-01-30: the same day of the next month",
                                 "2024-01-30 -> 2024-02-29: day 30 clamped to 29",
                                 "2024-02-29 -> 2024-03-29: day 29 stays: once clamped it stays clamped"});
  CHECK(told(BillingDay::ratchet, "2023-01-31", 1).front() ==
        "2023-01-31 -> 2023-02-28: day 31 clamped to 28");
}

TEST_CASE("anchored: the day of the beginning is named, and where it is clamped") {
  CHECK(told(BillingDay::anchored, "2023-01-31", 2) ==
        std::vector<std::string>{"2023-01-31 -> 2023-02-28: day 31, on which the rental began, clamped to 28",
                                 "2023-02-28 -> 2023-03-31: day 31, on which the rental began"});
}

TEST_CASE("last_day: begun on a month's last day or not") {
  CHECK(told(BillingDay::last_day, "2023-04-30", 1).front() ==
        "2023-04-30 -> 2023-05-31: begun on the last day of a month, due on the last day of each");
  CHECK(told(BillingDay::last_day, "2024-02-28", 1).front() ==
        "2024-02-28 -> 2024-03-28: day 28, on which the rental began");
  CHECK(told(BillingDay::last_day, "2023-12-30", 2).back() ==
        "2024-01-30 -> 2024-02-29: day 30, on which the rental began, clamped to 29");
}

TEST_CASE("first: the 1st") {
  CHECK(told(BillingDay::first, "2023-01-20", 2) ==
        std::vector<std::string>{"2023-01-20 -> 2023-02-01: the 1st of the next month",
                                 "2023-02-01 -> 2023-03-01: the 1st of the next month"});
}

TEST_CASE("a clamp is said exactly where the day falls") {
  for (const BillingDay rule : {BillingDay::ratchet, BillingDay::anchored}) {
    for (Date begun = Date::parse("2023-01-01"); begun < Date::parse("2025-01-01");
         begun = begun.plus_days(1)) {
      const bool falls = next_due(rule, begun, begun).text().substr(8) != begun.text().substr(8);
      const bool says_so = due_date_reason(rule, begun, begun).find("clamped to") != std::string::npos;
      CHECK_MESSAGE(falls == says_so, begun.text());
    }
  }
}

TEST_CASE("the first month's amount under first, and its rounding half to even") {
  CHECK(first_month_told(BillingDay::first, "2023-01-20", "1") == "1.00 x 12 / 30 = 0.40");
  CHECK(first_month_told(BillingDay::first, "2023-02-22", "1") ==
        "1.00 x 7 / 30 = 0.233333, rounded half to even at the millionth");
  // Exactly half a millionth, downwards and upwards.
  CHECK(first_month_told(BillingDay::first, "2024-01-29", "1.000005") ==
        "1.000005 x 3 / 30 = 0.10, rounded half to even at the millionth");
  CHECK(first_month_told(BillingDay::first, "2024-01-29", "1.000015") ==
        "1.000015 x 3 / 30 = 0.100002, rounded half to even at the millionth");
}

TEST_CASE("where the first month costs the whole fee nothing is reckoned") {
  CHECK(first_month_told(BillingDay::first, "2023-02-01", "1") == "the whole fee");
  CHECK(first_month_told(BillingDay::first, "2024-01-02", "1") == "the whole fee");  // 30 days to the 1st
  for (const BillingDay rule : {BillingDay::ratchet, BillingDay::anchored, BillingDay::last_day}) {
    CHECK(first_month_told(rule, "2023-01-20", "1") == "the whole fee");
  }
}

}  // namespace rentroll::core
