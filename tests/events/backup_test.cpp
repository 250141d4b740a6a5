#include "events/backup.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "events/log_folder.hpp"
#include "tests/events/child_process.hpp"
#include "tests/events/marked_units.hpp"
#include "tests/events/small_disk.hpp"
#include "tests/events/small_log.hpp"
#include "tests/support/stored_blocks.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;

/// A log of marked units, closed; answers with its last seq.
Seq make_marked(const fs::path& path, int units) {
  const auto folder = LogFolder::create(path);
  EventLog log(folder->store());
  for (; units > 0; --units) append_marked(log);
  log.flush(Durability::synced);
  return log.last_seq();
}

std::vector<std::string> blocks_of(const fs::path& path) {
  const auto folder = LogFolder::open_reader(path);
  return tests::blocks_of(std::as_const(*folder).store());
}

}  // namespace

TEST_CASE("a backup has the log's blocks, and says what it holds") {
  const TemporaryFolder folder;
  const fs::path log = folder.path() / "log";
  const fs::path copy = folder.path() / "copy";
  const Seq last = make_marked(log, 3000);
  Seq told = 0;
  const BackupResult result = back_up(log, copy, std::nullopt, [&](Seq seq, core::Instant) { told = seq; });
  CHECK(result.last_seq == last);
  CHECK(result.horizon.has_value());
  CHECK_FALSE(result.unfinished);
  CHECK(told == last);
  CHECK(blocks_of(copy) == blocks_of(log));
  CHECK(blocks_of(copy).size() > 2);
  CHECK_FALSE(LogFolder::open_reader(copy)->run().has_value());
}

TEST_CASE("a log without events is backed up as one") {
  const TemporaryFolder folder;
  make_marked(folder.path() / "log", 0);
  const BackupResult result = back_up(folder.path() / "log", folder.path() / "copy", std::nullopt, nullptr);
  CHECK(result.last_seq == 0);
  CHECK_FALSE(result.horizon.has_value());
  CHECK(LogFolder::holds_log(folder.path() / "copy"));
}

TEST_CASE("a backup has the record of the last run, also of one that recorded nothing yet") {
  const TemporaryFolder folder;
  const fs::path log = folder.path() / "log";
  const Seq last = make_marked(log, 5);
  for (const Seq first_seq : {Seq{1}, last + 1}) {
    const RunRecord run{"a scenario", std::string(64, 'a'), first_seq, false};
    LogFolder::open_writer(log)->set_run(run);
    const fs::path copy = folder.path() / std::to_string(first_seq);
    static_cast<void>(back_up(log, copy, std::nullopt, nullptr));
    CHECK(LogFolder::open_reader(copy)->run() == run);
  }
}

TEST_CASE("L1: a backup ends with the unit that is asked for, and has all leaves up to there") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  append_units(*LogFolder::create(log), 30);
  append_units(*LogFolder::open_writer(log), 5);
  const Leaves leaves = leaves_of(LogFolder::open_reader(log)->store());
  const std::set<Seq> ends = unit_ends(LogFolder::open_reader(log)->store());
  REQUIRE(ends.size() > 20);
  int refused = 0;
  for (Seq seq = 0; seq <= leaves.size() + 1; ++seq) {
    CAPTURE(seq);
    const fs::path copy = folder.path() / "copy";
    if (seq != 0 && ends.contains(seq)) {
      CHECK(back_up(log, copy, seq, nullptr).last_seq == seq);
      const Leaves kept(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(seq));
      CHECK(leaves_of(LogFolder::open_reader(copy)->store()) == kept);
    } else {
      CHECK_THROWS_AS(static_cast<void>(back_up(log, copy, seq, nullptr)), core::InputError);
      CHECK_FALSE(fs::exists(copy));
      ++refused;
    }
    fs::remove_all(copy);
  }
  CHECK(refused > 2);
}

TEST_CASE("a backup up to a seq ends within large units' blocks and small ones' as well") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  const Seq last = make_marked(log, 3000);
  const auto original = LogFolder::open_reader(log);
  for (Seq about = 1000; about < last; about += 2711) {
    CAPTURE(about);
    const Seq seq = end_of_unit(std::as_const(*original).store(), about);
    const fs::path copy = folder.path() / std::to_string(about);
    static_cast<void>(back_up(log, copy, seq, nullptr));
    CHECK(read_marked(LogFolder::open_reader(copy)->store()) == seq);
    append_units(*LogFolder::open_writer(copy), 1);
  }
}

TEST_CASE("a backup up to a seq has the record of the run that goes on there, and of no later one") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  const Seq before = make_marked(log, 5);
  append_units(*LogFolder::open_writer(log), 5);
  const RunRecord run{"a scenario", std::string(64, 'a'), before + 1, true};
  LogFolder::open_writer(log)->set_run(run);
  const auto run_at = [&](Seq seq) {
    const fs::path copy = folder.path() / std::to_string(seq);
    const BackupResult result = back_up(log, copy, seq, nullptr);
    const auto record = LogFolder::open_reader(copy)->run();
    CHECK(result.unfinished == (record && !record->finished));
    return record;
  };
  CHECK_FALSE(run_at(before).has_value());
  const auto original = LogFolder::open_reader(log);
  const Seq within = end_of_unit(std::as_const(*original).store(), before + 1);
  REQUIRE(within < last_seq(std::as_const(*original).store()));
  const auto unfinished = run_at(within);
  REQUIRE(unfinished.has_value());
  CHECK(unfinished->first_seq == run.first_seq);
  CHECK_FALSE(unfinished->finished);
  CHECK(run_at(last_seq(std::as_const(*original).store())) == run);
}

TEST_CASE("--at-seq of a log without events is refused") {
  const TemporaryFolder folder;
  make_marked(folder.path() / "log", 0);
  CHECK_THROWS_AS(static_cast<void>(back_up(folder.path() / "log", folder.path() / "copy", Seq{1}, nullptr)),
                  core::InputError);
}

TEST_CASE("L1: backups beside a writer hold whole units, and at least what was written before") {
  const TemporaryFolder folder;
  static_cast<void>(LogFolder::create(folder.path() / "log"));
  const ChildProcess writer("child: appends until it is killed", folder.path());
  Seq before = 0;
  for (int i = 0; i < 6; ++i) {
    CAPTURE(i);
    const Seq told = wait_for_progress(folder.path() / "progress", before + 1);
    const fs::path copy = folder.path() / std::to_string(i);
    const BackupResult result = back_up(folder.path() / "log", copy, std::nullopt, nullptr);
    CHECK(result.last_seq >= told);
    CHECK(read_marked(LogFolder::open_reader(copy)->store()) == result.last_seq);
    before = result.last_seq;
    fs::remove_all(copy);
  }
}

TEST_CASE("what does not read as it was written is no log") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a" / "copy";
  const auto fill = [](BlockStore& store) {
    EventLog log(store);
    append_marked(log);
    log.flush(Durability::buffered);
  };
  const auto check = [](const BlockStore& store) {
    REQUIRE(read_marked(store) > 0);
    throw core::SystemError("differs");
  };
  CHECK_THROWS_AS(LogFolder::create_whole(
                      path, [] { return RunRecord{}; }, fill, check),
                  core::SystemError);
  CHECK_FALSE(fs::exists(folder.path() / "a"));
}

TEST_CASE("child: fills a log and never ends" * doctest::skip()) {
  const fs::path folder = child_folder();
  if (folder.empty()) return;
  LogFolder::create_whole(
      folder / "copy", [] { return RunRecord{}; }, [](BlockStore&) {},
      [&](const BlockStore&) {
        tell_progress(folder / "progress", 1);
        while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
      });
}

TEST_CASE("a backup that was killed is no log, and another one takes its place") {
  const TemporaryFolder folder;
  make_marked(folder.path() / "log", 50);
  {
    const ChildProcess copying("child: fills a log and never ends", folder.path());
    wait_for_progress(folder.path() / "progress", 1);
    CHECK_THROWS_AS(
        static_cast<void>(back_up(folder.path() / "log", folder.path() / "copy", std::nullopt, nullptr)),
        core::SystemError);
  }
  CHECK_FALSE(LogFolder::holds_log(folder.path() / "copy"));
  static_cast<void>(back_up(folder.path() / "log", folder.path() / "copy", std::nullopt, nullptr));
  CHECK(blocks_of(folder.path() / "copy") == blocks_of(folder.path() / "log"));
}

TEST_CASE("a backup without space leaves nothing behind") {
  const SmallDisk disk("1m");
  if (!disk.mounted()) {
    MESSAGE("skipped: this user cannot mount a file system");
    return;
  }
  const TemporaryFolder folder;
  {
    const auto log_folder = LogFolder::create(folder.path() / "log");
    EventLog log(log_folder->store());
    for (std::uint64_t i = 0; i < 60'000; ++i) {
      std::vector<Event> unit = marked_unit(log.last_seq() + 1);
      for (Event& event : unit) event.cause = (i + 1) * 0x9E3779B97F4A7C15 >> 8;  // not to be compressed
      log.append(unit, Directory());
    }
    log.flush(Durability::buffered);
  }
  try {
    static_cast<void>(back_up(folder.path() / "log", disk.path() / "a" / "copy", std::nullopt, nullptr));
    FAIL("there is space");
  } catch (const core::SystemError& error) {
    CHECK(std::string(error.what()).find("no space is left") != std::string::npos);
  }
  CHECK_FALSE(fs::exists(disk.path() / "a"));
}

}  // namespace rentroll::events
