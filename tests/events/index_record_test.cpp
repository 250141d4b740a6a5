#include "events/index_record.hpp"

#include <doctest/doctest.h>

#include "events/damaged_block.hpp"
#include "tests/events/random_events.hpp"

namespace rentroll::events {
namespace {

constexpr Seq seqs_end = 1'000'000;

/// Events as they may stand in a record: in the order of their seqs, with any fields.
std::vector<IndexedEvent> any_events() {
  std::vector<IndexedEvent> events;
  Directory names;
  Seq seq = 0;
  const auto count = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, 150));
  while (events.size() < count) {
    for (Event& event : random_unit(names)) {
      event.seq = seq += random_between<Seq>(1, 1000);
      event.ends_unit = false;  // an index does not say so
      events.push_back({event, 0});
      if (event.account != no_ordinal) events.back().charged_before = *rc::gen::arbitrary<std::int64_t>();
    }
    // As in true logs, much comes again.
    if (!events.empty() && random_bool()) {
      events.push_back(events.back());
      events.back().event.seq = ++seq;
    }
  }
  return events;
}

std::vector<std::string> shown(const std::vector<IndexedEvent>& events, bool sums) {
  std::vector<std::string> texts;
  for (const auto& [event, charged_before] : events) {
    texts.push_back(events::shown(event) + (sums ? " " + std::to_string(charged_before) : ""));
  }
  return texts;
}

/// A record of events in the place of the book's entries.
std::string record_of(const std::vector<RecordEntry>& entries, const EntryBook& book,
                      const SharedKinds& shared, bool sums) {
  std::vector<const RecordEntry*> pointers;
  for (const RecordEntry& entry : entries) pointers.push_back(&entry);
  std::string bytes;
  RecordWriter(book, shared).write(bytes, pointers, sums);
  return bytes;
}

struct Written {
  EntryBook book;
  std::vector<RecordEntry> entries;
  SharedKinds shared;

  explicit Written(const std::vector<IndexedEvent>& events) {
    for (const auto& [event, charged_before] : events)
      entries.push_back(book.entry_of(event, charged_before));
    for (const RecordEntry& entry : entries) shared.count(book.kind(entry.kind), 1);
    shared.choose();
  }
};

TEST_CASE("a record is read as it was written, and so when it is written again") {
  CHECK(rc::check([] {
    const std::vector<IndexedEvent> events = any_events();
    const bool sums = random_bool();
    const Written written(events);
    const std::string bytes = record_of(written.entries, written.book, written.shared, sums);
    RecordReader reader(written.shared);
    reader.open(bytes, sums, 1, seqs_end);
    std::vector<IndexedEvent> read;
    reader.append(read);
    RC_ASSERT(shown(read, sums) == shown(events, sums));

    EntryBook book;
    std::vector<RecordEntry> entries;
    reader.append(entries, book);
    const SharedKinds none;
    const std::string again = record_of(entries, book, none, sums);
    RecordReader reader_of_own(none);
    reader_of_own.open(again, sums, 1, seqs_end);
    read.clear();
    reader_of_own.append(read);
    RC_ASSERT(shown(read, sums) == shown(events, sums));
  }));
}

TEST_CASE("a damaged record is an error or other events, and never read beyond its end") {
  CHECK(rc::check([] {
    const Written written(any_events());
    std::string bytes = record_of(written.entries, written.book, written.shared, true);
    const auto place = random_between<std::size_t>(0, bytes.size());
    if (random_bool()) {
      bytes.resize(place);
    } else {
      bytes[place] = static_cast<char>(bytes[place] ^ random_between(1, 256));
    }
    RecordReader reader(written.shared);
    std::vector<IndexedEvent> read;
    try {
      reader.open(bytes, true, 1, seqs_end);
      reader.append(read);
    } catch (const DamagedBlock&) {
      return;
    }
    Seq before = 0;
    for (const IndexedEvent& indexed : read) {
      RC_ASSERT(indexed.event.seq > before);
      before = indexed.event.seq;
    }
  }));
}

TEST_CASE("the kinds that records share are kept for later") {
  SharedKinds shared;
  for (int kind = 0; kind < 300; ++kind)
    shared.count("kind " + std::to_string(kind), static_cast<unsigned>(kind));
  shared.choose();
  CHECK(shared.size() == SharedKinds::kinds_max);
  CHECK(shared.kind(0) == "kind 299");
  CHECK(!shared.find("kind 1").has_value());
  std::string bytes;
  shared.store(bytes);
  const SharedKinds loaded = SharedKinds::load(bytes);
  REQUIRE(loaded.size() == shared.size());
  CHECK(loaded.find("kind 298") == 1);
  CHECK(loaded.events(1) == 298);
}

}  // namespace
}  // namespace rentroll::events
