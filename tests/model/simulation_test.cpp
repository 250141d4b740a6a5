#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "events/rocks_store.hpp"
#include "projections/digest.hpp"
#include "projections/replay.hpp"
#include "scenarios/recorders.hpp"
#include "tests/model/neglected_caches.hpp"
#include "tests/model/plain_model.hpp"
#include "tests/support/log_rows.hpp"
#include "tests/support/random_run.hpp"
#include "tests/support/seeds.hpp"
#include "tests/support/simulated_disk.hpp"

/// The whole program but its command line, against the second reckoning: a random history of requests, clock
/// jumps, writes, sealings and restarts, on a disk that fails and loses power, with snapshots and an index
/// beside the log that are made, forgotten and damaged. After every restart what the log holds is compared
/// with what it should hold, and so is what snapshots and index answer. A history follows from its seed:
/// RENTROLL_SIMULATION_SEEDS=FIRST:COUNT runs others, or one again.
namespace rentroll::tests {
namespace {

using events::Durability;
using events::RocksStore;
using events::Seq;

constexpr const char* folder = "/disk/events";

/// What happened in some histories.
struct Met {
  int restarts = 0;
  int faults = 0;
  int losses = 0;        ///< restarts at which events were lost that nobody was promised
  int whole_states = 0;  ///< restarts at which every list could be compared with the second reckoning
  std::uint64_t events = 0;
  std::int64_t microseconds = 0;  ///< virtual ones
  MetCaches caches;
};

model::Scenario random_scenario(std::uint64_t seed) {
  const int size = static_cast<int>(seed % 100) + 1;
  return model::scenarios()(rc::Random(seed), size).value();
}

class Simulation {
 public:
  Simulation(std::uint64_t seed, Met& met)
      : random_(seed),
        disk_(seed),
        met_(met),
        plain_(random_scenario(seed)),
        scenario_(read(plain_)),
        expected_(model::run(plain_)),
        twin_(scenario_),
        twin_events_(twin_.events()),
        other_(read(random_scenario(seed + 1))),
        caches_(seed, met.caches),
        ends_(scenario_.steps.size()) {}

  void run() {
    while (!finished_) {
      run_session();
      restart();
      compare();
    }
    REQUIRE(expected_.outcomes == outcomes_);
    met_.microseconds += scenario_.ends.microseconds() - scenario_.starts.microseconds();
    met_.events += expected_.events.size();
  }
  [[nodiscard]] std::string trace() const { return disk_.trace(); }

 private:
  [[nodiscard]] std::uint64_t below(std::uint64_t end) { return random_() % end; }

  void run_session() {
    plan_fault();
    std::unique_ptr<RocksStore> store;
    try {
      store = RocksStore::open_writer(folder, disk_.environment());
      go_on(*store);
    } catch (const core::SystemError&) {
      // The session ends; what it leaves is looked at after the restart.
    }
    if (below(3) == 0) disk_.cut_power();
    store.reset();
  }

  /// The later the session, the longer it is left alone, so that each history comes to its end.
  void plan_fault() {
    ++session_;
    if (below(3) == 0) return;
    const std::array faults{Fault::write_error, Fault::no_space,   Fault::torn_write,
                            Fault::read_error,  Fault::short_read, Fault::power_cut};
    disk_.plan(faults[below(faults.size())], below(60) * session_);
  }

  /// Forgets all but the log and goes on from there.
  void go_on(RocksStore& store) {
    projections::State state;
    scenarios::RequestIndex index;
    caches_.restore(store, state, index, durable_);
    events::EventLog log(store);
    scenarios::LogRecorder recorder(log, nullptr);
    scenarios::Simulator simulator(state, index, recorder);
    if (state.last_seq == 0) {
      simulator.begin(scenario_.policy.value_or(core::Policy{}), scenario_.starts);
      written_ = std::max(written_, log.last_seq());
    }
    for (std::size_t step = next_step(state.last_seq); step < scenario_.steps.size(); ++step) {
      const scenarios::Request& request = scenario_.steps[step].request;
      if (below(4) == 0) jump(simulator, state.horizon, request.at);
      const std::string outcome = simulator.request(request).text();
      outcomes_.resize(std::max(outcomes_.size(), step + 1));
      outcomes_[step] = outcome;
      ends_[step] = log.last_seq();
      written_ = std::max(written_, log.last_seq());
      write(log);
      if (below(12) == 0) caches_.make(store, durable_);
      if (below(24) == 0) caches_.suffer(other_.store);
      if (below(8 * session_) == 0) return;
    }
    if (!is_ended(state)) simulator.finish(scenario_.ends);
    written_ = std::max(written_, log.last_seq());
    log.flush(Durability::synced);
    durable_ = log.last_seq();
    finished_ = true;
  }

  /// Whether the log has all that is to be written: its last event is the run's own `ClockAdvanced`.
  [[nodiscard]] bool is_ended(const projections::State& state) const {
    return state.last_seq == expected_.events.size();
  }

  /// The first step whose events the log lacks.
  [[nodiscard]] std::size_t next_step(Seq last) const {
    std::size_t step = 0;
    while (step < ends_.size() && ends_[step] != 0 && ends_[step] <= last) ++step;
    return step;
  }

  /// The clock runs for some time though nobody asks for anything.
  void jump(scenarios::Simulator& simulator, core::Instant from, core::Instant to) {
    const std::int64_t distance = to.microseconds() - from.microseconds();
    if (distance <= 0) return;
    const auto ahead = static_cast<std::int64_t>(below(static_cast<std::uint64_t>(distance)));
    simulator.advance_to(core::Instant::from_microseconds(from.microseconds() + ahead));
  }

  void write(events::EventLog& log) {
    const std::uint64_t action = below(8);
    if (action < 2) log.flush(Durability::buffered);
    if (action == 2 || action == 3) {
      log.flush(Durability::synced);
      durable_ = log.last_seq();
    }
    if (action == 4) {
      log.flush(Durability::buffered);
      log.seal();
    }
    if (action == 5) disk_.run_background();
  }

  void restart() {
    met_.faults += disk_.fault_came() ? 1 : 0;
    ++met_.restarts;
    disk_.clear_faults();
    disk_.restore(std::array{Loss::nothing, Loss::unsynced, Loss::torn}[below(3)]);
  }

  void compare() {
    std::unique_ptr<RocksStore> store;
    try {
      store = RocksStore::open_reader(folder, disk_.environment());
    } catch (const core::SystemError& error) {
      INFO(error.what());
      REQUIRE(durable_ == 0);  // nothing was made yet
      return;
    }
    const Seq last = events::last_seq(*store);
    REQUIRE(last >= durable_);
    REQUIRE(last <= written_);
    met_.losses += last < written_ ? 1 : 0;
    written_ = last;
    if (last == 0) return;
    compare_with_twin(*store, last);
    compare_caches(*store, last);
    const Shown shown(*store, shown_until(last));
    REQUIRE(is_beginning(shown.events, expected_.events));
    REQUIRE(is_beginning(shown.charges, expected_.charges));
    if (shown.events.size() != last) return;
    compare_with_model(*store, shown, last);
  }

  void compare_with_twin(const RocksStore& store, Seq last) const {
    projections::State found;
    projections::replay(store, {}, found, 1 + static_cast<int>(last % 2));
    projections::Cut cut;
    cut.at_seq = last;
    projections::State right;
    projections::replay(twin_.store, cut, right);
    REQUIRE(projections::digest(found) == projections::digest(right));
  }

  /// Where the log holds all that had happened by the instant of its last event, every list is the second
  /// reckoning's as of that instant.
  void compare_with_model(const RocksStore& store, const Shown& shown, Seq last) {
    const core::Instant now = shown_until(last);
    const model::Result right = model::run(plain_, now.microseconds());
    if (right.events.size() != last) return;
    REQUIRE(difference(right, shown) == "");
    projections::Cut cut;
    cut.as_of = now;
    const projections::State state = caches_.state_of(store, cut, durable_);
    REQUIRE(difference(right.accounts, account_rows(state)) == "");
    REQUIRE(difference(right.numbers, number_rows(state)) == "");
    ++met_.whole_states;
  }

  /// Snapshots and index as the history left them, after one more mishap, and made anew.
  void compare_caches(const RocksStore& store, Seq last) {
    compare_answers(store, last);
    caches_.suffer(other_.store);
    compare_answers(store, last);
    if (below(2) != 0) return;
    caches_.make(store, durable_);
    compare_answers(store, last);
  }

  void compare_answers(const RocksStore& store, Seq last) {
    projections::Cut cut;
    cut.at_seq = below(3) == 0 ? 1 + below(last) : last;
    if (below(2) == 0) cut.as_of = events::read_event(twin_.store, 1 + below(*cut.at_seq))->occurred_at;
    projections::State right;
    projections::replay(twin_.store, cut, right);
    REQUIRE(projections::digest(caches_.state_of(store, cut, durable_)) == projections::digest(right));
    const events::Event& event = twin_events_[below(last)];
    if (event.account != events::no_ordinal) compare_account(store, event.account, *cut.at_seq);
    if (event.number != events::no_ordinal) compare_number(store, event.number, *cut.at_seq);
  }

  void compare_account(const RocksStore& store, events::Ordinal account, Seq last) {
    const std::string name(twin_.state.names.accounts.text(account));
    const auto names_it = [=](const events::Event& event) { return event.account == account; };
    REQUIRE(rows_of(caches_.events_of(store, name, std::nullopt, last)) == expected_rows(names_it, last));
  }
  void compare_number(const RocksStore& store, events::Ordinal number, Seq last) {
    const std::string name(twin_.state.names.numbers.text(number));
    const auto names_it = [=](const events::Event& event) { return event.number == number; };
    REQUIRE(rows_of(caches_.events_of(store, std::nullopt, name, last)) == expected_rows(names_it, last));
  }

  /// The second reckoning's rows of events 1 to `last` that are chosen.
  template <class Chosen>
  [[nodiscard]] Rows expected_rows(const Chosen& is_chosen, Seq last) const {
    Rows rows;
    for (const events::Event& event : twin_events_) {
      if (event.seq <= last && is_chosen(event)) rows.push_back(expected_.events[event.seq - 1]);
    }
    return rows;
  }
  [[nodiscard]] static Rows rows_of(const projections::PartialLog& found) {
    projections::State state;
    state.names = found.names;
    Rows rows;
    for (const events::Event& event : found.events) rows.push_back(event_row(state, event));
    return rows;
  }

  [[nodiscard]] core::Instant shown_until(Seq last) const {
    return events::read_event(twin_.store, last)->occurred_at;
  }
  [[nodiscard]] static bool is_beginning(const Rows& rows, const Rows& all) {
    return rows.size() <= all.size() && std::equal(rows.begin(), rows.end(), all.begin());
  }

  std::mt19937_64 random_;
  SimulatedDisk disk_;
  Met& met_;
  model::Scenario plain_;
  scenarios::Scenario scenario_;
  model::Result expected_;
  MemoryRun twin_;  // never interrupted
  std::vector<events::Event> twin_events_;
  MemoryRun other_;  // of another log
  NeglectedCaches caches_;
  std::vector<Seq> ends_;  // the last event after each step; 0 before it was asked
  std::vector<std::string> outcomes_;
  std::uint64_t session_ = 0;
  Seq durable_ = 0;  // what was acknowledged as durable
  Seq written_ = 0;  // what the log can hold at the most
  bool finished_ = false;
};

}  // namespace

TEST_CASE("random histories on a failing disk are those of the second reckoning after every restart") {
  const Seeds seeds = seeds_of("RENTROLL_SIMULATION_SEEDS", 200);
  Met met;
  for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
    CAPTURE(seed);
    Simulation(seed, met).run();
  }
  MESSAGE(met.restarts << " restarts, " << met.faults << " faults, " << met.losses
                       << " losses of what was not promised, " << met.whole_states
                       << " comparisons of all lists, " << met.events << " events, "
                       << met.microseconds / 1'000'000 / 86'400 / 365 << " virtual years");
  MESSAGE(met.caches.mishaps << " mishaps of snapshots and index, " << met.caches.from_snapshot
                             << " states from a snapshot, " << met.caches.writers << " for a writer, "
                             << met.caches.from_index << " answers from the index");
  if (seeds.end - seeds.first >= 200) {
    CHECK(met.restarts > 300);
    CHECK(met.faults > 50);
    CHECK(met.losses > 50);
    CHECK(met.whole_states > 100);
    CHECK(met.caches.mishaps > 300);
    CHECK(met.caches.from_snapshot > 300);
    CHECK(met.caches.writers > 50);
    CHECK(met.caches.from_index > 300);
  }
}

TEST_CASE("a simulated history follows from its seed") {
  for (const std::uint64_t seed : std::array<std::uint64_t, 2>{77, 198}) {
    Met met;
    Simulation first(seed, met);
    Simulation second(seed, met);
    first.run();
    second.run();
    CHECK(first.trace() == second.trace());
  }
}

}  // namespace rentroll::tests
