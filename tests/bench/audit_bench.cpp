#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

#include "projections/audit.hpp"
#include "projections/partial_log.hpp"
#include "scenarios/refusal_audit.hpp"
#include "tests/bench/fixture.hpp"

/// The speed of answers from the index: the stories of numbers chosen at random, each told as `audit number`
/// tells it. The index is made first, and lies in the page cache then.
namespace rentroll::bench {
namespace {

constexpr std::size_t stories = 5'000;

std::uintmax_t bytes_in(const std::filesystem::path& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) bytes += entry.file_size();
  return bytes;
}

/// Tells the story of a number; answers with how many rows it has.
std::size_t tell(const projections::PartialReader& reader, const std::string& number) {
  auto story = reader.story_of_number(number);
  projections::State state;
  std::size_t rows = 0;
  const auto ordinal = story->names.numbers.find(number);
  projections::NumberAudit audit(
      state, scenarios::tell_refusal, [&](const projections::AuditRow& row) { rows += row.seq != 0 ? 1 : 0; },
      [&](const events::Event& event) { return event.number == ordinal; });
  projections::fold(
      std::move(*story), state, [&](const events::Event& event) { audit.before(event); },
      [&](const events::Event& event) { audit.after(event); });
  audit.finish();
  return rows;
}

/// Medians and the slowest hundredth, in microseconds.
void audit_number(benchmark::State& state) {
  const auto& names = fixture().state.names.numbers;
  const auto folder = fixture().new_place();
  const auto begin = std::chrono::steady_clock::now();
  events::IndexSizes sizes;
  sizes.part_min = std::min(sizes.part_min, fixture().events() / 4);  // also in a small log
  events::SubjectIndex index(folder, fixture().store(), projections::effect_of, sizes);
  index.extend(fixture().events(), [](const events::Event&) {});
  const std::chrono::duration<double> made = std::chrono::steady_clock::now() - begin;
  const projections::PartialReader reader(index, fixture().store(), {}, fixture().events());
  std::mt19937_64 random(1);
  std::vector<double> times;
  std::size_t rows = 0;
  for (auto _ : state) {
    for (std::size_t story = 0; story < stories; ++story) {
      const std::string number(names.text(static_cast<events::Ordinal>(random() % names.size())));
      const auto asked = std::chrono::steady_clock::now();
      rows += tell(reader, number);
      const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - asked;
      times.push_back(time.count());
    }
  }
  std::sort(times.begin(), times.end());
  state.SetItemsProcessed(static_cast<std::int64_t>(times.size()));
  state.counters["audit_p50_us"] = times[times.size() / 2];
  state.counters["audit_p99_us"] = times[times.size() - 1 - times.size() / 100];
  state.counters["rows"] = static_cast<double>(rows) / static_cast<double>(times.size());
  state.counters["parts"] = static_cast<double>(index.parts());
  state.counters["bytes_an_event_of_index"] =
      index.parts() == 0 ? 0 : static_cast<double>(bytes_in(folder)) / static_cast<double>(index.last_seq());
  state.counters["index_made_seconds"] = made.count();
}
BENCHMARK(audit_number)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace rentroll::bench
