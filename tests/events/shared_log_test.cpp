#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "events/damaged_block.hpp"
#include "events/leaf_hashes.hpp"
#include "events/log_folder.hpp"
#include "tests/events/marked_units.hpp"
#include "tests/events/small_log.hpp"
#include "tests/support/temporary_folder.hpp"

// Several threads of one process at one log, and the thread that reads leaves ahead of their hashing; under
// ThreadSanitizer, too.
namespace rentroll::events {
namespace {

using tests::TemporaryFolder;

/// A thread whose exception is thrown where it is waited for.
class Worker {
 public:
  explicit Worker(const std::function<void()>& work)
      : thread_([this, work] {
          try {
            work();
          } catch (...) {
            failure_ = std::current_exception();
          }
        }) {}

  void wait() {
    thread_.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::exception_ptr failure_;
  std::thread thread_;  // last: it uses the other
};

TEST_CASE("threads that read a log beside the one that writes it see whole units, without a gap") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "log";
  static_cast<void>(LogFolder::create(path));
  constexpr int sessions = 4;
  std::atomic<Seq> told = 0;
  std::atomic<bool> ended = false;
  std::atomic<int> readings = 0;

  Worker writer([&] {
    for (int session = 0; session < sessions; ++session) {
      const auto log_folder = LogFolder::open_writer(path);
      EventLog log(log_folder->store());
      // As long as it takes, so that readers come in the middle of each session.
      for (const int enough = readings + 4; readings < enough && !ended;) {
        for (int unit = 0; unit < 8; ++unit) append_marked(log);
        log.flush(Durability::buffered);
        log.seal();
        told = log.last_seq();
      }
    }
    ended = true;
  });
  const auto read = [&] {
    try {
      for (Seq before = 0; !ended; ++readings) {
        const Seq least = std::max<Seq>(told, before);
        before = read_marked(std::as_const(*LogFolder::open_reader(path)).store());
        if (before < least) throw std::runtime_error("a reader went back");
      }
    } catch (...) {
      ended = true;
      throw;
    }
  };
  Worker first_reader(read);
  Worker second_reader(read);
  CHECK_NOTHROW(writer.wait());
  ended = true;
  CHECK_NOTHROW(first_reader.wait());
  CHECK_NOTHROW(second_reader.wait());
  CHECK(read_marked(std::as_const(*LogFolder::open_reader(path)).store()) == told);
}

TEST_CASE("threads that read through one open log at the same time see the same") {
  const TemporaryFolder folder;
  {
    const auto log_folder = LogFolder::create(folder.path() / "log");
    append_units(*log_folder, 400);
  }
  const auto reader = LogFolder::open_reader(folder.path() / "log");
  const BlockStore& store = std::as_const(*reader).store();
  const Leaves whole = leaves_of(store);
  std::vector<Leaves> seen(3);
  std::vector<std::unique_ptr<Worker>> workers;
  for (Leaves& leaves : seen) {
    workers.push_back(std::make_unique<Worker>([&] { leaves = leaves_of(store); }));
  }
  for (const auto& worker : workers) worker->wait();
  for (const Leaves& leaves : seen) CHECK(leaves == whole);
}

TEST_CASE("what is thrown while leaves are hashed ends the thread that reads them") {
  const TemporaryFolder folder;
  const auto log_folder = LogFolder::create(folder.path() / "log");
  EventLog log(log_folder->store());
  for (int unit = 0; unit < 12'000; ++unit) append_marked(log);
  log.flush(Durability::buffered);
  const BlockStore& store = log_folder->store();
  const Seq last = last_seq(store);
  CHECK(last > 20'000);
  for (const Seq stop : {Seq{1}, Seq{17'000}, last}) {
    Seq hashed = 0;
    const auto hash_up_to = [&] {
      for_each_leaf_hash(store, 0, last, [&](const LeafPlace& place, const Hash&) {
        hashed = place.seq;
        if (place.seq == stop) throw std::runtime_error("no further");
      });
    };
    CHECK_THROWS_WITH_AS(hash_up_to(), "no further", std::runtime_error);
    CHECK(hashed == stop);
    CHECK_THROWS_AS(for_each_leaf_hash(store, 0, last + stop, [](const LeafPlace&, const Hash&) {}),
                    DamagedBlock);
  }
}

}  // namespace
}  // namespace rentroll::events
