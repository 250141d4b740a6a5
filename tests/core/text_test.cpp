#include "core/text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace rentroll::core {

TEST_CASE("what somebody wrote is shown so that it is harmless") {
  CHECK(shown("plain \xC3\xBC") == "plain \xC3\xBC");
  CHECK(shown("a\x1B[31m\n\x7F\xFF") == "a?[31m???");
  CHECK(shown(std::string(80, 'x')) == std::string(80, 'x'));
  CHECK(shown(std::string(81, 'x')) == std::string(80, 'x') + "...");
  CHECK(shown(std::string(79, 'x') + "\xC3\xBC") == std::string(79, 'x') + "...");
}

TEST_CASE("where a text ceases to be UTF-8") {
  for (const char* good : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    CHECK(!first_bad_byte(good));
  }
  for (const char* bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE0\xA0",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xE1\x80\x41", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF0\x90\x80", "\xF0\x90\x41\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
    CHECK(first_bad_byte(std::string("ab") + bad) == std::size_t{2});
  }
}

TEST_CASE("control characters, C1 ones too, are not printable") {
  CHECK(is_printable("a\xC3\xBC b"));
  for (const char* text : {"a\n", "\x1B[0m", "\x7F", "\xC2\x85", "\xFF"}) CHECK_FALSE(is_printable(text));
  CHECK(printable("a\xC2\x9B"
                  "31m") == "a?31m");
}

TEST_CASE("what turns the order of letters round, or ends a line, is not shown") {
  for (const char* text : {"\u2028", "\u2029", "\u202A", "\u202E", "\u2066", "\u2069"}) {
    CHECK(printable(std::string("a") + text + "b") == "a?b");
    CHECK(shown(std::string("a") + text + "b") == "a?b");
    CHECK(is_printable(text));  // a log that holds it stays readable
  }
  for (const char* text : {"\u2027", "\u202F", "\u2065", "\u206A", "\u20AC", "\uFEFF", "\u05D0\u200F"}) {
    CHECK(printable(text) == text);
  }
}

TEST_CASE("lines stay lines") {
  CHECK(printable_lines("a\tb\n\x1B[2J\r\n\xC2\x9B"
                        "c\xFF\u202E") == "a\tb\n?[2J?\n?c??");
  CHECK(printable("a\tb\n") == "a?b?");
}

}  // namespace rentroll::core
