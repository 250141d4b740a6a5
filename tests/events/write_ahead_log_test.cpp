#include "events/write_ahead_log.hpp"

#include <doctest/doctest.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/crc32c.hpp"
#include "tests/events/small_log.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;

constexpr std::size_t chunk = 32 << 10;
constexpr std::size_t head = 7;

/// What RocksDB writes for some records, each a batch of one value.
struct Written {
  std::string bytes;                 ///< of the file
  std::vector<std::string> records;  ///< without the number that RocksDB gives each
  std::vector<std::size_t> begins;   ///< where each begins, by the form's own reckoning
  std::vector<std::size_t> ends;
};

std::string without_number(const std::string& record) { return record.substr(8); }

/// A chunk's last bytes, into which no head fits, are left empty.
std::size_t filled(std::size_t at) { return chunk - at % chunk < head ? at + chunk - at % chunk : at; }

/// Where a record of so many bytes ends that begins at an offset.
std::size_t end_of(std::size_t at, std::size_t size) {
  do {
    at = filled(at);
    const std::size_t fits = std::min(size, chunk - at % chunk - head);
    at += head + fits;
    size -= fits;
  } while (size != 0);
  return at;
}

Written write_by_rocksdb(const std::vector<std::size_t>& value_sizes) {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  Written written;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::Open(options, folder.path().string(), &opened).ok());
  const std::unique_ptr<rocksdb::DB> database(opened);
  std::size_t at = 0;
  for (const std::size_t size : value_sizes) {
    rocksdb::WriteBatch batch;
    std::string value(size, '\0');
    for (std::size_t i = 0; i < size; ++i) value[i] = static_cast<char>(i * 7 + value_sizes.size());
    REQUIRE(batch.Put("key", value).ok());
    written.records.push_back(without_number(batch.Data()));
    written.begins.push_back(filled(at));
    at = end_of(at, batch.Data().size());
    written.ends.push_back(at);
    REQUIRE(database->Write({}, &batch).ok());
  }
  for (const fs::path& file : files_of_log(folder.path())) {
    if (file.extension() == ".log") written.bytes = bytes_of_file(file);
  }
  REQUIRE(written.bytes.size() == at);
  return written;
}

struct Read {
  std::vector<std::string> records;
  bool is_torn = false;
};

Read read_all_of(const std::string& bytes) {
  WriteAheadLogReader reader(bytes);
  Read read;
  while (const auto record = reader.next()) read.records.push_back(*record);
  read.is_torn = reader.is_torn();
  CHECK_FALSE(reader.next().has_value());
  return read;
}

/// Whether a reading has the first `count` records of what was written, and no other.
bool has_first(const Read& read, const Written& written, std::size_t count) {
  return read.records.size() == count &&
         std::equal(
             read.records.begin(), read.records.end(), written.records.begin(),
             [](const std::string& found, const std::string& was) { return without_number(found) == was; });
}

/// How many records end at or before an offset.
std::size_t whole_by(const Written& written, std::size_t offset) {
  return static_cast<std::size_t>(std::upper_bound(written.ends.begin(), written.ends.end(), offset) -
                                  written.ends.begin());
}

std::optional<std::uint64_t> damage_in(const std::string& bytes) {
  const TemporaryFolder folder(TemporaryFolder::Place::memory);
  put_bytes(folder.path() / "log", bytes);
  return damage_before_end(folder.path() / "log");
}

/// Records that end before, at and behind a chunk's border, and such as go on over several chunks.
std::vector<std::size_t> sizes_about_borders() {
  std::vector<std::size_t> sizes;
  for (std::size_t short_of = 0; short_of < 12; ++short_of) {
    // A value in the middle of a chunk, and one up to some bytes before its end: what else a batch and its
    // piece hold takes less than 40 bytes.
    sizes.insert(sizes.end(), {0, 1, chunk / 2, chunk / 2 - 80 - short_of * 5, 3});
  }
  sizes.insert(sizes.end(), {3 * chunk, 10, 2 * chunk - 5, 100});
  return sizes;
}

enum Kind : std::uint8_t { whole = 1, first = 2, middle = 3, last = 4, recycled = 5 };

std::string piece(std::uint8_t kind, const std::string& payload) {
  const std::string summed = static_cast<char>(kind) + payload;
  const std::uint32_t sum = core::crc32c(summed);
  const std::uint32_t stored = (sum >> 15 | sum << 17) + 0xA282EAD8;
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(stored >> shift & 0xFF);
  bytes += static_cast<char>(payload.size() & 0xFF);
  bytes += static_cast<char>(payload.size() >> 8);
  return bytes + summed;
}

TEST_CASE("what RocksDB wrote is read, also over the borders of chunks") {
  const Written written = write_by_rocksdb(sizes_about_borders());
  REQUIRE(written.bytes.size() > 12 * chunk);
  const Read read = read_all_of(written.bytes);
  CHECK(has_first(read, written, written.records.size()));
  CHECK_FALSE(read.is_torn);
  CHECK_FALSE(damage_in(written.bytes).has_value());
}

TEST_CASE("every way in which a record can lie at a chunk's border") {
  for (std::size_t before_border = 0; before_border < 3 * head; ++before_border) {
    CAPTURE(before_border);
    // Of the first record 12 bytes are its batch's head, 1 its kind, 4 its key and 3 the value's size.
    const Written written = write_by_rocksdb({chunk - head - 20 - before_border, 30, 1});
    REQUIRE(written.ends[0] == chunk - before_border);
    const Read read = read_all_of(written.bytes);
    CHECK(has_first(read, written, 3));
    CHECK_FALSE(read.is_torn);
  }
}

TEST_CASE("of a log that is cut the whole records before are read, and no others") {
  const Written written = write_by_rocksdb({0, 90, 1, chunk - 300, 500, 20, 2 * chunk, 7});
  std::string wrong;
  for (std::size_t size = 0; size < written.bytes.size(); ++size) {
    // Every place but those in the middle of long values.
    const bool is_looked_at = size % chunk < 400 || size % chunk > chunk - 100 || size % 509 == 0;
    if (!is_looked_at) continue;
    const std::size_t count = whole_by(written, size);
    const std::size_t end = count == 0 ? 0 : written.ends[count - 1];
    const Read read = read_all_of(written.bytes.substr(0, size));
    if (!has_first(read, written, count) || read.is_torn != (filled(end) < size)) {
      wrong += std::to_string(size) + " ";
    }
  }
  CHECK(wrong == "");
  for (std::size_t size = written.ends[6] - 60; size < written.bytes.size(); ++size) {
    CHECK_FALSE(damage_in(written.bytes.substr(0, size)).has_value());
  }
}

TEST_CASE("a flipped bit ends the reading before its record, and is damage where whole ones stand behind") {
  const Written written = write_by_rocksdb({0, 90, 1, 17, 40});
  REQUIRE(written.bytes.size() < chunk);
  std::string wrong;
  for (std::size_t place = 0; place < written.bytes.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = written.bytes;
      flipped[place] = static_cast<char>(flipped[place] ^ 1 << bit);
      const std::size_t count = whole_by(written, place);
      const Read read = read_all_of(flipped);
      if (!has_first(read, written, count) || !read.is_torn) wrong += std::to_string(place) + " ";
      const auto damage = damage_in(flipped);
      const bool has_behind = count + 1 < written.records.size();
      if (damage.has_value() != has_behind || (damage && *damage != written.begins[count])) {
        wrong += "damage " + std::to_string(place) + " ";
      }
    }
  }
  CHECK(wrong == "");
}

TEST_CASE("a flipped bit in any piece of a long record loses that record") {
  const Written written = write_by_rocksdb({50, 3 * chunk, 60});
  for (const std::size_t place : {written.begins[1], written.begins[1] + 6, chunk - 1, chunk, chunk + 5,
                                  2 * chunk + 6, 2 * chunk + 100, written.ends[1] - 1}) {
    CAPTURE(place);
    std::string flipped = written.bytes;
    flipped[place] = static_cast<char>(flipped[place] ^ 4);
    const Read read = read_all_of(flipped);
    CHECK(has_first(read, written, 1));
    CHECK(read.is_torn);
  }
}

TEST_CASE("what a crash left behind the last record is no record") {
  const Written written = write_by_rocksdb({10, 20});
  const std::string& log = written.bytes;
  for (const std::size_t zeros : std::array<std::size_t, 5>{1, head, 100, chunk, 2 * chunk}) {
    CAPTURE(zeros);
    const std::string padded = log + std::string(zeros, '\0');
    CHECK(has_first(read_all_of(padded), written, 2));
    CHECK(read_all_of(padded).is_torn);
    CHECK_FALSE(damage_in(padded).has_value());
  }
  // Whole records behind zeros are not what a crash leaves, but a disk that kept later pages than it lost.
  const std::string hole = log + std::string(100, '\0') + piece(whole, "stale");
  CHECK(has_first(read_all_of(hole), written, 2));
  CHECK(damage_in(hole) == log.size());
  // The log's writers reuse no files, so records of a form for that are foreign.
  const std::string reused = log + piece(recycled, "stale");
  CHECK(has_first(read_all_of(reused), written, 2));
  CHECK(read_all_of(reused).is_torn);
}

TEST_CASE("pieces that make no record are none") {
  CHECK(read_all_of("").records.empty());
  CHECK_FALSE(read_all_of("").is_torn);
  CHECK_FALSE(damage_in("").has_value());
  const std::string before = piece(whole, "one");
  using Records = std::vector<std::string>;
  CHECK(read_all_of(before + piece(first, "a") + piece(middle, "b") + piece(last, "c")).records ==
        Records{"one", "abc"});
  CHECK(read_all_of(before + piece(whole, "")).records == Records{"one", ""});
  for (const std::string& wrong :
       {piece(middle, "b") + piece(last, "c"), piece(last, "c"), piece(first, "a"),
        piece(first, "a") + piece(first, "a") + piece(last, "c"), piece(first, "a") + piece(whole, "two"),
        piece(first, "a") + piece(middle, "b"), piece(0, ""), piece(255, "x")}) {
    const Read read = read_all_of(before + wrong);
    CHECK(read.records == Records{"one"});
    CHECK(read.is_torn);
  }
}

}  // namespace
}  // namespace rentroll::events
