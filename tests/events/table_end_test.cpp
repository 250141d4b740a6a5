#include "events/table_end.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/error.hpp"
#include "events/damaged_block.hpp"
#include "events/rocks_store.hpp"
#include "events/salvage.hpp"
#include "tests/events/small_log.hpp"
#include "tests/support/temporary_folder.hpp"

// RocksDB's own assertions end a process where a table's end is damaged in one way. Nothing but our own look
// at it stands between such a file and a program that dies, so these tests die where it is left out.
namespace rentroll::events {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;

/// The name of the only file with an extension.
fs::path only_file(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files = files_of_log(folder);
  std::erase_if(files, [&](const fs::path& file) { return file.extension() != extension; });
  REQUIRE(files.size() == 1);
  return files.front();
}

/// A file with one bit turned.
std::string with_bit(std::string bytes, std::size_t place, int bit) {
  bytes[place] = static_cast<char>(bytes[place] ^ 1 << bit);
  return bytes;
}

TEST_CASE("no bit at a table's end ends the process or changes what is read") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  append_units(*LogFolder::create(log), 20);
  const Leaves leaves = leaves_of(LogFolder::open_reader(log)->store());
  const fs::path events = log / "events";
  const fs::path table = only_file(events, ".sst");
  const std::string whole = bytes_of_file(table);
  CHECK(can_be_opened(table));
  // Without HEAD's hashes, as in a log that is large or was not closed.
  int kept_from_rocksdb = 0;
  std::string wrong;
  for (std::size_t place = whole.size() - 160; place < whole.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      put_bytes(table, with_bit(whole, place, bit));
      kept_from_rocksdb += can_be_opened(table) ? 0 : 1;
      try {
        if (leaves_of(*RocksStore::open_reader(events)) != leaves) wrong += std::to_string(place) + " ";
      } catch (const core::SystemError&) {
        // Found.
      }
    }
  }
  CHECK(wrong == "");
  CHECK(kept_from_rocksdb >= 1);
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    put_bytes(table, whole.substr(0, size));
    static_cast<void>(can_be_opened(table));
    CHECK_THROWS_AS(static_cast<void>(RocksStore::open_reader(events)), core::SystemError);
  }
}

TEST_CASE("a table that RocksDB may not be given is named, and salvage passes it over") {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  const fs::path log = folder.path() / "log";
  append_units(*LogFolder::create(log), 20);
  const fs::path events = log / "events";
  const fs::path table = only_file(events, ".sst");
  const std::string whole = bytes_of_file(table);
  std::size_t place = whole.size() - 1;
  for (put_bytes(table, with_bit(whole, place, 7)); can_be_opened(table); --place) {
    REQUIRE(place > whole.size() - 160);
    put_bytes(table, with_bit(whole, place - 1, 7));
  }
  CHECK_THROWS_AS(static_cast<void>(RocksStore::open_reader(events)), DamagedBlock);
  CHECK_THROWS_AS(static_cast<void>(RocksStore::open_writer(events)), DamagedBlock);
  fs::remove(log / "HEAD");
  const Salvage result = salvage(log, folder.path() / "new");
  CHECK(result.saved == 0);
  CHECK(result.reason.find("the block of its properties is damaged") != std::string::npos);
}

}  // namespace
}  // namespace rentroll::events
