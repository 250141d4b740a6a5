#include "scenarios/generator.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "events/log_folder.hpp"
#include "events/memory_store.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "tests/support/stored_blocks.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::scenarios {
namespace {

using tests::blocks_of;

using events::Event;
using events::EventType;

/// A generated history in memory.
struct Generated {
  events::MemoryStore store;
  projections::State state;

  explicit Generated(const GeneratorSettings& settings) {
    RequestIndex index;
    events::EventLog log(store);
    LogRecorder recorder(log, nullptr);
    Simulator simulator(state, index, recorder);
    Generator(settings, simulator, state).run();
    log.flush(events::Durability::buffered);
  }

  [[nodiscard]] std::vector<std::string> blocks() const { return blocks_of(store); }
};

constexpr GeneratorSettings small{40, 2'000, 12, 7};

}  // namespace

TEST_CASE("L6: the same settings generate the same log, byte for byte; another seed another") {
  const Generated one(small);
  const Generated again(small);
  CHECK(one.blocks() == again.blocks());
  CHECK(projections::digest(one.state) == projections::digest(again.state));
  GeneratorSettings other = small;
  other.seed = 8;
  CHECK(Generated(other).blocks() != one.blocks());

  projections::State replayed;
  projections::replay(one.store, {}, replayed);
  CHECK(projections::digest(replayed) == projections::digest(one.state));
}

TEST_CASE("L6: with one thread or two the log on disk is the same") {
  const tests::TemporaryFolder folder;
  std::vector<std::vector<std::string>> logs;
  for (const int threads : {1, 2}) {
    const auto path = folder.path() / std::to_string(threads);
    const projections::State state = generate(small, path, threads, nullptr);
    const auto log = events::LogFolder::open_reader(path);
    projections::State replayed;
    projections::replay(log->store(), {}, replayed);
    CHECK(projections::digest(replayed) == projections::digest(state));
    logs.push_back(blocks_of(log->store()));
  }
  CHECK(logs.front().size() > 1);
  CHECK(logs.front() == logs.back());
}

TEST_CASE("a generated history has the mix that it promises") {
  const Generated generated(small);
  std::map<EventType, int> events;
  std::map<core::Rejection, int> refused;
  core::Instant last_first_rent;
  std::map<events::Ordinal, int> rents;
  events::EventCursor cursor(generated.store.read(1), 1, nullptr);
  for (Event event; cursor.next(event);) {
    ++events[event.type()];
    if (const auto* rejected = std::get_if<events::RequestRejected>(&event.payload))
      ++refused[rejected->reason];
    if (event.type() == EventType::number_rented && ++rents[event.number] == 1)
      last_first_rent = event.occurred_at;
  }
  CHECK(rents.size() >= 1'990);  // but for rents that an account's case or closing refused
  // Half of the 360 days: rents begin on each of the first 180 days, and only repeated ones come later.
  CHECK(last_first_rent < core::Instant::parse("2024-07-10T00:00:00Z"));
  // 2,000 numbers, for half of the time on their way to be rented: 3 % of about 1,500 a month.
  const int unrents = events[EventType::number_unrented];
  CHECK(unrents > 350);
  CHECK(unrents < 650);
  CHECK(events[EventType::number_reclaimed] > unrents / 6);
  CHECK(events[EventType::number_reclaimed] < unrents / 3);
  CHECK(events[EventType::number_recovered] > unrents / 20);
  CHECK(events[EventType::number_recovered] < unrents / 5);
  CHECK(events[EventType::number_returned] > unrents / 2);
  CHECK(events[EventType::account_case_opened] >= 3);
  CHECK(events[EventType::account_case_lifted] >= 2);
  CHECK(events[EventType::rental_repriced] > 5);
  CHECK(events[EventType::credit_added] > 40);
  CHECK(events[EventType::charge_adjusted] >= 3);
  CHECK(events[EventType::clock_advanced] == 1);
  CHECK(refused[core::Rejection::number_not_available] > 5);
  CHECK(refused.count(core::Rejection::time_goes_backwards) == 0);  // what is planned is asked in its turn
  for (const auto& [type, count] : events) CHECK(count > 0);
}

TEST_CASE("settings out of range are bad input") {
  for (const GeneratorSettings& wrong :
       {GeneratorSettings{0, 1, 1, 1}, GeneratorSettings{1, 0, 1, 1}, GeneratorSettings{1, 1, 0, 1},
        GeneratorSettings{GeneratorSettings::accounts_max + 1, 1, 1, 1},
        GeneratorSettings{1, GeneratorSettings::numbers_max + 1, 1, 1},
        GeneratorSettings{1, 1, GeneratorSettings::months_max + 1, 1}}) {
    CHECK_THROWS_AS(wrong.check(), core::InputError);
  }
  CHECK_NOTHROW(small.check());
}

TEST_CASE("the smallest history, and one of more accounts than numbers") {
  for (const GeneratorSettings& settings : {GeneratorSettings{1, 1, 1, 0}, GeneratorSettings{50, 3, 2, 5}}) {
    const Generated generated(settings);
    CHECK(generated.state.accounts.size() == settings.accounts);
    CHECK(generated.state.numbers.size() == settings.numbers);
  }
}

TEST_CASE("random numbers follow from the seed alone") {
  // The reference values of SplitMix64 for the seed 1234567, as the highest bits of each.
  SeededRandom random(1234567);
  CHECK(random.below(1'000) == 6457827717110365317U / 18446744073709552U);
  CHECK(random.below(1'000) == 3203168211198807973U / 18446744073709552U);
  CHECK(random.below(1'000) == 9817491932198370423U / 18446744073709552U);
  SeededRandom ends(3);
  bool first = false;
  bool last = false;
  for (int i = 0; i < 1'000; ++i) {
    const std::int64_t drawn = ends.between(-2, 3);
    CHECK(drawn >= -2);
    CHECK(drawn < 3);
    first = first || drawn == -2;
    last = last || drawn == 2;
  }
  CHECK(first);
  CHECK(last);
}

}  // namespace rentroll::scenarios
