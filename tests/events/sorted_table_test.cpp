#include "events/sorted_table.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <rapidcheck.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "events/durable_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::events {
namespace {

using tests::TemporaryFolder;

/// Keys as ordinals have them, with or without gaps, or as hashes do, some more than once.
std::vector<TableEntry> any_entries() {
  const auto size = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, 2000));
  const int spread = *rc::gen::element(0, 2, 62);
  std::vector<TableEntry> entries;
  std::uint64_t key = *rc::gen::element<std::uint64_t>(0, 1'000'000);
  for (std::size_t place = 0; place < size; ++place) {
    const auto bits = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>());
    key = spread == 62 ? bits : key + 1 + (spread == 0 ? 0 : bits % 50 * (bits % 7 == 0 ? 1 : 0));
    if (bits % 11 == 0 && !entries.empty()) key = entries.back().key;
    entries.push_back({key, place, ~place});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const TableEntry& a, const TableEntry& b) { return a.key < b.key; });
  return entries;
}

std::vector<std::uint64_t> found(SortedTable& table, std::uint64_t key) {
  std::vector<std::uint64_t> places;
  if (!table.find(key, [&](const TableEntry& entry) { places.push_back(entry.first); })) places = {~0ULL};
  return places;
}

TEST_CASE("a key's entries are found in a table, wherever they stand") {
  CHECK(rc::check([] {
    const std::vector<TableEntry> entries = any_entries();
    const TemporaryFolder folder;
    std::string bytes = "before";
    store_table(entries, bytes);
    RC_ASSERT(bytes.size() == 6 + table_bytes(entries.size()));
    std::ofstream(folder.path() / "table") << bytes;
    const File file("read", folder.path() / "table", O_RDONLY);
    SortedTable table(file.descriptor(), {6, entries.size()});
    for (std::size_t place = 0; place < entries.size(); ++place) {
      TableEntry entry;
      RC_ASSERT(table.at(place, entry));
      RC_ASSERT(entry.first == entries[place].first);
    }
    const auto check = [&](std::uint64_t key) {
      std::vector<std::uint64_t> right;
      for (const TableEntry& entry : entries) {
        if (entry.key == key) right.push_back(entry.first);
      }
      RC_ASSERT(found(table, key) == right);
    };
    check(0);
    check(~0ULL);
    for (std::size_t place = 0; place < entries.size(); place += 1 + place / 8) {
      check(entries[place].key);
      check(entries[place].key + 1);
      check(entries[place].key - 1);
    }
  }));
}

TEST_CASE("so are those of a table of which no more than a page is kept in memory") {
  constexpr std::uint64_t count = 100'000;
  std::vector<TableEntry> entries;
  std::mt19937_64 random(7);
  for (std::uint64_t place = 0; place < count; ++place) entries.push_back({random() | 1, 0, 0});
  std::sort(entries.begin(), entries.end(),
            [](const TableEntry& a, const TableEntry& b) { return a.key < b.key; });
  for (std::uint64_t place = 0; place < count; ++place) entries[place].first = place;
  const TemporaryFolder folder;
  std::string bytes;
  store_table(entries, bytes);
  std::ofstream(folder.path() / "table") << bytes;
  const File file("read", folder.path() / "table", O_RDONLY);
  SortedTable table(file.descriptor(), {0, count});
  // Each of them again and again, as what was found before leads to the next.
  for (int looked_for = 0; looked_for < 20'000; ++looked_for) {
    const TableEntry& one = entries[random() % count];
    CHECK(found(table, one.key) == std::vector<std::uint64_t>{one.first});
    CHECK(found(table, one.key - 1).empty());
  }
}

TEST_CASE("a damaged page is noticed by who needs it") {
  std::vector<TableEntry> entries;
  for (std::uint64_t key = 0; key < 640; ++key) entries.push_back({key, key, key});
  const TemporaryFolder folder;
  std::string bytes;
  store_table(entries, bytes);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  std::ofstream(folder.path() / "table") << bytes;
  const File file("read", folder.path() / "table", O_RDONLY);
  SortedTable table(file.descriptor(), {0, entries.size()});
  CHECK(found(table, 10) == std::vector<std::uint64_t>{10});
  CHECK(found(table, 330) == std::vector<std::uint64_t>{~0ULL});
}

}  // namespace
}  // namespace rentroll::events
