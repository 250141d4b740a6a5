#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/event.hpp"
#include "events/scaled_values.hpp"

/// A record of an index: some events of one account or number, by columns. FORMAT.md describes the bytes.
namespace rentroll::events {

/// An event of an index, with what the account that it names had been charged before, in millionths, by all
/// events of lower seq.
struct IndexedEvent {
  Event event;
  std::int64_t charged_before = 0;
};

/// An event on its way into a record. What events have in common stands in a book.
struct RecordEntry {
  Seq seq = 0;
  std::int64_t occurred_at = 0;  // microseconds
  std::int64_t recorded_at = 0;
  Seq cause = 0;
  std::int64_t charged_before = 0;
  Ordinal account = no_ordinal;
  Ordinal number = no_ordinal;
  std::uint32_t kind = 0;         // in the book
  std::uint32_t request = 0;      // in the book; 0 for none
  std::int32_t period_begin = 0;  // of a renewal, a day's number
  std::int32_t period_end = 0;    // of a renewal, or a rental's first due date
};

/// The kinds of entries, type, actor and own fields but for a renewal's period, and their request ids.
class EntryBook {
 public:
  EntryBook() { clear(); }
  void clear();
  [[nodiscard]] RecordEntry entry_of(const Event& event, std::int64_t charged_before);
  /// The place of a kind by its bytes.
  [[nodiscard]] std::uint32_t kind_of(std::string_view bytes);
  [[nodiscard]] std::uint32_t request_of(std::string_view request);
  [[nodiscard]] const std::string& kind(std::uint32_t place) const { return *kinds_[place]; }
  [[nodiscard]] const std::string& request(std::uint32_t place) const { return requests_[place]; }
  [[nodiscard]] std::size_t kinds() const { return kinds_.size(); }
  [[nodiscard]] std::size_t requests() const { return requests_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  /// Renewals are most of what a log holds: those of one amount are of one kind.
  struct Renewal {
    std::int64_t amount = 0;
    std::uint32_t currency = 0;
    std::uint32_t marks = 0;  // 0 for a free place
    std::uint32_t kind = 0;
  };

  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> by_bytes_;
  std::vector<const std::string*> kinds_;
  std::vector<std::string> requests_;
  std::vector<Renewal> renewals_;
  std::string bytes_;
};

/// The kinds that most events of many records are of: they stand once for all of these.
class SharedKinds {
 public:
  static constexpr std::size_t kinds_max = 255;

  /// Takes note of so many events of a kind. REQUIRES: `choose` has not been called.
  void count(const std::string& kind, std::uint64_t events) { counts_[kind] += events; }
  /// Keeps the most frequent.
  void choose();
  [[nodiscard]] std::size_t size() const { return kinds_.size(); }
  [[nodiscard]] const std::string& kind(std::size_t place) const { return kinds_[place]; }
  [[nodiscard]] std::uint64_t events(std::size_t place) const { return events_[place]; }
  /// The place of a kind; nothing where it is not shared.
  [[nodiscard]] std::optional<std::size_t> find(const std::string& kind) const;
  /// Appends them to `bytes`.
  void store(std::string& bytes) const;
  /// Throws DamagedBlock.
  static SharedKinds load(std::string_view bytes);

 private:
  void add(const std::string& kind, std::uint64_t events);

  std::unordered_map<std::string, std::uint64_t> counts_;
  std::unordered_map<std::string, std::size_t> places_;
  std::vector<std::string> kinds_;
  std::vector<std::uint64_t> events_;
};

/// Writes records; one writer is used for many.
class RecordWriter {
 public:
  /// All of one writer's records share these kinds and are made of one book.
  RecordWriter(const EntryBook& book, const SharedKinds& shared) : book_(book), shared_(shared) {}
  /// Appends a record to `bytes`. A record that has no need of sums keeps no `charged_before`.
  void write(std::string& bytes, std::span<const RecordEntry* const> entries, bool sums);
  /// The book was cleared.
  void forget() { kinds_.clear(); }

 private:
  struct Kind {
    std::uint64_t shared = 0;  // its place among the shared ones and 1; 0 where it is none
    std::uint32_t record = 0;  // the record that it was met in last
    std::uint32_t place = 0;   // there
  };

  void store_kinds(std::string& bytes, std::span<const RecordEntry* const> entries);
  void store_parties(std::string& bytes, std::span<const RecordEntry* const> entries);

  const EntryBook& book_;
  const SharedKinds& shared_;
  std::vector<Kind> kinds_;  // by the place in the book
  std::uint32_t record_ = 0;
  std::vector<std::uint64_t> column_;
};

/// Reads records; one reader is used for many. Throws DamagedBlock where the bytes are no record of events of
/// a range.
class RecordReader {
 public:
  /// Of records that share these kinds, which must outlive it.
  explicit RecordReader(const SharedKinds& shared);
  ~RecordReader();
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;

  /// Reads the columns of a record, whose bytes must outlive the reading.
  void open(std::string_view record, bool sums, Seq first, Seq last);
  /// Appends the events.
  void append(std::vector<IndexedEvent>& events);
  void append(std::vector<RecordEntry>& entries, EntryBook& book);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rentroll::events
