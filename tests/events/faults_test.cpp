#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <random>
#include <string>

#include "core/error.hpp"
#include "events/archive.hpp"
#include "events/rocks_store.hpp"
#include "tests/events/marked_units.hpp"
#include "tests/support/seeds.hpp"
#include "tests/support/simulated_disk.hpp"

// The promise of the log against a disk that fails and loses power: what was acknowledged as durable is
// there, what is there is a prefix of whole units, and the next append works or the reason is said. A run
// follows from its seed: RENTROLL_FAULT_SEEDS=FIRST:COUNT runs others, or one again.
namespace rentroll::events {
namespace {

using tests::Fault;
using tests::Loss;
using tests::SimulatedDisk;

constexpr std::array all_faults{Fault::write_error, Fault::no_space,   Fault::torn_write,
                                Fault::read_error,  Fault::short_read, Fault::power_cut};

/// What happened in some runs, so that a test can see that it met what it is for.
struct Met {
  std::map<Fault, int> faults;
  std::map<Loss, int> losses;
  int refused_opens = 0;  // a fault came while a store was opened
  int unsynced_lost = 0;  // events that nobody was promised were lost
  int unsynced_kept = 0;  // events that nobody was promised survived
  int holes_found = 0;    // later bytes had survived than some that had not, and that was named as damage
  std::uint64_t events = 0;
};

/// One run: sessions of a writer, each ended by closing, by a fault or by a loss of power.
class FaultRun {
 public:
  FaultRun(std::uint64_t seed, Met& met) : random_(seed), disk_(seed), met_(met) {}

  void run() {
    const std::uint64_t sessions = below(5) + 2;
    for (std::uint64_t session = 0; session < sessions && !damaged_; ++session) {
      run_session();
      end_session();
      if (!damaged_) check_reader();
    }
    if (!damaged_) check_next_append();
  }
  [[nodiscard]] std::string trace() const { return disk_.trace(); }

 private:
  [[nodiscard]] std::uint64_t below(std::uint64_t end) { return random_() % end; }

  void run_session() {
    if (below(4) != 0) {
      planned_ = all_faults[below(all_faults.size())];
      const bool reads = planned_ == Fault::read_error || planned_ == Fault::short_read;
      disk_.plan(planned_, below(below(3) == 0 ? 12 : reads ? 40 : 120));
    }
    std::unique_ptr<RocksStore> store;
    try {
      store = RocksStore::open_writer("/disk/events", disk_.environment());
      append_some(*store);
    } catch (const core::SystemError&) {
      met_.refused_opens += store == nullptr ? 1 : 0;
    }
    if (store != nullptr && below(3) == 0) disk_.cut_power();
    store.reset();
  }

  /// Appends, flushes, syncs and seals as a program would that runs until it is stopped.
  void append_some(RocksStore& store) {
    check_found(last_seq(store));
    EventLog log(store);
    for (std::uint64_t actions = below(40); actions > 0; --actions) {
      for (std::uint64_t units = below(below(8) == 0 ? 400 : 6); units > 0; --units) {
        attempted_ = std::max(attempted_, log.last_seq() + marked_unit(log.last_seq() + 1).size());
        append_marked(log);
      }
      const std::uint64_t action = below(6);
      if (action < 2) {
        log.flush(Durability::synced);
        durable_ = log.last_seq();
      } else if (action < 5) {
        log.flush(Durability::buffered);
      } else {
        log.flush(Durability::buffered);
        log.seal();
      }
      if (below(10) == 0) disk_.run_background();
    }
  }

  void end_session() {
    if (disk_.fault_came()) ++met_.faults[planned_];
    loss_ = std::array{Loss::nothing, Loss::unsynced, Loss::torn, Loss::reordered}[below(4)];
    ++met_.losses[loss_];
    disk_.clear_faults();
    disk_.restore(loss_);
  }

  /// Whether a log may end with this event.
  void check_found(Seq last) {
    REQUIRE(last >= durable_);
    REQUIRE(last <= attempted_);
  }

  void check_reader() {
    Seq read = 0;
    try {
      const auto store = RocksStore::open_reader("/disk/events", disk_.environment());
      read = read_marked(*store);
      REQUIRE(read == last_seq(*store));
    } catch (const DamagedBlock& damage) {
      INFO(damage.what());
      // A hole with valid records behind it is damage, never a quiet end.
      REQUIRE(loss_ == Loss::reordered);
      CHECK_THROWS_AS(static_cast<void>(RocksStore::open_writer("/disk/events", disk_.environment())),
                      DamagedBlock);
      ++met_.holes_found;
      damaged_ = true;
      return;
    } catch (const core::SystemError& error) {
      // Nothing was made yet: neither CURRENT nor anything that it would name.
      INFO(error.what());
      REQUIRE(durable_ == 0);
    }
    check_found(read);
    met_.unsynced_lost += read < attempted_ ? 1 : 0;
    met_.unsynced_kept += read > durable_ ? 1 : 0;
    attempted_ = read;
    met_.events = std::max(met_.events, read);
  }

  void check_next_append() {
    {
      const auto store = RocksStore::open_writer("/disk/events", disk_.environment());
      REQUIRE(read_marked(*store) == attempted_);
      EventLog log(*store);
      append_marked(log);
      log.flush(Durability::synced);
      durable_ = attempted_ = log.last_seq();
      disk_.cut_power();
    }
    disk_.restore(Loss::unsynced);
    REQUIRE(read_marked(*RocksStore::open_reader("/disk/events", disk_.environment())) == durable_);
  }

  std::mt19937_64 random_;
  SimulatedDisk disk_;
  Met& met_;
  Fault planned_ = Fault::write_error;
  Loss loss_ = Loss::nothing;
  Seq durable_ = 0;    // what was acknowledged as durable
  Seq attempted_ = 0;  // what a log can hold at the most
  bool damaged_ = false;
};

TEST_CASE("L1: whatever a disk does, what was acknowledged is there, and what is there is whole units") {
  const tests::Seeds seeds = tests::seeds_of("RENTROLL_FAULT_SEEDS", 500);
  Met met;
  for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
    CAPTURE(seed);
    FaultRun(seed, met).run();
  }
  for (const Fault fault : all_faults) {
    MESSAGE("fault " << static_cast<int>(fault) << ": " << met.faults[fault]);
    if (seeds.end - seeds.first >= 500) CHECK(met.faults[fault] > 10);
  }
  MESSAGE("opens refused " << met.refused_opens << ", unsynced lost " << met.unsynced_lost << ", kept "
                           << met.unsynced_kept << ", holes found " << met.holes_found << ", largest log "
                           << met.events);
}

TEST_CASE("a run on a simulated disk follows from its seed") {
  for (const std::uint64_t seed : std::array<std::uint64_t, 3>{3, 14, 15}) {
    Met met;
    FaultRun first(seed, met);
    FaultRun second(seed, met);
    first.run();
    second.run();
    CHECK(first.trace() == second.trace());
  }
}

}  // namespace
}  // namespace rentroll::events
