#include "events/block_search.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <map>

#include "events/block.hpp"
#include "events/damaged_block.hpp"
#include "events/durable_file.hpp"
#include "events/seq_key.hpp"
#include "events/table_end.hpp"
#include "events/write_ahead_log.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

/// The last seq of a block, 0 where it cannot be read.
Seq last_of(std::string_view block) {
  try {
    return read_header(block).last_seq();
  } catch (const DamagedBlock&) {
    return 0;
  }
}

/// Each block is read once: without a cache, of which each table would have its own.
rocksdb::Options options() {
  rocksdb::BlockBasedTableOptions table;
  table.no_block_cache = true;
  rocksdb::Options options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

/// Its name as a person looks for it.
std::string name_of(const fs::path& file) { return "events/" + file.filename().string(); }

}  // namespace

/// A table and the range of the blocks that it holds.
class BlockSearch::Table {
 public:
  explicit Table(const fs::path& file) : name_(name_of(file)), reader_(options()) {
    status_ = can_be_opened(file) ? reader_.Open(file.string())
                                  : rocksdb::Status::Corruption("the block of its properties is damaged");
    if (!status_.ok()) return;
    at_.reset(reader_.NewIterator(rocksdb::ReadOptions()));
    at_->SeekToFirst();
    if (at_->Valid()) first_ = seq_of(at_->key().ToStringView());
    at_->SeekToLast();
    if (at_->Valid()) last_key_ = seq_of(at_->key().ToStringView());
    if (at_->Valid()) last_seq_ = last_of(at_->value().ToStringView());
    status_ = at_->status();
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool opened() const { return at_ != nullptr; }
  /// Why something could not be read.
  [[nodiscard]] std::string status() const { return status_.ok() ? "" : status_.ToString(); }
  [[nodiscard]] Seq last_seq() const { return last_seq_; }

  /// The block that begins with a seq; nothing where there is none, or it cannot be read, which `status`
  /// says.
  std::optional<std::string> at(Seq seq) {
    status_ = rocksdb::Status::OK();
    if (seq < first_ || seq > last_key_) return std::nullopt;
    const std::string key = key_of(seq);
    // An iterator that has met damage finds it again, wherever it is sent.
    if (!at_->status().ok()) at_.reset(reader_.NewIterator(rocksdb::ReadOptions()));
    if (at_->Valid() && at_->key().compare(key) < 0) at_->Next();
    if (!at_->Valid() || at_->key() != key) at_->Seek(key);
    status_ = at_->status();
    if (!at_->Valid() || at_->key() != key) return std::nullopt;
    return at_->value().ToString();
  }

 private:
  std::string name_;
  rocksdb::SstFileReader reader_;
  std::unique_ptr<rocksdb::Iterator> at_;
  rocksdb::Status status_;
  Seq first_ = 0;
  Seq last_key_ = ~Seq{0};  // so where the end cannot be read: it may hold anything
  Seq last_seq_ = 0;
};

/// The blocks in the write-ahead logs.
struct BlockSearch::Logged final : rocksdb::WriteBatch::Handler {
  std::map<Seq, std::vector<std::string>> blocks;

  rocksdb::Status PutCF(std::uint32_t, const rocksdb::Slice& key, const rocksdb::Slice& value) override {
    if (key.size() == seq_key_bytes) blocks[seq_of(key.ToStringView())].push_back(value.ToString());
    return rocksdb::Status::OK();
  }
  // What was sealed into another block is still there to be read.
  rocksdb::Status DeleteCF(std::uint32_t, const rocksdb::Slice&) override { return rocksdb::Status::OK(); }
};

BlockSearch::BlockSearch(const fs::path& folder, const std::optional<Head>& head)
    : logged_(std::make_unique<Logged>()), last_seen_(head ? head->last_seq : 0) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    if (file.extension() == ".sst") open_table(file, head);
    if (file.extension() == ".log") read_write_ahead_log(file);
  }
  for (const auto& [seq, blocks] : logged_->blocks) {
    for (const std::string& block : blocks) last_seen_ = std::max(last_seen_, last_of(block));
  }
}

BlockSearch::~BlockSearch() = default;

void BlockSearch::open_table(const fs::path& file, const std::optional<Head>& head) {
  const std::string name = name_of(file);
  if (head && head->closed) {
    const auto mark = head->files.find(name);
    if (mark == head->files.end()) {
      notes_.push_back(name + " is passed over: the log had no such file when it was closed");
      return;
    }
    if (fs::file_size(file) != mark->second.bytes) {
      unreadable_.push_back(fmt::format("{} has {} bytes, and had {} when the log was closed", name,
                                        fs::file_size(file), mark->second.bytes));
      return;
    }
  }
  auto table = std::make_unique<Table>(file);
  if (!table->status().empty()) {
    (table->opened() ? notes_ : unreadable_).push_back(fmt::format("{}: {}", name, table->status()));
  }
  last_seen_ = std::max(last_seen_, table->last_seq());
  if (table->opened()) tables_.push_back(std::move(table));
}

void BlockSearch::read_write_ahead_log(const fs::path& file) {
  WriteAheadLogReader records(File("read", file, O_RDONLY).read(fs::file_size(file)));
  while (const auto record = records.next()) {
    rocksdb::WriteBatch(*record).Iterate(logged_.get()).PermitUncheckedError();
  }
  if (records.is_torn()) unreadable_.push_back(name_of(file) + " ends in what is no whole record");
}

std::vector<std::string> BlockSearch::at(Seq first_seq) {
  std::vector<std::string> found;
  trouble_.clear();
  for (const auto& table : tables_) {
    if (auto block = table->at(first_seq)) found.push_back(std::move(*block));
    if (!table->status().empty()) trouble_ = fmt::format("{}: {}", table->name(), table->status());
  }
  if (const auto logged = logged_->blocks.find(first_seq); logged != logged_->blocks.end()) {
    found.insert(found.end(), logged->second.begin(), logged->second.end());
  }
  for (const std::string& each : unreadable_) trouble_ += (trouble_.empty() ? "" : "; ") + each;
  return found;
}

}  // namespace rentroll::events
