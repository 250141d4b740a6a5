#include "events/sorted_table.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "core/crc32c.hpp"
#include "events/durable_file.hpp"

namespace rentroll::events {
namespace {

constexpr std::size_t entries_a_page = 64;
/// A page is its entries and their checksum.
constexpr std::size_t checksum_bytes = 8;
constexpr std::size_t page_bytes = entries_a_page * sizeof(TableEntry) + checksum_bytes;
/// The pages of a table that has no more are kept in memory, 1.5 MB of it.
constexpr std::uint64_t pages_kept_max = 1024;
constexpr int guesses_max = 8;
/// Entries that are expected so near to each other stray from there about as far.
constexpr std::uint64_t entries_straying_alike = 2048;

/// Entries of a table, one of which is looked for.
struct Range {
  std::uint64_t begin;
  std::uint64_t end;
  std::uint64_t begin_key;
  std::uint64_t end_key;

  /// Where a key should stand if the keys are spread evenly.
  [[nodiscard]] std::uint64_t guess(std::uint64_t key) const {
    if (end_key <= begin_key || key <= begin_key) return begin;
    const auto share =
        static_cast<long double>(key - begin_key) / static_cast<long double>(end_key - begin_key);
    const auto steps = static_cast<std::uint64_t>(share * static_cast<long double>(end - 1 - begin) + 0.5L);
    return std::min(begin + steps, end - 1);
  }
};

}  // namespace

std::uint64_t table_bytes(std::uint64_t entries) {
  return entries * sizeof(TableEntry) + (entries + entries_a_page - 1) / entries_a_page * checksum_bytes;
}

void store_table(const std::vector<TableEntry>& entries, std::string& bytes) {
  for (std::size_t begin = 0; begin < entries.size(); begin += entries_a_page) {
    const std::size_t count = std::min(entries_a_page, entries.size() - begin);
    const std::string_view page(reinterpret_cast<const char*>(entries.data() + begin),
                                count * sizeof(TableEntry));
    bytes += page;
    const std::uint64_t checksum = core::crc32c(page);
    bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  }
}

bool SortedTable::load(std::uint64_t page) {
  if (page == loaded_) return true;
  static_assert(page_entries == entries_a_page && checksum_bytes == sizeof(std::uint64_t));
  const std::uint64_t pages = (place_.entries + page_entries - 1) / page_entries;
  if (pages <= pages_kept_max) kept_.resize(pages);
  size_ = std::min<std::uint64_t>(page_entries, place_.entries - page * page_entries);
  if (page < kept_.size() && kept_[page]) {
    page_ = kept_[page].get();
    loaded_ = page;
    return true;
  }
  const std::size_t bytes = size_ * sizeof(TableEntry);
  std::array<char, page_bytes> buffer;
  loaded_ = no_page;
  if (!read_all(descriptor_, buffer.data(), bytes + checksum_bytes, place_.offset + page * page_bytes)) {
    return false;
  }
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, buffer.data() + bytes, sizeof checksum);
  if (checksum != core::crc32c({buffer.data(), bytes})) return false;
  std::unique_ptr<Page>& place = page < kept_.size() ? kept_[page] : read_;
  if (!place) place = std::make_unique<Page>();
  std::memcpy(place->data(), buffer.data(), bytes);
  page_ = place.get();
  loaded_ = page;
  return true;
}

bool SortedTable::at(std::uint64_t place, TableEntry& entry) {
  if (!load(place / page_entries)) return false;
  entry = (*page_)[place % page_entries];
  return true;
}

bool SortedTable::know_ends() {
  if (knows_ends_) return true;
  TableEntry first;
  TableEntry last;
  if (!at(0, first) || !at(place_.entries - 1, last)) return false;
  first_key_ = first.key;
  last_key_ = last.key;
  knows_ends_ = true;
  return true;
}

/// Keys that are spread evenly stray from even steps, and those near each other stray alike.
std::uint64_t SortedTable::first_guess(std::uint64_t expected) const {
  const std::uint64_t near = expected / entries_straying_alike;
  if (near >= strayed_.size()) return expected;
  const std::int64_t guess = static_cast<std::int64_t>(expected) + strayed_[near];
  return static_cast<std::uint64_t>(
      std::clamp<std::int64_t>(guess, 0, static_cast<std::int64_t>(place_.entries) - 1));
}

void SortedTable::learn(std::uint64_t expected, std::uint64_t found) {
  strayed_.resize(place_.entries / entries_straying_alike + 1);
  strayed_[expected / entries_straying_alike] =
      static_cast<std::int64_t>(found) - static_cast<std::int64_t>(expected);
}

bool SortedTable::find(std::uint64_t key, const std::function<void(const TableEntry&)>& each) {
  if (place_.entries == 0) return true;
  if (!know_ends()) return false;
  if (key < first_key_ || key > last_key_) return true;
  // The first entry whose key is not lower is one of these, or the one behind them. Pages are whole in it.
  Range range{0, place_.entries, first_key_, last_key_};
  const std::uint64_t expected = range.guess(key);
  for (int step = 0; range.begin < range.end; ++step) {
    // Where guesses do not come near, halving does.
    const std::uint64_t place = step == 0            ? first_guess(expected)
                                : step < guesses_max ? range.guess(key)
                                                     : range.begin + (range.end - range.begin) / 2;
    if (!load(place / page_entries)) return false;
    const std::uint64_t begin = place / page_entries * page_entries;
    if ((*page_)[size_ - 1].key < key) {
      range.begin = begin + size_;
      range.begin_key = (*page_)[size_ - 1].key;
    } else if ((*page_)[0].key >= key) {
      range.end = begin;
      range.end_key = (*page_)[0].key;
    } else {
      const auto* const found =
          std::lower_bound(page_->data(), page_->data() + size_, key,
                           [](const TableEntry& entry, std::uint64_t its) { return entry.key < its; });
      range.begin = range.end = begin + static_cast<std::uint64_t>(found - page_->data());
    }
  }
  learn(expected, range.begin);
  TableEntry entry;
  for (std::uint64_t place = range.begin; place < place_.entries; ++place) {
    if (!at(place, entry)) return false;
    if (entry.key != key) break;
    each(entry);
  }
  return true;
}

}  // namespace rentroll::events
