#include "tests/support/simulated_files.hpp"

namespace rentroll::tests {

namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr std::size_t page_bytes = 512;

/// A file that is open, and in which life of the disk it was opened.
struct Opened {
  std::shared_ptr<SimulatedFiles> files;
  NodePtr node;
  std::uint64_t life = 0;
};

class SequentialFile final : public rocksdb::FSSequentialFile {
 public:
  explicit SequentialFile(Opened opened) : opened_(std::move(opened)) {}
  IOStatus Read(std::size_t size, const IOOptions&, Slice* result, char* scratch, IODebugContext*) override {
    // A short read means the end of such a file, by RocksDB's contract: it is none of the faults.
    const IOStatus status =
        opened_.files->read(*opened_.node, opened_.life, place_, size, false, result, scratch);
    place_ += result->size();
    return status;
  }
  IOStatus Skip(std::uint64_t bytes) override {
    place_ += bytes;
    return IOStatus::OK();
  }

 private:
  Opened opened_;
  std::uint64_t place_ = 0;
};

class RandomAccessFile final : public rocksdb::FSRandomAccessFile {
 public:
  explicit RandomAccessFile(Opened opened) : opened_(std::move(opened)) {}
  IOStatus Read(std::uint64_t from, std::size_t size, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    return opened_.files->read(*opened_.node, opened_.life, from, size, true, result, scratch);
  }

 private:
  Opened opened_;
};

class WritableFile final : public rocksdb::FSWritableFile {
 public:
  explicit WritableFile(Opened opened) : opened_(std::move(opened)) {}
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    return opened_.files->append(*opened_.node, opened_.life, data);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions&, IODebugContext*) override {
    return opened_.files->truncate(*opened_.node, opened_.life, size);
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return opened_.files->sync(*opened_.node, opened_.life);
  }
  bool IsSyncThreadSafe() const override { return true; }
  std::uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    return opened_.files->size(*opened_.node);
  }

 private:
  Opened opened_;
};

class Folder final : public rocksdb::FSDirectory {
 public:
  explicit Folder(Opened opened) : opened_(std::move(opened)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return opened_.files->sync_names(opened_.life);
  }

 private:
  Opened opened_;
};

}  // namespace

IOStatus SimulatedFiles::NewSequentialFile(const std::string& name, const FileOptions&,
                                           std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                           IODebugContext*) {
  const std::lock_guard lock(mutex_);
  NodePtr node;
  const IOStatus status = find(name, &node);
  if (status.ok()) file->reset(new SequentialFile({shared_from_this(), node, life_}));
  return status;
}

IOStatus SimulatedFiles::NewRandomAccessFile(const std::string& name, const FileOptions&,
                                             std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                             IODebugContext*) {
  const std::lock_guard lock(mutex_);
  NodePtr node;
  const IOStatus status = find(name, &node);
  if (status.ok()) file->reset(new RandomAccessFile({shared_from_this(), node, life_}));
  return status;
}

IOStatus SimulatedFiles::NewWritableFile(const std::string& name, const FileOptions&,
                                         std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext*) {
  const std::lock_guard lock(mutex_);
  const IOStatus status = write_operation(life_, "create");
  if (!status.ok()) return status;
  const auto node = std::make_shared<Node>();
  change_names({"", name, node});
  file->reset(new WritableFile({shared_from_this(), node, life_}));
  return IOStatus::OK();
}

IOStatus SimulatedFiles::NewDirectory(const std::string&, const IOOptions&,
                                      std::unique_ptr<rocksdb::FSDirectory>* folder, IODebugContext*) {
  const std::lock_guard lock(mutex_);
  folder->reset(new Folder({shared_from_this(), nullptr, life_}));
  return IOStatus::OK();
}

IOStatus SimulatedFiles::LockFile(const std::string& name, const IOOptions&, rocksdb::FileLock** lock,
                                  IODebugContext*) {
  const std::lock_guard guard(mutex_);
  if (!powered_) return IOStatus::IOError("the power is cut");
  if (!locks_.insert(name).second) return IOStatus::IOError("While lock file: " + name);
  *lock = new Held(name);
  return IOStatus::OK();
}

IOStatus SimulatedFiles::UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) {
  const std::lock_guard guard(mutex_);
  const auto* held = static_cast<Held*>(lock);
  locks_.erase(held->name);
  delete held;
  return IOStatus::OK();
}

std::string SimulatedFiles::what_is_left(const Node& node, Loss loss) {
  if (loss == Loss::nothing) return node.bytes;
  std::string left = node.bytes.substr(0, node.synced);
  const std::size_t unsynced = node.bytes.size() - node.synced;
  if (loss == Loss::unsynced || unsynced == 0) return left;
  left += node.bytes.substr(node.synced, below(unsynced + 1));
  if (loss == Loss::torn) return left;
  for (std::size_t page = node.synced; page < left.size(); page = (page / page_bytes + 1) * page_bytes) {
    if (below(4) != 0) continue;
    const std::size_t end = std::min(left.size(), (page / page_bytes + 1) * page_bytes);
    const char stale = below(2) == 0 ? '\0' : static_cast<char>(below(256));
    std::fill(left.begin() + static_cast<std::ptrdiff_t>(page),
              left.begin() + static_cast<std::ptrdiff_t>(end), stale);
  }
  return left;
}

void SimulatedFiles::restore(Loss loss) {
  const std::lock_guard lock(mutex_);
  if (loss == Loss::nothing) {
    // Nothing of it is any more durable than before.
  } else {
    const std::size_t kept = loss == Loss::unsynced ? 0 : below(unsynced_names_.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) unsynced_names_[i].apply(durable_names_);
    unsynced_names_.clear();
    names_ = durable_names_;
    for (auto& [name, node] : names_) {
      const std::string left = what_is_left(*node, loss);
      node = std::make_shared<Node>(Node{left, left.size()});
    }
    durable_names_ = names_;
  }
  locks_.clear();
  planned_.reset();
  powered_ = true;
  ++life_;
  trace_ += "restore\n";
}

}  // namespace rentroll::tests
