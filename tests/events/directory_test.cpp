#include "events/directory.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

namespace rentroll::events {
namespace {

std::string name(Ordinal ordinal) { return fmt::format("+1{}", 2'000'000'000U + ordinal); }

}  // namespace

TEST_CASE("names keep their ordinals while room is made for more, before, between or never") {
  constexpr Ordinal count = 5'000;
  for (const Ordinal room : {0U, 1U, 100U, 4'999U, 5'000U, 100'000U}) {
    for (const Ordinal made_at : {0U, 1U, 2'500U}) {
      CAPTURE(room);
      CAPTURE(made_at);
      Names names;
      for (Ordinal ordinal = 0; ordinal < count; ++ordinal) {
        if (ordinal == made_at) names.reserve(room);
        REQUIRE_FALSE(names.find(name(ordinal)));
        REQUIRE(names.intern(name(ordinal)) == ordinal);
      }
      REQUIRE(names.size() == count);
      for (Ordinal ordinal = 0; ordinal < count; ++ordinal) {
        REQUIRE(names.intern(name(ordinal)) == ordinal);
        REQUIRE(names.find(name(ordinal)) == ordinal);
        REQUIRE(names.text(ordinal) == name(ordinal));
      }
    }
  }
}

TEST_CASE("names for which room was made take no more memory than they need") {
  constexpr Ordinal count = 100'000;
  Names grown;
  Names reserved;
  reserved.reserve(count);
  for (Ordinal ordinal = 0; ordinal < count; ++ordinal) {
    grown.intern(name(ordinal));
    reserved.intern(name(ordinal));
  }
  CHECK(reserved.memory_bytes() < grown.memory_bytes());
  reserved.reserve(1);
  CHECK(reserved.size() == count);
}

}  // namespace rentroll::events
