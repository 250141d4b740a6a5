#include "scenarios/background_recorder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <type_traits>
#include <vector>

#include "core/error.hpp"
#include "events/memory_store.hpp"
#include "scenarios/generator.hpp"
#include "tests/support/stored_blocks.hpp"

// Under ThreadSanitizer, too.
namespace rentroll::scenarios {
namespace {

using tests::blocks_of;

/// Of more events than one batch holds.
constexpr GeneratorSettings history{40, 6'000, 12, 7};

/// What a history tells of its progress.
using Told = std::vector<Seq>;

/// Runs the history into a log; answers with what it tells of its progress.
template <class SomeRecorder>
Told run_into(events::BlockStore& store) {
  Told told;
  projections::State state;
  RequestIndex index;
  events::EventLog log(store);
  SomeRecorder recorder(log, [&](core::Instant, Seq events) { told.push_back(events); });
  Simulator simulator(state, index, recorder);
  Generator(history, simulator, state).run();
  if constexpr (std::is_same_v<SomeRecorder, BackgroundRecorder>) recorder.finish();
  log.flush(events::Durability::buffered);
  return told;
}

/// A store that has no space for more than some blocks.
class SmallStore final : public events::BlockStore {
 public:
  explicit SmallStore(std::size_t writes) : left_(writes) {}
  void write(std::span<const events::NewBlock> blocks, events::Durability durability) override {
    if (left_ == 0) throw core::SystemError("no space is left");
    --left_;
    blocks_.write(blocks, durability);
  }
  void replace(std::span<const Seq> sealed, const events::NewBlock& block) override {
    blocks_.replace(sealed, block);
  }
  [[nodiscard]] std::unique_ptr<events::BlockCursor> read(Seq from) const override {
    return blocks_.read(from);
  }
  [[nodiscard]] std::optional<std::string> last() const override { return blocks_.last(); }

 private:
  events::MemoryStore blocks_;
  std::size_t left_;
};

}  // namespace

TEST_CASE("recorded in the background or not, a log is the same, byte for byte, and so is what is told") {
  events::MemoryStore foreground;
  events::MemoryStore background;
  const Told told = run_into<LogRecorder>(foreground);
  CHECK(told.size() > 1);
  CHECK(run_into<BackgroundRecorder>(background) == told);
  CHECK(blocks_of(background) == blocks_of(foreground));
}

TEST_CASE("what cannot be written ends the run, wherever it happens, and what came before is kept") {
  events::MemoryStore whole;
  run_into<LogRecorder>(whole);
  const std::vector<std::string> all = blocks_of(whole);
  REQUIRE(all.size() > 10);
  for (std::size_t writes = 0; writes < all.size(); writes += 5) {
    CAPTURE(writes);
    SmallStore store(writes);
    CHECK_THROWS_WITH_AS(run_into<BackgroundRecorder>(store), "no space is left", core::SystemError);
    const std::vector<std::string> kept = blocks_of(store);
    REQUIRE(kept.size() >= writes);  // a unit that spans two blocks is written with both
    CHECK(kept ==
          std::vector<std::string>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept.size())));
  }
}

TEST_CASE("it goes on behind what a log holds, and may be left without a finish") {
  events::MemoryStore store;
  events::EventLog log(store);
  events::Directory names;
  events::Event event;
  event.ends_unit = true;
  event.payload = events::ClockAdvanced{};
  for (Seq seq = 1; seq <= 2; ++seq) {
    names.accounts.intern("account-" + std::to_string(seq));
    event.seq = seq;
    event.account = static_cast<events::Ordinal>(seq - 1);
    BackgroundRecorder recorder(log, nullptr);
    recorder.record(std::span(&event, 1), names);
    recorder.finish();
    CHECK(log.last_seq() == seq);
    CHECK(log.known_accounts() == seq);
  }
  BackgroundRecorder(log, nullptr).record(std::span(&event, 1), names);
}

}  // namespace rentroll::scenarios
