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

}  // namespace rentroll::core
