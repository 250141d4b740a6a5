#include "events/rocks_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "events/event_log.hpp"
#include "events/log_folder.hpp"
#include "tests/events/child_process.hpp"
#include "tests/events/marked_units.hpp"
#include "tests/support/temporary_folder.hpp"

// What only a store on disk can meet: other processes, a killed writer, damaged files.
namespace rentroll::events {
namespace {

using tests::TemporaryFolder;

namespace fs = std::filesystem;

TEST_CASE("child: appends until it is killed" * doctest::skip()) {
  const fs::path folder = child_folder();
  if (folder.empty()) return;
  const auto log_folder = LogFolder::open_writer(folder / "log");
  EventLog log(log_folder->store());
  while (true) {
    for (int i = 0; i < 50; ++i) {
      append_marked(log);
      if (i % 9 == 0) log.flush(Durability::buffered);
    }
    log.flush(Durability::synced);
    tell_progress(folder / "progress", log.last_seq());
  }
}

TEST_CASE("L1: a writer that is killed loses nothing that was flushed, tears no unit and leaves no lock") {
  const TemporaryFolder folder;
  static_cast<void>(LogFolder::create(folder.path() / "log"));
  Seq told = 0;
  for (int round = 0; round < 6; ++round) {
    CAPTURE(round);
    int id = 0;
    {
      ChildProcess writer("child: appends until it is killed", folder.path());
      id = writer.id();
      told = wait_for_progress(folder.path() / "progress", told + 1000);
      try {
        static_cast<void>(LogFolder::open_writer(folder.path() / "log"));
        FAIL("two writers");
      } catch (const core::SystemError& error) {
        CHECK(std::string(error.what()).find("is being written by process " + std::to_string(id)) !=
              std::string::npos);
      }
      told = wait_for_progress(folder.path() / "progress", told + 1);
    }
    const Seq read = read_marked(LogFolder::open_reader(folder.path() / "log")->store());
    CHECK(read >= told);
    told = read;
    const auto next = LogFolder::open_writer(folder.path() / "log");
    CHECK(read_marked(next->store()) == read);
    EventLog log(next->store());
    append_marked(log);
    log.flush(Durability::buffered);
  }
}

TEST_CASE("child: opens and closes the log all the time" * doctest::skip()) {
  const fs::path folder = child_folder();
  if (folder.empty()) return;
  while (true) {
    const auto log_folder = LogFolder::open_writer(folder / "log");
    EventLog log(log_folder->store());
    for (int i = 0; i < 20; ++i) {
      append_marked(log);
      log.flush(Durability::buffered);
    }
    tell_progress(folder / "progress", log.last_seq());
  }
}

/// Reads again and again while another process writes; every reading must see whole units without a gap, and
/// at least what was written when it began. A reader that is slower than the writer, as without optimisation,
/// would read ever longer: it ends once the log is long.
void read_beside(const std::string& writer_case, int readings) {
  const TemporaryFolder folder;
  static_cast<void>(LogFolder::create(folder.path() / "log"));
  const ChildProcess writer(writer_case, folder.path());
  const Seq begun = wait_for_progress(folder.path() / "progress", 1);
  Seq last = begun;
  constexpr Seq events_enough = 500'000;
  for (int i = 0; i < readings && last < events_enough; ++i) {
    CAPTURE(i);
    const Seq told = wait_for_progress(folder.path() / "progress", 1);
    const auto reader = LogFolder::open_reader(folder.path() / "log");
    Seq read = 0;
    CHECK_NOTHROW(read = read_marked(reader->store()));
    CHECK(read >= told);
    CHECK(read == last_seq(reader->store()));
    // What a reader sees is fixed when it opens the log, also where the writer has moved files since.
    CHECK(read_marked(reader->store()) == read);
    last = read;
  }
  CHECK(last > begun);
}

TEST_CASE("a reader beside a writer sees whole units, without a gap") {
  read_beside("child: appends until it is killed", 60);
}

TEST_CASE("a reader beside writers that come and go sees whole units, without a gap") {
  read_beside("child: opens and closes the log all the time", 150);
}

/// A log of marked units in several files; answers with the last seq.
Seq make_marked_log(const fs::path& path, int sessions) {
  static_cast<void>(LogFolder::create(path));
  Seq last = 0;
  for (; sessions > 0; --sessions) {
    const auto folder = LogFolder::open_writer(path);
    EventLog log(folder->store());
    for (int i = 0; i < 500; ++i) append_marked(log);
    log.flush(Durability::buffered);
    last = log.last_seq();
  }
  return last;
}

std::vector<fs::path> files_of(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void flip(const fs::path& file, std::uintmax_t place, int bits) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(place));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(place));
  stream.put(static_cast<char>(byte ^ bits));
}

TEST_CASE("a closed log has an empty write-ahead log") {
  const TemporaryFolder folder;
  make_marked_log(folder.path() / "log", 2);
  for (const fs::path& file : files_of(folder.path() / "log" / "events", ".log")) {
    CHECK(fs::file_size(file) == 0);
  }
  CHECK_FALSE(fs::exists(folder.path() / "log" / "events" / "LOG"));
}

TEST_CASE("a flipped bit in a file of events is noticed, or changes no event") {
  const TemporaryFolder folder;
  const Seq last = make_marked_log(folder.path() / "log", 3);
  const auto files = files_of(folder.path() / "log" / "events", ".sst");
  REQUIRE(files.size() == 3);
  int noticed = 0;
  int harmless = 0;
  for (std::uintmax_t step = 0; step < 40; ++step) {
    const fs::path& file = files[step % files.size()];
    const std::uintmax_t place = fs::file_size(file) * step / 40;
    CAPTURE(file.string());
    CAPTURE(place);
    flip(file, place, 0x10);
    try {
      const Seq read = read_marked(LogFolder::open_reader(folder.path() / "log")->store());
      CHECK(read == last);
      ++harmless;
    } catch (const core::SystemError&) {
      ++noticed;
    }
    flip(file, place, 0x10);
  }
  CHECK(noticed > 20);
  MESSAGE("noticed " << noticed << ", harmless " << harmless);
  CHECK(read_marked(LogFolder::open_reader(folder.path() / "log")->store()) == last);
}

TEST_CASE("a missing or cut file of events is noticed") {
  const TemporaryFolder folder;
  make_marked_log(folder.path() / "log", 3);
  const auto files = files_of(folder.path() / "log" / "events", ".sst");
  REQUIRE(files.size() == 3);
  const auto is_noticed = [&] {
    try {
      read_marked(LogFolder::open_reader(folder.path() / "log")->store());
      return false;
    } catch (const core::SystemError& error) {
      return std::string(error.what()).find((folder.path() / "log").string()) != std::string::npos;
    }
  };
  for (const fs::path& file : files) {
    fs::copy_file(file, folder.path() / "kept");
    fs::resize_file(file, fs::file_size(file) / 2);
    CHECK(is_noticed());
    fs::remove(file);
    CHECK(is_noticed());
    fs::rename(folder.path() / "kept", file);
  }
  CHECK_FALSE(is_noticed());
  fs::remove(folder.path() / "log" / "events" / "CURRENT");
  CHECK(is_noticed());
}

TEST_CASE("a store that another process writes to is not opened by a second one") {
  const TemporaryFolder folder;
  const auto first = RocksStore::open_writer(folder.path());
  try {
    static_cast<void>(RocksStore::open_writer(folder.path()));
    FAIL("two writers");
  } catch (const core::SystemError& error) {
    CHECK(std::string(error.what()) ==
          "cannot open the log's events in " + folder.path().string() + ": another process is writing to it");
  }
}

TEST_CASE("a write-ahead log with a flipped bit or cut short gives whole units, or is noticed") {
  const TemporaryFolder folder;
  static_cast<void>(LogFolder::create(folder.path() / "log"));
  {
    ChildProcess writer("child: appends until it is killed", folder.path());
    wait_for_progress(folder.path() / "progress", 2000);
  }
  const Seq whole = read_marked(LogFolder::open_reader(folder.path() / "log")->store());
  CHECK(whole >= 2000);
  const auto files = files_of(folder.path() / "log" / "events", ".log");
  REQUIRE_FALSE(files.empty());
  const fs::path file = files.back();
  const std::uintmax_t size = fs::file_size(file);
  int noticed = 0;
  int shorter = 0;
  const auto read_on = [&] {
    try {
      const Seq read = read_marked(LogFolder::open_reader(folder.path() / "log")->store());
      CHECK(read <= whole);
      shorter += read < whole ? 1 : 0;
    } catch (const core::SystemError&) {
      ++noticed;
    }
  };
  for (std::uintmax_t step = 0; step < 20; ++step) {
    const std::uintmax_t place = size * step / 20 + 3;
    CAPTURE(place);
    flip(file, place, 0x04);
    read_on();
    flip(file, place, 0x04);
  }
  MESSAGE("of 20 flipped bits " << noticed << " are noticed, " << shorter << " give a shorter log");
  CHECK(noticed + shorter >= 19);
  noticed = shorter = 0;
  for (std::uintmax_t step = 20; step-- > 0;) {
    fs::resize_file(file, size * step / 20 + 3);
    read_on();
  }
  MESSAGE("of 20 cuts " << noticed << " are noticed, " << shorter << " give a shorter log");
  CHECK(noticed + shorter == 20);
}

}  // namespace
}  // namespace rentroll::events
