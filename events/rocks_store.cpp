#include "events/rocks_store.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/table.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "core/assert.hpp"
#include "events/archive.hpp"
#include "events/seq_key.hpp"
#include "events/table_end.hpp"

namespace rentroll::events {
namespace {

using LiveFiles = std::vector<rocksdb::LiveFileMetaData>;

constexpr std::size_t write_buffer_bytes = 64 << 20;
constexpr std::size_t readahead_bytes_max = 4 << 20;
constexpr std::size_t small_files_max = 8;
constexpr int open_attempts_max = 1000;

/// RocksDB's own program log tells users nothing, and a reader must not make a file.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

[[noreturn]] void fail(const rocksdb::Status& status, const char* doing,
                       const std::filesystem::path& folder) {
  const std::string what = status.ToString();
  if (status.IsCorruption()) throw DamagedBlock(fmt::format("{}: {}", folder.string(), what));
  const auto says = [&](std::string_view text) { return what.find(text) != what.npos; };
  std::string why = what;
  if (status.IsNoSpace() || status.subcode() == rocksdb::Status::kSpaceLimit) {
    why = "no space is left on its file system";
  } else if (says("Read-only file system")) {
    why = "its file system is read-only";
  } else if (says("Permission denied")) {
    why = fmt::format("permission is denied ({})", what);
  } else if (says("While lock file") || says("lock hold by current process")) {
    why = "another process is writing to it";
  }
  throw core::SystemError(fmt::format("cannot {} the log's events in {}: {}", doing, folder.string(), why));
}

void check(const rocksdb::Status& status, const char* doing, const std::filesystem::path& folder) {
  if (!status.ok()) fail(status, doing, folder);
}

/// As many files as the process may have open, less some for others: a file that is open stays readable when
/// the writer deletes it.
int open_files_max() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
  const auto files = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 1 << 16));
  return std::max(files - 128, 64);
}

rocksdb::Options options(rocksdb::Env* system) {
  rocksdb::Options options;
  if (system != nullptr) options.env = system;
  options.info_log = std::make_shared<SilentLogger>();
  options.db_host_id = "";  // a log does not tell on which machine it was written
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_open_files = open_files_max();
  options.skip_stats_update_on_db_open = true;
  options.max_file_opening_threads = 1;  // threads cost more than they save
  options.max_bgerror_resume_count = 0;  // a failed write is reported, not tried again behind our back
  // A log keeps no more disk than it has events: by default each open sets aside space for a full write
  // buffer.
  options.allow_fallocate = false;
  // What a crash cut off at the end was never promised; damage before that is.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = write_buffer_bytes;
  // Keys only rise, so files never overlap: each is moved to the lower of two levels as it is, and never
  // rewritten.
  options.num_levels = 2;
  options.ttl = 0;

  rocksdb::BlockBasedTableOptions table;
  table.no_block_cache =
      true;  // a scan reads every block once; the page cache keeps what single reads come back to
  table.block_size = 32 << 10;
  table.max_auto_readahead_size = readahead_bytes_max;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

LiveFiles files_by_key(rocksdb::DB& database) {
  LiveFiles files;
  database.GetLiveFilesMetaData(&files);
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.smallestkey < b.smallestkey; });
  return files;
}

/// Opens every file of the store by reading from it, so that it stays readable when a writer deletes it.
rocksdb::Status open_all_files(rocksdb::DB& database) {
  const std::unique_ptr<rocksdb::Iterator> at(database.NewIterator(rocksdb::ReadOptions()));
  for (const auto& file : files_by_key(database)) {
    at->Seek(file.largestkey);
    if (!at->status().ok()) break;
  }
  return at->status();
}

/// What RocksDB's list of its files is at this moment: the list's name and size, which changes with every
/// file that comes or goes. Empty where there is none.
std::string file_list_state(rocksdb::Env& system, const std::filesystem::path& folder) {
  std::string name;
  if (!rocksdb::ReadFileToString(&system, (folder / "CURRENT").string(), &name).ok()) return "";
  if (name.ends_with('\n')) name.pop_back();
  std::uint64_t size = 0;
  return system.GetFileSize((folder / name).string(), &size).ok() ? fmt::format("{} {}", name, size) : "";
}

/// Many short runs of the program leave many small files, and each costs every later open. The last files are
/// made into one as soon as there are some whose sizes are alike, so that their count stays logarithmic and
/// an event is rewritten a logarithmic number of times. That this fails does no harm.
void merge_small_files(rocksdb::DB& database) {
  const LiveFiles files = files_by_key(database);
  rocksdb::CompactionOptions compaction;
  compaction.compression = rocksdb::kDisableCompressionOption;  // as the store's options say
  std::vector<std::string> names;
  std::size_t bytes = 0;
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    if (!names.empty() && file->size > 2 * bytes) break;
    if (bytes + file->size > write_buffer_bytes) break;
    bytes += file->size;
    names.push_back(file->name);
  }
  if (names.size() >= small_files_max) database.CompactFiles(compaction, names, 1).PermitUncheckedError();
}

class RocksCursor final : public BlockCursor {
 public:
  RocksCursor(std::unique_ptr<rocksdb::Iterator> at, const std::filesystem::path& folder)
      : at_(std::move(at)), folder_(folder) {}

  std::optional<std::string_view> next() override {
    if (begun_ && at_->Valid()) at_->Next();
    begun_ = true;
    if (!at_->Valid()) {
      check(at_->status(), "read", folder_);
      return std::nullopt;
    }
    return std::string_view(at_->value().data(), at_->value().size());
  }

 private:
  std::unique_ptr<rocksdb::Iterator> at_;
  const std::filesystem::path& folder_;
  bool begun_ = false;
};

}  // namespace

RocksStore::RocksStore(std::filesystem::path folder, std::unique_ptr<rocksdb::DB> database, Access access)
    : folder_(std::move(folder)), database_(std::move(database)), access_(access) {}

std::unique_ptr<RocksStore> RocksStore::open_writer(const std::filesystem::path& folder,
                                                    rocksdb::Env* system) {
  rocksdb::Options writing = options(system);
  writing.create_if_missing = true;
  if (system == nullptr) check_tables(folder);
  rocksdb::DB* database = nullptr;
  check(rocksdb::DB::Open(writing, folder.string(), &database), "open", folder);
  return std::unique_ptr<RocksStore>(
      new RocksStore(folder, std::unique_ptr<rocksdb::DB>(database), Access::writing));
}

std::unique_ptr<RocksStore> RocksStore::open_reader(const std::filesystem::path& folder,
                                                    rocksdb::Env* system) {
  const rocksdb::Options reading = options(system);
  if (system == nullptr) check_tables(folder);
  // An open beside a writer looks at the list of files first and at the write-ahead logs then. Where the list
  // has changed in between, what was in one of these logs may be missing, in the middle or at the end, or the
  // open fails: only what was opened while the list stood still counts.
  for (int attempt = 0; attempt < open_attempts_max; ++attempt) {
    const std::string before = file_list_state(*reading.env, folder);
    rocksdb::DB* opened = nullptr;
    rocksdb::Status status = rocksdb::DB::OpenForReadOnly(reading, folder.string(), &opened);
    std::unique_ptr<rocksdb::DB> database(opened);
    if (status.ok()) status = open_all_files(*database);
    if (before == file_list_state(*reading.env, folder)) {
      check(status, "open", folder);
      return std::unique_ptr<RocksStore>(new RocksStore(folder, std::move(database), Access::reading));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(attempt % 10));
  }
  throw core::SystemError(
      fmt::format("cannot open the log's events in {}: another process changes its files without a "
                  "pause",
                  folder.string()));
}

RocksStore::~RocksStore() { close(); }

bool RocksStore::close() {
  if (!database_) return false;
  bool whole = false;
  if (access_ == Access::writing) {
    // Where this fails, the events stay in the write-ahead log, and the next open finds them there.
    const bool flushed = database_->Flush(rocksdb::FlushOptions()).ok();
    if (flushed) merge_small_files(*database_);
    whole = database_->Close().ok() && flushed;
  }
  database_.reset();
  return whole;
}

void RocksStore::write(std::span<const NewBlock> blocks, Durability durability) {
  RENTROLL_ASSERT(access_ == Access::writing);
  if (blocks.empty()) {
    if (durability == Durability::synced) check(database_->SyncWAL(), "write", folder_);
    return;
  }
  rocksdb::WriteBatch batch;
  for (const NewBlock& block : blocks)
    check(batch.Put(key_of(block.first_seq), block.bytes), "write", folder_);
  rocksdb::WriteOptions writing;
  writing.sync = durability == Durability::synced;
  check(database_->Write(writing, &batch), "write", folder_);
}

void RocksStore::replace(std::span<const Seq> sealed, const NewBlock& block) {
  RENTROLL_ASSERT(access_ == Access::writing);
  rocksdb::WriteBatch batch;
  for (const Seq seq : sealed) check(batch.Delete(key_of(seq)), "write", folder_);
  check(batch.Put(key_of(block.first_seq), block.bytes), "write", folder_);
  check(database_->Write(rocksdb::WriteOptions(), &batch), "write", folder_);
}

std::unique_ptr<BlockCursor> RocksStore::read(Seq from) const {
  std::unique_ptr<rocksdb::Iterator> at(database_->NewIterator(rocksdb::ReadOptions()));
  at->SeekForPrev(key_of(from));
  if (!at->Valid() && at->status().ok()) at->SeekToFirst();
  return std::make_unique<RocksCursor>(std::move(at), folder_);
}

std::optional<std::string> RocksStore::last() const {
  const std::unique_ptr<rocksdb::Iterator> at(database_->NewIterator(rocksdb::ReadOptions()));
  at->SeekToLast();
  if (!at->Valid()) {
    check(at->status(), "read", folder_);
    return std::nullopt;
  }
  return at->value().ToString();
}

}  // namespace rentroll::events
