#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "events/block.hpp"
#include "events/log_folder.hpp"
#include "events/memory_store.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "tests/bench/history.hpp"

/// The log's speed. All work is done on one history on disk, which is made first; compare figures of one run
/// alone. RENTROLL_BENCH_EVENTS says how many events it has, 20,000,000 by default.
namespace rentroll::bench {
namespace {

using events::Event;

/// More decoded events than this are not kept in memory at once.
constexpr core::Seq decoded_events_max = 2'000'000;

core::Seq events_wanted() {
  const char* text = std::getenv("RENTROLL_BENCH_EVENTS");
  return text == nullptr ? 20'000'000 : std::strtoull(text, nullptr, 10);
}

/// The history, and the folder that is removed with it.
class Fixture {
 public:
  Fixture() {
    std::string pattern = (std::filesystem::temp_directory_path() / "rentroll-bench-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    history = make_history(folder_ / "log", events_wanted());
    log = events::LogFolder::open_reader(history.path);
  }
  ~Fixture() {
    log.reset();
    std::filesystem::remove_all(folder_);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  [[nodiscard]] const events::BlockStore& store() const { return log->store(); }
  /// A folder for another log, which nothing else uses.
  [[nodiscard]] std::filesystem::path new_place() { return folder_ / std::to_string(++places_); }

  History history;
  std::unique_ptr<events::LogFolder> log;

 private:
  std::filesystem::path folder_;
  int places_ = 0;
};

Fixture& fixture() {
  static Fixture made;
  return made;
}

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

/// The simulation that made the history: its own time, taken once.
void simulate(benchmark::State& state) {
  const History& history = fixture().history;
  for (auto _ : state) state.SetIterationTime(history.seconds);
  count_events(state, history.events);
  const projections::State& end = history.state;
  state.counters["events"] = static_cast<double>(history.events);
  state.counters["bytes_an_event"] =
      static_cast<double>(bytes_on_disk(history.path)) / static_cast<double>(history.events);
  state.counters["bytes_a_number"] =
      static_cast<double>(end.number_bytes()) / static_cast<double>(end.numbers.size());
  state.counters["bytes_an_account"] =
      static_cast<double>(end.account_bytes()) / static_cast<double>(end.accounts.size());
}
BENCHMARK(simulate)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

/// RocksDB alone: every block read and decompressed, nothing decoded.
void bare_scan(benchmark::State& state) {
  for (auto _ : state) {
    std::size_t bytes = 0;
    const auto blocks = fixture().store().read(1);
    while (const auto block = blocks->next()) bytes += block->size();
    benchmark::DoNotOptimize(bytes);
  }
  count_events(state, fixture().history.events);
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
  count_events(state, fixture().history.events);
}
BENCHMARK(decode)->Unit(benchmark::kMillisecond)->UseRealTime();

std::vector<Event> first_events() {
  std::vector<Event> decoded;
  events::Directory names;
  events::EventCursor cursor(fixture().store().read(1), 1, &names);
  for (Event event; decoded.size() < decoded_events_max && cursor.next(event);) decoded.push_back(event);
  return decoded;
}

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
  count_events(state, fixture().history.events);
}
BENCHMARK(replay)->ArgName("threads")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Decoded events, encoded and written to a new log on disk, synced at the end.
void append(benchmark::State& state) {
  std::vector<Event> decoded = first_events();
  const events::Directory& names = fixture().history.state.names;
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
    log.append(std::span(&event, 1), {});
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
