#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>
#include <vector>

#include "projections/charges.hpp"
#include "projections/replay.hpp"
#include "tests/bench/dense_fold.hpp"
#include "tests/bench/fixture.hpp"

/// The log's speed. All work is done on one history on disk, which is made first; compare figures of one run
/// alone.
namespace rentroll::bench {
namespace {

using events::Event;

std::uintmax_t bytes_on_disk(const std::filesystem::path& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

void count_events(benchmark::State& state, core::Seq events) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(events));
}

/// The generation of the history: its own time, taken once.
void generate(benchmark::State& state) {
  for (auto _ : state) state.SetIterationTime(fixture().seconds);
  count_events(state, fixture().events());
  const projections::State& end = fixture().state;
  state.counters["events"] = static_cast<double>(fixture().events());
  state.counters["bytes_an_event"] =
      static_cast<double>(bytes_on_disk(fixture().path)) / static_cast<double>(fixture().events());
  state.counters["bytes_a_number"] =
      static_cast<double>(end.number_bytes()) / static_cast<double>(end.numbers.size());
  state.counters["bytes_an_account"] =
      static_cast<double>(end.account_bytes()) / static_cast<double>(end.accounts.size());
}
BENCHMARK(generate)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

/// RocksDB alone: every block read and decompressed, nothing decoded.
void bare_scan(benchmark::State& state) {
  for (auto _ : state) {
    std::size_t bytes = 0;
    const auto blocks = fixture().store().read(1);
    while (const auto block = blocks->next()) bytes += block->size();
    benchmark::DoNotOptimize(bytes);
  }
  count_events(state, fixture().events());
}
BENCHMARK(bare_scan)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Read and decoded, not folded.
void decode(benchmark::State& state) {
  for (auto _ : state) {
    events::Directory names;
    events::EventCursor cursor(fixture().store().read(1), 1, &names);
    core::Seq last = 0;
    for (Event event; cursor.next(event);) last = event.seq;
    benchmark::DoNotOptimize(last);
  }
  count_events(state, fixture().events());
}
BENCHMARK(decode)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The charges that an event makes, summed, and the due date that it sets.
PackedEvent packed(const Event& event) {
  PackedEvent packed;
  packed.seq = event.seq;
  packed.occurred_at = event.occurred_at.microseconds();
  packed.cause = event.cause;
  packed.account = event.account;
  packed.number = event.number;
  packed.type = event.type();
  core::Money charged;
  projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
    charged += line.amount;
    if (line.period_end) packed.due = line.period_end->days();
  });
  if (const auto* credit = std::get_if<events::CreditAdded>(&event.payload)) charged = credit->amount;
  packed.amount = charged.millionths();
  return packed;
}

/// The yardstick: all events lie in memory, in 48 bytes each, and as little as possible is kept of them.
void dense_fold(benchmark::State& state) {
  std::vector<PackedEvent> all;
  all.reserve(fixture().events());
  events::EventCursor cursor(fixture().store().read(1), 1, nullptr);
  for (Event event; cursor.next(event);) all.push_back(packed(event));
  for (auto _ : state) {
    DenseFold fold(fixture().state.accounts.size(), fixture().state.numbers.size());
    for (const PackedEvent& event : all) fold.fold(event);
    benchmark::DoNotOptimize(fold.charged());
  }
  count_events(state, all.size());
}
BENCHMARK(dense_fold)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Folded from memory, of the first events.
void fold(benchmark::State& state) {
  const std::vector<Event> decoded = first_events();
  for (auto _ : state) {
    projections::State folded;
    for (const Event& event : decoded) projections::evolve(folded, event);
    benchmark::DoNotOptimize(folded.last_seq);
  }
  count_events(state, decoded.size());
}
BENCHMARK(fold)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Read, decoded and folded into all projections.
void replay(benchmark::State& state) {
  for (auto _ : state) {
    projections::State replayed;
    projections::replay(fixture().store(), {}, replayed, static_cast<int>(state.range(0)));
    benchmark::DoNotOptimize(replayed.last_seq);
  }
  count_events(state, fixture().events());
}
BENCHMARK(replay)->ArgName("threads")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Decoded events, encoded and written to a new log on disk, synced at the end.
void append(benchmark::State& state) {
  std::vector<Event> decoded = first_events();
  const events::Directory& names = fixture().state.names;
  for (auto _ : state) {
    state.PauseTiming();
    const auto path = fixture().new_place();
    auto folder = events::LogFolder::create(path);
    state.ResumeTiming();
    events::EventLog log(folder->store());
    for (Event& event : decoded) log.append(std::span(&event, 1), names);
    log.flush(events::Durability::synced);
    state.PauseTiming();
    folder.reset();
    std::filesystem::remove_all(path);
    state.ResumeTiming();
  }
  count_events(state, decoded.size());
}
BENCHMARK(append)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One event a request, each synced before the next.
void append_synced(benchmark::State& state) {
  const auto folder = events::LogFolder::create(fixture().new_place());
  events::EventLog log(folder->store());
  Event event;
  event.payload = events::ClockAdvanced{};
  for (auto _ : state) {
    log.append(std::span(&event, 1), events::Directory());
    log.flush(events::Durability::synced);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(append_synced)->Iterations(500)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// One synced write of the same size, without a log around it.
void bare_synced_write(benchmark::State& state) {
  const auto folder = events::LogFolder::create(fixture().new_place());
  core::Seq seq = 0;
  for (auto _ : state) {
    const events::NewBlock block{++seq, std::string(64, 'x')};
    folder->store().write(std::span(&block, 1), events::Durability::synced);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(bare_synced_write)->Iterations(500)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace rentroll::bench

BENCHMARK_MAIN();
