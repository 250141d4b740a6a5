#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// A table of entries in a file, sorted by their keys, in pages with a checksum each. FORMAT.md describes the
/// bytes.
namespace rentroll::events {

struct TableEntry {
  std::uint64_t key = 0;
  std::uint64_t first = 0;  ///< what the key stands for, by the table's meaning
  std::uint64_t second = 0;
};

/// Where a table stands in its file.
struct TablePlace {
  std::uint64_t offset = 0;
  std::uint64_t entries = 0;
};

/// Appends a table's bytes. REQUIRES: the entries are sorted by key.
void store_table(const std::vector<TableEntry>& entries, std::string& bytes);
/// How many bytes a table of so many entries takes.
[[nodiscard]] std::uint64_t table_bytes(std::uint64_t entries);

/// Reads a table, a page at a time.
class SortedTable {
 public:
  SortedTable(int descriptor, TablePlace place) : descriptor_(descriptor), place_(place) {}

  [[nodiscard]] std::uint64_t entries() const { return place_.entries; }
  /// Calls `each(entry)` for the entries of a key. False where a page is damaged. It reads one page where the
  /// keys are without gaps, few where they are spread evenly, as hashes are, and fewer the more was looked
  /// for.
  [[nodiscard]] bool find(std::uint64_t key, const std::function<void(const TableEntry&)>& each);
  /// The entry at a place; false where its page is damaged. REQUIRES: place < entries(). Entries one after
  /// another cost one reading a page.
  [[nodiscard]] bool at(std::uint64_t place, TableEntry& entry);

 private:
  static constexpr std::size_t page_entries = 64;
  static constexpr std::uint64_t no_page = ~std::uint64_t{0};
  using Page = std::array<TableEntry, page_entries>;

  /// Makes `page_` the page.
  [[nodiscard]] bool load(std::uint64_t page);
  [[nodiscard]] bool know_ends();
  [[nodiscard]] std::uint64_t first_guess(std::uint64_t expected) const;
  void learn(std::uint64_t expected, std::uint64_t found);

  int descriptor_;
  TablePlace place_;
  bool knows_ends_ = false;
  std::uint64_t first_key_ = 0;
  std::uint64_t last_key_ = 0;
  std::vector<std::int64_t> strayed_;  // by expected place: how far from there an entry was found
  std::uint64_t loaded_ = no_page;
  std::size_t size_ = 0;        // of the page that is loaded
  const Page* page_ = nullptr;  // the page that is loaded: one of those kept, or the last one that was read
  std::unique_ptr<Page> read_;
  std::vector<std::unique_ptr<Page>> kept_;  // all that were read of a small table
};

}  // namespace rentroll::events
