#include "events/scaled_values.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "events/damaged_block.hpp"

namespace rentroll::events {
namespace {

using Values = std::vector<std::uint64_t>;

std::string stored(const Values& values, bool scaled) {
  std::string bytes;
  store_column(bytes, values, scaled);
  return bytes;
}

Values read(const std::string& bytes, std::size_t count) {
  ScaledReader reader;
  reader.open(bytes);
  Values values;
  reader.column(count, values);
  if (reader.left() != 0) throw DamagedBlock("bytes are left");
  return values;
}

/// Numbers of any width, and steps of one size, as instants have.
Values any_values() {
  const auto size = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, 200));
  const auto width = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 65));
  const auto step = *rc::gen::element<std::uint64_t>(1, 10'000, 86'400'000'000);
  Values values;
  for (std::size_t place = 0; place < size; ++place) {
    const auto bits = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>());
    values.push_back((width == 0 ? 0 : bits >> (64 - width)) * step);
  }
  return values;
}

TEST_CASE("a column is read as it was stored, whatever its numbers") {
  CHECK(rc::check([] {
    const Values values = any_values();
    for (const bool scaled : {false, true}) RC_ASSERT(read(stored(values, scaled), values.size()) == values);
  }));
}

TEST_CASE("a column that ends too early is noticed") {
  CHECK(rc::check([] {
    const Values values = any_values();
    const std::string bytes = stored(values, true);
    RC_PRE(!bytes.empty());
    const auto size = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, bytes.size()));
    RC_ASSERT_THROWS_AS(read(bytes.substr(0, size), values.size()), DamagedBlock);
  }));
}

TEST_CASE("differences are divided by what divides all of them, and take few bits") {
  Values days;
  for (std::uint64_t day = 19'000; day < 19'640; day += 10) days.push_back(day * 86'400'000'000);
  CHECK(stored(days, false).size() > 64 * 5);
  CHECK(stored(days, true).size() < 40);
  CHECK(read(stored(days, true), days.size()) == days);
}

TEST_CASE("a number ends with its last byte") {
  CHECK(rc::check([](std::uint64_t number) {
    std::string bytes;
    store_number(bytes, number);
    ScaledReader reader;
    reader.open(bytes);
    RC_ASSERT(reader.number() == number);
    RC_ASSERT(reader.left() == 0U);
  }));
  ScaledReader reader;
  reader.open(std::string_view("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11));
  CHECK_THROWS_AS(static_cast<void>(reader.number()), DamagedBlock);
}

}  // namespace
}  // namespace rentroll::events
