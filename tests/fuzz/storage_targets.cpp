#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "core/assert.hpp"
#include "core/crc32c.hpp"
#include "core/sha256.hpp"
#include "core/xxh3.hpp"
#include "events/damaged_block.hpp"
#include "events/head.hpp"
#include "events/log_folder.hpp"
#include "events/stored_tree.hpp"
#include "events/table_end.hpp"
#include "events/write_ahead_log.hpp"
#include "projections/snapshot_file.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/temporary_folder.hpp"

// The files of a log's folder. Where one ends with a hash of itself the target sets it right: who makes a
// file on purpose can do so, too.
namespace rentroll::fuzz {
namespace {

/// A file of these bytes in a folder in memory, by the name that the reader expects.
std::filesystem::path placed(const char* name, std::string_view bytes) {
  static const tests::TemporaryFolder folder(tests::TemporaryFolder::Place::memory);
  const std::filesystem::path path = folder.path() / name;
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

/// RocksDB's checksum of a piece of a write-ahead log.
std::uint32_t piece_checksum(std::string_view bytes) {
  const std::uint32_t sum = core::crc32c(bytes);
  return (sum >> 15 | sum << 17) + 0xA282EAD8;
}

/// A write-ahead log whose pieces have the checksums that they should have, as far as they follow one
/// another.
std::string with_checksums(std::string_view bytes) {
  constexpr std::size_t head_bytes = 7;
  std::string log(bytes);
  for (std::size_t at = 0; at + head_bytes <= log.size();) {
    const auto byte = [&](std::size_t place) {
      return static_cast<std::size_t>(static_cast<unsigned char>(log[place]));
    };
    const std::size_t length = std::min(byte(at + 4) | byte(at + 5) << 8, log.size() - at - head_bytes);
    log[at + 4] = static_cast<char>(length & 0xFF);
    log[at + 5] = static_cast<char>(length >> 8);
    const std::uint32_t sum = piece_checksum(std::string_view(log).substr(at + 6, 1 + length));
    for (unsigned i = 0; i < 4; ++i) log[at + i] = static_cast<char>(sum >> 8 * i & 0xFF);
    at += head_bytes + length;
  }
  return log;
}

void read_records(const std::string& bytes) {
  events::WriteAheadLogReader reader(bytes);
  std::size_t read = 0;
  while (const auto record = reader.next()) read += record->size();
  RENTROLL_ASSERT(read <= bytes.size());
  const auto damage = events::damage_before_end(placed("000001.log", bytes));
  RENTROLL_ASSERT(!damage || *damage < bytes.size());
}

/// What every snapshot of this program begins with.
std::string_view snapshot_beginning() {
  static const std::string beginning = [] {
    const std::filesystem::path path = placed("empty", "");
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    RENTROLL_ASSERT(projections::write_snapshot(descriptor, {}, {}, {}));
    ::close(descriptor);
    std::string bytes(offsetof(projections::SnapshotHead, seq), '\0');
    std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
  }();
  return beginning;
}

}  // namespace

/// What is read as a HEAD prints as what reads as the same.
void read_head(std::string_view bytes) {
  const std::string text = std::string(bytes) + "sha256 " + core::sha256_hex(bytes) + "\n";
  for (const std::string_view each : {bytes, std::string_view(text)}) {
    try {
      const events::Head head = events::Head::parse(each);
      RENTROLL_ASSERT(events::Head::parse(head.text()) == head);
    } catch (const events::DamagedBlock&) {
      // refused, as promised
    }
  }
}

/// The seq of a run is a number that stands there, and not one that was made of another.
void read_run(std::string_view bytes) {
  try {
    const auto run = events::read_run(placed("RUN", bytes).parent_path());
    RENTROLL_ASSERT(bytes.find(std::to_string(run.value().first_seq)) != std::string_view::npos);
  } catch (const core::SystemError&) {
    // refused, as promised
  }
}

/// No more bytes come out of a write-ahead log than are in it.
void read_write_ahead_log(std::string_view bytes) {
  read_records(std::string(bytes));
  read_records(with_checksums(bytes));
}

/// A tree has as many leaves as the head of its file says, or none; it grows by those that are added.
void read_tree(std::string_view bytes) {
  const std::filesystem::path path = placed("tree", bytes);
  auto file = events::TreeFile::open(path);
  RENTROLL_ASSERT(file != nullptr);
  const std::uint64_t said = file->head().size;
  events::StoredTree tree(std::move(file));
  const std::uint64_t size = tree.size();
  RENTROLL_ASSERT((size == said || size == 0));
  for (unsigned char leaf = 0; leaf < 3; ++leaf) tree.add({leaf});
  tree.keep();
  RENTROLL_ASSERT(tree.size() == size + 3);
  const events::StoredTree again(events::TreeFile::open(path));
  RENTROLL_ASSERT(again.size() == size + 3);
}

void read_snapshot(std::string_view bytes) {
  const std::string_view beginning = snapshot_beginning();
  std::string whole(beginning);
  whole += bytes.substr(std::min(bytes.size(), beginning.size()));
  core::Xxh3 hash;
  hash.update(whole);
  whole += hash.hash();
  for (const std::string_view each : {bytes, std::string_view(whole)}) {
    if (const auto file = projections::SnapshotFile::open(placed("snapshot", each))) {
      const auto state = file->read();
      RENTROLL_ASSERT((!state || state->accounts.size() == file->head().accounts));
    }
  }
}

/// Whether RocksDB may be given a table is always answered.
void read_table_end(std::string_view bytes) {
  static_cast<void>(events::can_be_opened(placed("000001.sst", bytes)));
}

}  // namespace rentroll::fuzz
