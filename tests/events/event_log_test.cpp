#include "events/event_log.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "events/archive.hpp"
#include "events/event_batches.hpp"
#include "events/memory_store.hpp"
#include "events/rocks_store.hpp"
#include "tests/events/random_events.hpp"
#include "tests/support/temporary_folder.hpp"

// The log over each of the stores: what holds in memory holds on disk.
namespace rentroll::events {
namespace {

class InMemory {
 public:
  BlockStore& store() { return store_; }
  void reopen() {}

 private:
  MemoryStore store_;
};

class OnDisk {
 public:
  BlockStore& store() { return *store_; }
  void reopen() {
    store_.reset();
    store_ = RocksStore::open_writer(folder_.path());
  }

 private:
  tests::TemporaryFolder folder_;
  std::unique_ptr<RocksStore> store_ = RocksStore::open_writer(folder_.path());
};

/// A store that remembers how it was written to.
class WatchedStore final : public BlockStore {
 public:
  struct Write {
    std::vector<Seq> first_seqs;
    Durability durability;
  };
  void write(std::span<const NewBlock> blocks, Durability durability) override {
    Write& write = writes.emplace_back(Write{{}, durability});
    for (const NewBlock& block : blocks) write.first_seqs.push_back(block.first_seq);
    store_.write(blocks, durability);
  }
  std::unique_ptr<BlockCursor> read(Seq from) const override { return store_.read(from); }
  std::optional<std::string> last() const override { return store_.last(); }
  void replace(std::span<const Seq> sealed, const NewBlock& block) override {
    ++seals;
    store_.replace(sealed, block);
  }

  std::vector<Write> writes;
  int seals = 0;

 private:
  MemoryStore store_;
};

Event tick(std::int64_t second = 0) {
  Event event;
  event.occurred_at = event.recorded_at = core::Instant::from_microseconds(second * 1'000'000);
  event.payload = ClockAdvanced{};
  return event;
}

/// Appends a unit of so many events.
void append_ticks(EventLog& log, std::size_t count) {
  std::vector<Event> unit(count, tick());
  log.append(unit, Directory());
}

std::vector<std::string> texts_from(EventCursor cursor) {
  std::vector<std::string> texts;
  for (Event event; cursor.next(event);) texts.push_back(shown(event));
  return texts;
}

std::vector<std::string> texts_from(EventBatches& batches) {
  std::vector<std::string> texts;
  for (auto batch = batches.next(); !batch.empty(); batch = batches.next()) {
    for (const EventView& event : batch) texts.push_back(shown(Event(event)));
  }
  return texts;
}

std::vector<BlockHeader> headers(const BlockStore& store) {
  std::vector<BlockHeader> headers;
  const auto blocks = store.read(1);
  while (const auto block = blocks->next()) headers.push_back(read_header(*block));
  return headers;
}

/// Appends random units to a log that is flushed and reopened now and then, and reads them back in every way.
template <class Kind>
void random_units_are_read_back() {
  Kind kind;
  auto log = std::make_unique<EventLog>(kind.store());
  const auto reopen = [&] {
    log->flush(Durability::buffered);
    log.reset();
    kind.reopen();
    log = std::make_unique<EventLog>(kind.store());
  };
  Directory directory;
  std::vector<std::string> expected;
  for (int units = *rc::gen::inRange(1, 40); units > 0; --units) {
    std::vector<Event> unit = random_unit(directory);
    const Seq first = log->append(unit, directory, expected.size());
    RC_ASSERT(first == expected.size() + 1);
    const auto ends =
        std::count_if(unit.begin(), unit.end(), [](const Event& event) { return event.ends_unit; });
    RC_ASSERT((ends == 1 && unit.back().ends_unit));
    for (const Event& event : unit) expected.push_back(shown(event));
    if (*rc::gen::inRange(0, 4) == 0) log->flush(random_bool() ? Durability::synced : Durability::buffered);
    if (*rc::gen::inRange(0, 16) == 0) reopen();
  }
  reopen();

  RC_ASSERT(log->last_seq() == expected.size());
  RC_ASSERT(last_seq(kind.store()) == expected.size());
  Directory learned;
  RC_ASSERT(texts_from(log->read(1, &learned)) == expected);
  RC_ASSERT(shown(learned.accounts) == shown(directory.accounts));
  RC_ASSERT(shown(learned.numbers) == shown(directory.numbers));
  for (const int threads : {1, 2}) {
    Directory learned_in_batches;
    const auto batches = read_batches(kind.store(), 1, learned_in_batches, threads);
    RC_ASSERT(texts_from(*batches) == expected);
    RC_ASSERT(shown(learned_in_batches.accounts) == shown(directory.accounts));
    RC_ASSERT(shown(learned_in_batches.numbers) == shown(directory.numbers));
  }

  const auto from = *rc::gen::inRange<std::size_t>(1, expected.size() + 2);
  const std::vector<std::string> rest(expected.begin() + static_cast<std::ptrdiff_t>(from) - 1,
                                      expected.end());
  RC_ASSERT(texts_from(log->read(from)) == rest);
  const std::optional<Event> one = read_event(kind.store(), from);
  RC_ASSERT(one.has_value() == !rest.empty());
  RC_ASSERT((!one || shown(*one) == rest.front()));

  // L4: the late ones among the first events, found without reading the others.
  std::vector<std::string> late;
  Event event;
  for (EventCursor cursor = log->read(1); cursor.next(event) && event.seq < from;) {
    if (event.late) late.push_back(shown(event));
  }
  std::vector<std::string> found;
  for (const Event& each : late_events(kind.store(), from - 1)) found.push_back(shown(each));
  RC_ASSERT(found == late);
}

TEST_CASE_TEMPLATE("what is appended is read back, from any seq, over any number of reopenings", Kind,
                   InMemory, OnDisk) {
  CHECK(rc::check("random units", random_units_are_read_back<Kind>));
}

/// Appends an event of each type, in their order, and reads each by its seq.
template <class Kind>
void each_type_is_read_back() {
  Kind kind;
  EventLog log(kind.store());
  Directory directory;
  std::vector<std::string> expected;
  for (std::size_t place = 0; place < std::variant_size_v<Payload>; ++place) {
    Event event = random_event(directory);
    event.payload = random_payload(place);
    log.append({&event, 1}, directory);
    expected.push_back(shown(event));
  }
  log.flush(Durability::buffered);
  for (std::size_t place = 0; place < expected.size(); ++place) {
    const std::optional<Event> found = read_event(kind.store(), place + 1);
    RC_ASSERT(found.has_value());
    RC_ASSERT(static_cast<std::size_t>(found->type()) == place + 1);
    RC_ASSERT(shown(*found) == expected[place]);
  }
}

TEST_CASE_TEMPLATE("every type of event is read back with every one of its fields", Kind, InMemory, OnDisk) {
  CHECK(rc::check("every type", each_type_is_read_back<Kind>));
}

TEST_CASE_TEMPLATE("how many names there are by a block's end", Kind, InMemory, OnDisk) {
  Kind kind;
  EventLog log(kind.store());
  const auto introduced = [&](Seq last) {
    const NameCounts counts = names_introduced(kind.store(), last);
    return std::pair(counts.accounts, counts.numbers);
  };
  CHECK(introduced(1) == std::pair(0U, 0U));
  Directory names;
  for (Ordinal block = 1; block <= 3; ++block) {
    names.accounts.intern(fmt::format("account-{}", block));
    names.numbers.intern(fmt::format("+1{}", block));
    names.numbers.intern(fmt::format("+2{}", block));
    std::vector<Event> unit(10, tick());
    log.append(unit, names);
    log.flush(Durability::buffered);
  }
  CHECK(introduced(1) == std::pair(1U, 2U));
  CHECK(introduced(20) == std::pair(2U, 4U));
  CHECK(introduced(21) == std::pair(3U, 6U));
  CHECK(introduced(30) == std::pair(3U, 6U));
}

TEST_CASE_TEMPLATE("an empty log", Kind, InMemory, OnDisk) {
  Kind kind;
  const EventLog log(kind.store());
  CHECK(log.last_seq() == 0);
  CHECK(last_seq(kind.store()) == 0);
  CHECK_FALSE(kind.store().last());
  CHECK(texts_from(log.read(1)).empty());
  CHECK_FALSE(read_event(kind.store(), 1));
  CHECK_FALSE(log.find(1));
  CHECK_FALSE(horizon(kind.store(), 0));
  CHECK_FALSE(horizon(kind.store(), 5));
}

TEST_CASE_TEMPLATE("an append that expects another last seq appends nothing", Kind, InMemory, OnDisk) {
  Kind kind;
  EventLog log(kind.store());
  Directory directory;
  Event event = tick();
  event.account = directory.accounts.intern("acme");
  for (const Seq wrong : {Seq{1}, ~Seq{0}}) {
    CHECK_THROWS_AS(log.append({&event, 1}, directory, wrong), UnexpectedSeq);
  }
  CHECK(log.last_seq() == 0);
  CHECK(log.append({&event, 1}, directory, 0) == 1);
  CHECK_THROWS_AS(log.append({&event, 1}, directory, 0), UnexpectedSeq);
  CHECK(log.append({&event, 1}, directory, 1) == 2);
  log.flush(Durability::buffered);
  CHECK(headers(kind.store()).front().new_accounts == 1);
  CHECK(last_seq(kind.store()) == 2);
}

TEST_CASE("the refusal of an append names both seqs") {
  MemoryStore store;
  EventLog log(store);
  append_ticks(log, 3);
  Event event = tick();
  try {
    log.append({&event, 1}, Directory(), 1);
    FAIL("appended");
  } catch (const UnexpectedSeq& error) {
    CHECK(std::string(error.what()) == "the log has been appended to in between: its last seq is 3, not 1");
  }
}

TEST_CASE_TEMPLATE("events that are not flushed are found, but not yet read", Kind, InMemory, OnDisk) {
  Kind kind;
  EventLog log(kind.store());
  append_ticks(log, 2);
  log.flush(Durability::buffered);
  append_ticks(log, 2);
  CHECK(texts_from(log.read(1)).size() == 2);
  for (const Seq seq : {1U, 2U, 3U, 4U}) {
    CAPTURE(seq);
    REQUIRE(log.find(seq));
    CHECK(log.find(seq)->seq == seq);
  }
  CHECK_FALSE(log.find(0));
  CHECK_FALSE(log.find(5));
  CHECK_FALSE(read_event(kind.store(), 3));
  CHECK_FALSE(read_event(kind.store(), 0));
}

TEST_CASE_TEMPLATE("blocks hold 4096 events", Kind, InMemory, OnDisk) {
  Kind kind;
  EventLog log(kind.store());
  for (int i = 0; i < 10'000; ++i) append_ticks(log, 1);
  log.flush(Durability::buffered);
  const std::vector<BlockHeader> found = headers(kind.store());
  REQUIRE(found.size() == 3);
  CHECK(found[0].events == 4096);
  CHECK(found[1].events == 4096);
  CHECK(found[1].first_seq == 4097);
  CHECK(found[2].events == 1808);
  CHECK(texts_from(log.read(1)).size() == 10'000);
  for (const Seq from : {1U, 4096U, 4097U, 8192U, 8193U, 10'000U}) {
    CAPTURE(from);
    EventCursor cursor = log.read(from);
    Event event;
    REQUIRE(cursor.next(event));
    CHECK(event.seq == from);
  }
  CHECK(texts_from(log.read(10'001)).empty());
  CHECK(texts_from(log.read(20'000)).empty());
}

/// Appends random units as single requests do, sealing after each, and reads them back.
template <class Kind>
void sealing_changes_no_event() {
  Kind kind;
  EventLog log(kind.store());
  Directory directory;
  std::vector<std::string> expected;
  std::optional<EventCursor> before_sealing;
  std::size_t seen_before = 0;
  for (int units = *rc::gen::inRange(1, 120); units > 0; --units) {
    std::vector<Event> unit = random_unit(directory);
    log.append(unit, directory);
    for (const Event& event : unit) expected.push_back(shown(event));
    log.flush(Durability::buffered);
    if (units == 3) {
      before_sealing.emplace(log.read(1));
      seen_before = expected.size();
    }
    log.seal();
  }
  Directory learned;
  RC_ASSERT(texts_from(log.read(1, &learned)) == expected);
  RC_ASSERT(shown(learned.accounts) == shown(directory.accounts));
  RC_ASSERT(shown(learned.numbers) == shown(directory.numbers));
  RC_ASSERT(headers(kind.store()).size() < 2 * 32U);
  std::vector<std::string> late;
  for (const Event& event : late_events(kind.store(), log.last_seq())) late.push_back(shown(event));
  std::vector<std::string> expected_late;
  Event event;
  for (EventCursor cursor = log.read(1); cursor.next(event);) {
    if (event.late) expected_late.push_back(shown(event));
  }
  RC_ASSERT(late == expected_late);
  EventLog reopened(kind.store());
  RC_ASSERT(reopened.last_seq() == expected.size());
  if (!before_sealing) return;
  expected.resize(seen_before);
  RC_ASSERT(texts_from(std::move(*before_sealing)) == expected);
}

TEST_CASE_TEMPLATE("small blocks are sealed into larger ones, and no event changes", Kind, InMemory, OnDisk) {
  CHECK(rc::check("random units", sealing_changes_no_event<Kind>));
}

TEST_CASE("sealing rewrites each event a bounded number of times") {
  WatchedStore store;
  EventLog log(store);
  for (int i = 0; i < 20'000; ++i) {
    append_ticks(log, 1);
    log.flush(Durability::buffered);
    log.seal();
  }
  CHECK(headers(store).size() < 80);
  CHECK(store.seals < 20'000 / 31 + 20'000 / 31 / 31 + 10);
  CHECK(texts_from(log.read(1)).size() == 20'000);
}

TEST_CASE("L1: a unit larger than a block is written at once, after what stands before it") {
  WatchedStore store;
  EventLog log(store);
  append_ticks(log, 100);
  CHECK(store.writes.empty());
  append_ticks(log, 10'000);
  REQUIRE(store.writes.size() == 1);
  CHECK(store.writes[0].first_seqs == std::vector<Seq>{1, 4097, 8193});
  CHECK(last_seq(store) == 10'100);
  append_ticks(log, 1);
  log.flush(Durability::buffered);
  REQUIRE(store.writes.size() == 2);
  CHECK(store.writes[1].first_seqs == std::vector<Seq>{10'101});

  Event event;
  std::set<Seq> unit_ends;
  for (EventCursor cursor = log.read(1); cursor.next(event);) {
    if (event.ends_unit) unit_ends.insert(event.seq);
  }
  CHECK(unit_ends == std::set<Seq>{100, 10'100, 10'101});
}

TEST_CASE("L1: whatever is written ends with a unit's end") {
  CHECK(rc::check("units of any size", [] {
    WatchedStore store;
    EventLog log(store);
    for (int units = *rc::gen::inRange(1, 20); units > 0; --units) {
      append_ticks(log, random_between<std::size_t>(1, 6000));
      if (*rc::gen::inRange(0, 5) == 0) log.flush(Durability::buffered);
      const Seq last = last_seq(store);
      RC_ASSERT((last == 0 || read_event(store, last)->ends_unit));
    }
  }));
}

TEST_CASE("a flush writes what was appended, and durably where that is asked for") {
  WatchedStore store;
  EventLog log(store);
  log.flush(Durability::buffered);
  CHECK(store.writes.empty());
  append_ticks(log, 1);
  log.flush(Durability::buffered);
  REQUIRE(store.writes.size() == 1);
  CHECK(store.writes[0].durability == Durability::buffered);
  log.flush(Durability::synced);
  REQUIRE(store.writes.size() == 2);
  CHECK(store.writes[1].durability == Durability::synced);
  CHECK(store.writes[1].first_seqs.empty());
  append_ticks(log, 1);
  log.flush(Durability::synced);
  REQUIRE(store.writes.size() == 3);
  CHECK(store.writes[2].durability == Durability::synced);
  CHECK(store.writes[2].first_seqs == std::vector<Seq>{2});
}

TEST_CASE_TEMPLATE("a cursor sees what was stored when it was made", Kind, InMemory, OnDisk) {
  for (const std::size_t before : {0U, 3U}) {
    CAPTURE(before);
    Kind kind;
    EventLog log(kind.store());
    if (before != 0) append_ticks(log, before);
    log.flush(Durability::buffered);
    EventCursor cursor = log.read(1);
    append_ticks(log, 5);
    log.flush(Durability::synced);
    CHECK(texts_from(std::move(cursor)).size() == before);
    CHECK(texts_from(log.read(1)).size() == before + 5);
  }
}

TEST_CASE_TEMPLATE("Q4: the horizon is the instant of the last event that is not late", Kind, InMemory,
                   OnDisk) {
  Kind kind;
  EventLog log(kind.store());
  const auto append = [&](std::int64_t second, bool late) {
    Event event = tick(second);
    event.late = late;
    log.append({&event, 1}, Directory());
  };
  append(10, false);
  append(20, false);
  append(5, true);
  log.flush(Durability::buffered);
  for (int i = 0; i < 3; ++i) append(7, true);
  log.flush(Durability::buffered);
  append(8, true);
  log.flush(Durability::buffered);

  const auto second = [](std::int64_t count) { return core::Instant::from_microseconds(count * 1'000'000); };
  CHECK(horizon(kind.store(), 1) == second(10));
  CHECK(horizon(kind.store(), 2) == second(20));
  for (const Seq last : {3U, 4U, 5U, 6U, 7U, 100U}) {
    CAPTURE(last);
    CHECK(horizon(kind.store(), last) == second(20));
  }
  append(30, false);
  log.flush(Durability::buffered);
  CHECK(horizon(kind.store(), 8) == second(30));
  CHECK(horizon(kind.store(), 7) == second(20));
}

TEST_CASE_TEMPLATE("a log of late events alone has no horizon", Kind, InMemory, OnDisk) {
  Kind kind;
  EventLog log(kind.store());
  for (int i = 0; i < 3; ++i) {
    Event event = tick(i);
    event.late = true;
    log.append({&event, 1}, Directory());
    log.flush(Durability::buffered);
  }
  CHECK_FALSE(horizon(kind.store(), 3));
}

TEST_CASE_TEMPLATE("L4: what was known at an instant is what was recorded by then", Kind, InMemory, OnDisk) {
  Kind kind;
  EventLog log(kind.store());
  const auto second = [](std::int64_t count) { return core::Instant::from_microseconds(count * 1'000'000); };
  CHECK(last_known(kind.store(), second(10)) == 0);
  for (const std::int64_t recorded : {10, 10, 20, 30, 30, 30, 50}) {
    Event event = tick(5);
    event.recorded_at = second(recorded);
    log.append({&event, 1}, Directory());
    if (recorded != 20) log.flush(Durability::buffered);
  }
  const std::vector<std::pair<std::int64_t, Seq>> known = {{0, 0},  {9, 0},  {10, 2}, {19, 2}, {20, 3},
                                                           {29, 3}, {30, 6}, {49, 6}, {50, 7}, {99, 7}};
  for (const auto& row : known) {
    CAPTURE(row.first);
    CHECK(last_known(kind.store(), second(row.first)) == row.second);
  }
}

TEST_CASE_TEMPLATE("a log of which an older program wrote the beginning goes on with late events", Kind,
                   InMemory, OnDisk) {
  Kind kind;
  for (int part = 0; part < 3; ++part) {
    EventLog log(kind.store());
    for (int i = 0; i < 2; ++i) {
      Event event = tick(i);
      event.late = part == 1;
      log.append({&event, 1}, Directory());
    }
    log.flush(Durability::buffered);
  }
  const std::vector<BlockHeader> found = headers(kind.store());
  REQUIRE(found.size() == 3);
  CHECK(found[0].last_late_before == 0);
  CHECK(found[1].last_late_before == 0);
  CHECK(found[2].last_late_before == 4);
  CHECK(late_events(kind.store(), 6).size() == 2);
  CHECK(late_events(kind.store(), 3).size() == 1);
  CHECK(late_events(kind.store(), 2).empty());
}

/// A store from which a block is missing.
template <class Kind>
void write_without(BlockStore& store, Seq missing) {
  MemoryStore whole;
  EventLog log(whole);
  for (int i = 0; i < 4; ++i) {
    append_ticks(log, 10);
    log.flush(Durability::buffered);
  }
  const auto blocks = whole.read(1);
  while (const auto block = blocks->next()) {
    const Seq first = read_header(*block).first_seq;
    const NewBlock copy{first, std::string(*block)};
    if (first != missing) store.write({&copy, 1}, Durability::buffered);
  }
}

TEST_CASE_TEMPLATE("a missing block is noticed", Kind, InMemory, OnDisk) {
  const auto read_all = [](BlockStore& store, Seq from) {
    try {
      return std::to_string(texts_from(EventCursor(store.read(from), from, nullptr)).size()) + " events";
    } catch (const DamagedBlock& error) {
      return std::string(error.what());
    }
  };
  {
    Kind kind;
    write_without<Kind>(kind.store(), 21);
    CHECK(read_all(kind.store(), 1) == "the log is damaged: events 21 to 30 are missing");
    CHECK(read_all(kind.store(), 15) == "the log is damaged: events 21 to 30 are missing");
    CHECK(read_all(kind.store(), 25) == "the log is damaged: events 21 to 30 are missing");
    CHECK(read_all(kind.store(), 31) == "10 events");
  }
  Kind kind;
  write_without<Kind>(kind.store(), 1);
  CHECK(read_all(kind.store(), 1) == "the log is damaged: events 1 to 10 are missing");
  CHECK(read_all(kind.store(), 11) == "30 events");
  CHECK_THROWS_AS(static_cast<void>(horizon(kind.store(), 5)), DamagedBlock);
}

TEST_CASE("the events of a unit that bear its request id need not begin with the first one") {
  MemoryStore store;
  EventLog log(store);
  std::vector<Event> first(2, tick());
  first[0].request = first[1].request = "r-1";
  log.append(first, Directory());
  std::vector<Event> second(3, tick());
  second[1].request = second[2].request = "r-2";
  log.append(second, Directory());
  log.flush(Durability::buffered);
  std::vector<std::string> requests;
  Event event;
  for (EventCursor cursor = log.read(1); cursor.next(event);) requests.push_back(event.request);
  CHECK(requests == std::vector<std::string>{"r-1", "r-1", "", "r-2", "r-2"});
}

TEST_CASE("a request id stands in each of the blocks that its unit spans") {
  MemoryStore store;
  EventLog log(store);
  std::vector<Event> unit(9000, tick());
  for (Event& event : unit) event.request = "close-1";
  log.append(unit, Directory());
  for (const Seq seq : {1U, 4096U, 4097U, 9000U}) {
    CAPTURE(seq);
    REQUIRE(read_event(store, seq));
    CHECK(read_event(store, seq)->request == "close-1");
  }
}

}  // namespace
}  // namespace rentroll::events
