#include "events/event_batches.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "events/damaged_block.hpp"
#include "events/event_log.hpp"
#include "events/memory_store.hpp"

namespace rentroll::events {
namespace {

constexpr Seq events_written = 20'000;
constexpr Seq block_events = 700;

/// Events of an account each, whose name its block introduces. One block, if any, is left out.
MemoryStore history(Seq block_left_out = 0) {
  MemoryStore whole;
  EventLog log(whole);
  Directory names;
  for (Seq seq = 1; seq <= events_written; ++seq) {
    Event event;
    event.account = names.accounts.intern(fmt::format("account-{}", seq / 3));
    event.payload = AccountVerified{};
    log.append(std::span(&event, 1), names);
    if (seq % block_events == 0) log.flush(Durability::buffered);
  }
  log.flush(Durability::buffered);
  MemoryStore store;
  const auto blocks = whole.read(1);
  for (Seq place = 1; const auto block = blocks->next(); ++place) {
    const NewBlock copy{read_header(*block).first_seq, std::string(*block)};
    if (place != block_left_out) store.write(std::span(&copy, 1), Durability::buffered);
  }
  return store;
}

}  // namespace

TEST_CASE("batches give all events in order, and their names before them") {
  const MemoryStore store = history();
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    Directory names;
    const auto batches = read_batches(store, 1, names, threads);
    Seq seen = 0;
    bool right = true;
    for (auto batch = batches->next(); !batch.empty(); batch = batches->next()) {
      for (const EventView& event : batch) {
        ++seen;
        right &= event.seq == seen && event.account < names.accounts.size() &&
                 names.accounts.text(event.account) == fmt::format("account-{}", seen / 3);
      }
    }
    CHECK(right);
    CHECK(seen == events_written);
    CHECK(batches->next().empty());
  }
}

TEST_CASE("batches go on where names are known") {
  const MemoryStore store = history();
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    Directory names;
    learn_names(store, 12'345, names);
    const auto batches = read_batches(store, 12'346, names, threads);
    const auto first = batches->next();
    REQUIRE(!first.empty());
    CHECK(first.front().seq == 12'346);
    Seq last = 0;
    for (auto batch = first; !batch.empty(); batch = batches->next()) last = batch.back().seq;
    CHECK(last == events_written);
    CHECK(names.accounts.size() == events_written / 3 + 1);
  }
}

namespace {

/// The last event that is given out before the damage is told of.
Seq last_before_damage(const BlockStore& store, int threads) {
  Directory names;
  const auto batches = read_batches(store, 1, names, threads);
  Seq last = 0;
  const auto read_all = [&] {
    for (auto batch = batches->next(); !batch.empty(); batch = batches->next()) last = batch.back().seq;
  };
  CHECK_THROWS_AS(read_all(), DamagedBlock);
  return last;
}

}  // namespace

TEST_CASE("damage is told of when all events before it have been given out") {
  constexpr Seq missing_block = 9;
  const MemoryStore store = history(missing_block);
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    CHECK(last_before_damage(store, threads) == (missing_block - 1) * block_events);
  }
}

TEST_CASE("a block that ends too early gives out what stands before its end") {
  constexpr Seq damaged_block = 3;
  MemoryStore store;
  const MemoryStore whole = history();
  const auto blocks = whole.read(1);
  for (Seq place = 1; const auto block = blocks->next(); ++place) {
    NewBlock copy{read_header(*block).first_seq, std::string(*block)};
    if (place == damaged_block) copy.bytes.pop_back();
    store.write(std::span(&copy, 1), Durability::buffered);
  }
  // Events stand in groups of 64 (FORMAT.md): the last one of the block is cut.
  constexpr Seq last_whole = (damaged_block - 1) * block_events + block_events / 64 * 64;
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    CHECK(last_before_damage(store, threads) == last_whole);
  }
  EventCursor cursor(store.read(1), 1, nullptr);
  Event event;
  const auto read_all = [&] {
    while (cursor.next(event)) continue;
  };
  CHECK_THROWS_AS(read_all(), DamagedBlock);
  CHECK(event.seq == last_whole);
}

TEST_CASE("who stops before the end waits for nobody") {
  const MemoryStore store = history();
  for (const int batches_read : {0, 1, 3}) {
    Directory names;
    const auto batches = read_batches(store, 1, names, 2);
    for (int batch = 0; batch < batches_read; ++batch) CHECK(!batches->next().empty());
  }
}

}  // namespace rentroll::events
