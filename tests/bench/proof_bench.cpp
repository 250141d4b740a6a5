#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "events/log_tree.hpp"
#include "tests/bench/fixture.hpp"

/// What proofs cost, of the history's first events: against SHA-256 alone of the same leaves and nodes.
namespace rentroll::bench {
namespace {

core::Seq proven_events() { return std::min(fixture().events(), 5 * decoded_events_max); }

/// The hashes alone: leaves that lie in memory, and as many nodes, of any two hashes.
void hash_alone(benchmark::State& state) {
  const core::Seq last = proven_events();
  for (auto _ : state) {
    events::LeafReader reader(fixture().store(), 0, last);
    events::TreeHasher hasher;
    events::LeafBatch batch;
    std::chrono::duration<double> hashing{};
    for (reader.read(batch); !batch.ends.empty(); reader.read(batch)) {
      const auto begin = std::chrono::steady_clock::now();
      events::Hash node{};
      std::size_t at = 0;
      for (const std::size_t end : batch.ends) {
        node = hasher.node(node, hasher.leaf(std::string_view(batch.bytes).substr(at, end - at)));
        at = end;
      }
      benchmark::DoNotOptimize(node);
      hashing += std::chrono::steady_clock::now() - begin;
    }
    state.SetIterationTime(hashing.count());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(last));
}
BENCHMARK(hash_alone)->UseManualTime()->Unit(benchmark::kMillisecond);

/// What a checkpoint over new events does: reads them, writes their leaves, hashes them into the tree, and
/// keeps that in its file.
void checkpoint(benchmark::State& state) {
  const core::Seq last = proven_events();
  for (auto _ : state) {
    const auto file = fixture().new_place();
    {
      const events::LogTree tree(fixture().store(), last, {file, last}, 0, [](const events::LeafPlace&) {});
      benchmark::DoNotOptimize(tree.head(last));
    }
    // What many of them would leave to be written to the disk would slow down the next ones.
    state.PauseTiming();
    std::filesystem::remove(file);
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(last));
}
BENCHMARK(checkpoint)->UseRealTime()->Unit(benchmark::kMillisecond);

/// One inclusion proof from a tree that is up to date.
void inclusion_proof(benchmark::State& state) {
  const core::Seq last = proven_events();
  static const events::LogTree tree(fixture().store(), last, {}, 0, [](const events::LeafPlace&) {});
  core::Seq seq = 0;
  for (auto _ : state) {
    seq = (seq + last / 3) % last;
    benchmark::DoNotOptimize(tree.inclusion(seq + 1, last));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(inclusion_proof)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace rentroll::bench
