#include "events/packed_values.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <vector>

namespace rentroll::events {
namespace {

using Values = std::vector<std::uint64_t>;

void store(PackedValues& column, const Values& values, std::string& bytes) {
  for (const std::uint64_t value : values) column.add(value);
  column.store(bytes);
}

Values load(PackedValues& column, SpanInputArchive& archive, std::size_t count) {
  column.load(archive, count);
  return {column.values().begin(), column.values().end()};
}

/// The bytes of one group, the first of its block.
std::string stored(const Values& values) {
  PackedValues column;
  std::string bytes;
  store(column, values, bytes);
  return bytes;
}

/// What a group's bytes hold, the first of its block.
Values loaded(std::string_view bytes, std::size_t count) {
  SpanInputArchive archive;
  archive.open(bytes);
  PackedValues column;
  Values values = load(column, archive, count);
  CHECK(archive.left() == 0);
  return values;
}

TEST_CASE("each value takes as many bits as the widest, or as the widest difference") {
  constexpr std::uint64_t all = ~std::uint64_t{0};
  struct Row {
    Values values;
    std::size_t bytes;
  };
  const std::vector<Row> rows = {
      {{}, 0},
      {{0}, 1},
      {{0, 0, 0}, 1},
      {{1}, 2},
      {{1, 0, 1, 0, 1, 0, 1, 0}, 2},
      {{1, 0, 1, 0, 1, 0, 1, 0, 1}, 3},
      {Values(64, 255), 1 + 64},
      {Values(64, 256), 1 + 64 * 9 / 8},
      {{1, 2, 3, 4, 5, 6, 7, 8}, 1 + 2},        // differences of 1 take 2 bits
      {{8, 7, 6, 5, 4, 3, 2, 1}, 1 + 4},        // the first one differs by 8 from nothing
      {{(all >> 8) - 1, all >> 8, 0}, 1 + 21},  // 56 bits each
      {{std::uint64_t{1} << 56, 0}, 1 + 16},    // as wide as that is eight bytes
      {{all}, 2},                               // 0 less 1
      {{all, 0, all}, 1 + 1},
      {{all - 1, 1ULL << 63, 0}, 1 + 24},
  };
  for (const Row& row : rows) {
    CAPTURE(row.values.size());
    CAPTURE(row.bytes);
    CHECK(stored(row.values).size() == row.bytes);
    CHECK(loaded(stored(row.values), row.values.size()) == row.values);
  }
}

TEST_CASE("groups one behind another are read as they were written") {
  CHECK(rc::check("groups", [] {
    std::vector<Values> groups;
    PackedValues writer;
    std::string bytes;
    for (int left = *rc::gen::inRange(1, 6); left > 0; --left) {
      const int bits = *rc::gen::inRange(0, 64);
      const auto size = *rc::gen::inRange<std::size_t>(0, group_events_max + 1);
      const auto near = *rc::gen::arbitrary<std::uint64_t>();
      Values values = *rc::gen::container<Values>(size, rc::gen::arbitrary<std::uint64_t>());
      for (std::uint64_t& value : values) value = near + (value >> bits);
      store(writer, values, bytes);
      groups.push_back(std::move(values));
    }
    SpanInputArchive archive;
    archive.open(bytes);
    PackedValues reader;
    for (const Values& values : groups) RC_ASSERT(load(reader, archive, values.size()) == values);
    RC_ASSERT(archive.left() == 0U);
  }));
}

TEST_CASE("a width that no column has, and bytes that are missing, are refused") {
  for (int width = 0; width < 256; ++width) {
    CAPTURE(width);
    const int bits = width & 0x7F;
    const std::string bytes = static_cast<char>(width) + std::string(8, '\xFF');
    if (bits <= 56 || bits == 64) {
      SpanInputArchive archive;
      archive.open(bytes);
      PackedValues column;
      column.load(archive, 1);
      CHECK(archive.left() == static_cast<std::size_t>(8 - (bits + 7) / 8));
    } else {
      CHECK_THROWS_AS(loaded(bytes, 1), DamagedBlock);
    }
    if (bits != 0) CHECK_THROWS_AS(loaded(bytes.substr(0, 1), 1), DamagedBlock);
  }
  CHECK_THROWS_AS(loaded("", 1), DamagedBlock);
}

}  // namespace
}  // namespace rentroll::events
