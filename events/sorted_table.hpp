#pragma once

#include <array>
#include <cstdint>
#include <functional>
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
  /// keys are without gaps or spread evenly, as hashes are, and few more otherwise.
  [[nodiscard]] bool find(std::uint64_t key, const std::function<void(const TableEntry&)>& each);
  /// The entry at a place; false where its page is damaged. REQUIRES: place < entries(). Entries one after
  /// another cost one reading a page.
  [[nodiscard]] bool at(std::uint64_t place, TableEntry& entry);

 private:
  static constexpr std::size_t page_entries = 64;
  static constexpr std::uint64_t no_page = ~std::uint64_t{0};

  [[nodiscard]] bool load(std::uint64_t page);
  [[nodiscard]] bool know_ends();

  int descriptor_;
  TablePlace place_;
  bool knows_ends_ = false;
  std::uint64_t first_key_ = 0;
  std::uint64_t last_key_ = 0;
  std::uint64_t loaded_ = no_page;
  std::size_t size_ = 0;  // of the page that is loaded
  std::array<TableEntry, page_entries> page_;
};

}  // namespace rentroll::events
