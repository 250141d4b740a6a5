#include <doctest/doctest.h>
#include <rocksdb/env.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "events/damaged_block.hpp"
#include "events/rocks_store.hpp"
#include "events/salvage.hpp"
#include "tests/events/marked_units.hpp"
#include "tests/events/small_log.hpp"
#include "tests/support/seeds.hpp"
#include "tests/support/simulated_disk.hpp"
#include "tests/support/temporary_folder.hpp"

// After a loss of power whose disk kept later pages than it lost, a log does not open. Salvage saves all that
// was acknowledged from it. A run follows from its seed, as in faults_test.cpp.
namespace rentroll::events {
namespace {

namespace fs = std::filesystem;
using tests::Loss;
using tests::SimulatedDisk;
using tests::TemporaryFolder;

constexpr const char* disk_folder = "/disk/events";

struct Met {
  int damaged = 0;           ///< logs that did not open
  int more_than_synced = 0;  ///< of which events were saved that nobody was promised
};

class HoleRun {
 public:
  HoleRun(std::uint64_t seed, Met& met) : random_(seed), disk_(seed), met_(met) {}

  void run() {
    for (std::uint64_t session = below(3); session > 0; --session) run_session(Loss::nothing);
    run_session(Loss::reordered);
    const bool is_damaged = !opens();
    const TemporaryFolder folder(TemporaryFolder::Place::memory);
    copy_to(folder.path() / "log" / "events");
    const Salvage result = salvage(folder.path() / "log", folder.path() / "new");
    const Seq saved = read_marked(LogFolder::open_reader(folder.path() / "new")->store());
    REQUIRE(saved == result.saved);
    REQUIRE(saved >= durable_);
    REQUIRE(saved <= attempted_);
    if (!is_damaged) return;
    INFO(result.reason);
    REQUIRE_FALSE(result.reason.empty());
    ++met_.damaged;
    met_.more_than_synced += saved > durable_ ? 1 : 0;
    append_to(folder.path() / "new");
  }

 private:
  [[nodiscard]] std::uint64_t below(std::uint64_t end) { return random_() % end; }

  /// Appends, syncs a part of it, and loses power.
  void run_session(Loss loss) {
    {
      const auto store = RocksStore::open_writer(disk_folder, disk_.environment());
      EventLog log(*store);
      for (std::uint64_t writes = below(12) + 2; writes > 0; --writes) {
        for (std::uint64_t units = below(below(4) == 0 ? 4000 : 60); units > 0; --units) append_marked(log);
        const bool is_synced = below(3) == 0;
        log.flush(is_synced ? Durability::synced : Durability::buffered);
        attempted_ = log.last_seq();
        if (is_synced) durable_ = attempted_;
        if (below(5) == 0) log.seal();
      }
      disk_.cut_power();
    }
    disk_.restore(loss);
  }

  [[nodiscard]] bool opens() const {
    try {
      return read_marked(*RocksStore::open_reader(disk_folder, disk_.environment())) >= durable_;
    } catch (const DamagedBlock&) {
      return false;
    } catch (const core::SystemError&) {
      REQUIRE(durable_ == 0);  // nothing was made yet
      return true;
    }
  }

  void copy_to(const fs::path& folder) const {
    fs::create_directories(folder);
    std::vector<std::string> names;
    REQUIRE(disk_.environment()->GetChildren(disk_folder, &names).ok());
    for (const std::string& name : names) {
      std::string bytes;
      const std::string path = std::string(disk_folder) + "/" + name;
      if (rocksdb::ReadFileToString(disk_.environment(), path, &bytes).ok()) put_bytes(folder / name, bytes);
    }
  }

  static void append_to(const fs::path& saved) {
    const auto folder = LogFolder::open_writer(saved);
    EventLog log(folder->store());
    append_marked(log);
    log.flush(Durability::synced);
    REQUIRE(read_marked(folder->store()) == log.last_seq());
  }

  std::mt19937_64 random_;
  SimulatedDisk disk_;
  Met& met_;
  Seq durable_ = 0;    // what was acknowledged as durable
  Seq attempted_ = 0;  // what the log can hold at the most
};

TEST_CASE("from a log with holes salvage saves what was acknowledged, in whole units") {
  const tests::Seeds seeds = tests::seeds_of("RENTROLL_FAULT_SEEDS", 100);
  Met met;
  for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
    CAPTURE(seed);
    HoleRun(seed, met).run();
  }
  MESSAGE(met.damaged << " logs did not open; of " << met.more_than_synced
                      << " more was saved than was promised");
  if (seeds.end - seeds.first >= 100) CHECK(met.damaged > 0);
}

}  // namespace
}  // namespace rentroll::events
