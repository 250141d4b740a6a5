#include "app/spreadsheet.hpp"

#include <doctest/doctest.h>

namespace rentroll::app {

TEST_CASE("what a spreadsheet takes for a formula bears an apostrophe") {
  for (const char* formula : {"=1+1",   "=",      "@SUM(A1)", "+",       "-",       "+A1",
                              "-A1",    "--1",    "+-1",      "-.5",     "+1+1",    "-2+3+cmd|' /C calc'!A0",
                              "+1 2",   "-1.2.3", "\t=1",     "\tplain", "\rplain", "\nplain",
                              " =1+1",  "  -A1",  " \t=1",    "\uFF1D1", "\uFF0B1", "\uFF0D1",
                              "\uFF201"}) {
    CAPTURE(formula);
    CHECK(is_formula(formula));
    CHECK(without_formula(formula) == std::string("'") + formula);
  }
}

TEST_CASE("all else stays as it is, numbers above all") {
  for (const char* text :
       {"", " ", "a=1", "'=1", "+14155550100", "-1.15", "-0.000001", "1.00", "-5", "-5.", "US-54321",
        "{\"a\":\"=1\"}", "\u2014 a", "2024-01-31T09:30:00Z", "acme-=1", " 1"}) {
    CAPTURE(text);
    CHECK_FALSE(is_formula(text));
    CHECK(without_formula(text) == text);
  }
}

}  // namespace rentroll::app
