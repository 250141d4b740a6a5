#include "tests/support/simulated_disk.hpp"

#include <fmt/format.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "core/sha256.hpp"

namespace rentroll::tests {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr std::size_t page_bytes = 512;

/// A file: its first `synced` bytes survive a loss of power.
struct Node {
  std::string bytes;
  std::size_t synced = 0;
};
using NodePtr = std::shared_ptr<Node>;
using Names = std::map<std::string, NodePtr>;

/// A change of names that is not durable yet: `node` gets the name `to`, and `from` is gone.
struct NameChange {
  std::string from;
  std::string to;
  NodePtr node;

  void apply(Names& names) const {
    if (!from.empty()) names.erase(from);
    if (!to.empty()) names[to] = node;
  }
};

IOStatus no_file(const std::string& name) { return IOStatus::NotFound(name); }

}  // namespace

/// All files, and the faults that are planned.
class SimulatedDisk::Files final : public rocksdb::FileSystemWrapper,
                                   public std::enable_shared_from_this<SimulatedDisk::Files> {
 public:
  explicit Files(std::uint64_t seed) : FileSystemWrapper(rocksdb::FileSystem::Default()), random_(seed) {}

  const char* Name() const override { return "SimulatedDisk"; }

  void plan(Fault fault, std::uint64_t operations) {
    const std::lock_guard lock(mutex_);
    planned_ = fault;
    operations_left_ = operations;
    fault_came_ = false;
  }
  void clear_faults() {
    const std::lock_guard lock(mutex_);
    planned_.reset();
  }
  [[nodiscard]] bool fault_came() const { return fault_came_; }
  void cut_power() {
    const std::lock_guard lock(mutex_);
    powered_ = false;
  }
  void restore(Loss loss);
  [[nodiscard]] std::string trace() {
    const std::lock_guard lock(mutex_);
    return core::sha256_hex(trace_);
  }

  // What open files ask for. `life` is the disk's when they were opened.

  IOStatus append(Node& node, std::uint64_t life, const Slice& data) {
    const std::lock_guard lock(mutex_);
    std::size_t taken = data.size();
    const IOStatus status = write_operation(life, "append", &taken, data.size());
    if (life == life_) node.bytes.append(data.data(), taken);
    return status;
  }
  IOStatus sync(Node& node, std::uint64_t life) {
    const std::lock_guard lock(mutex_);
    const IOStatus status = write_operation(life, "sync");
    if (status.ok()) node.synced = node.bytes.size();
    return status;
  }
  IOStatus truncate(Node& node, std::uint64_t life, std::uint64_t size) {
    const std::lock_guard lock(mutex_);
    const IOStatus status = write_operation(life, "truncate");
    if (status.ok()) {
      node.bytes.resize(size);
      node.synced = std::min<std::size_t>(node.synced, size);
    }
    return status;
  }
  IOStatus sync_names(std::uint64_t life) {
    const std::lock_guard lock(mutex_);
    const IOStatus status = write_operation(life, "sync names");
    if (status.ok()) {
      for (const NameChange& change : unsynced_names_) change.apply(durable_names_);
      unsynced_names_.clear();
    }
    return status;
  }
  IOStatus read(const Node& node, std::uint64_t life, std::uint64_t from, std::size_t size, bool may_be_short,
                Slice* result, char* scratch) {
    const std::lock_guard lock(mutex_);
    *result = Slice(scratch, 0);
    if (!works(life)) return IOStatus::IOError("the power is cut");
    if (comes(Fault::read_error)) return IOStatus::IOError("Input/output error");
    const std::size_t left = from < node.bytes.size() ? node.bytes.size() - from : 0;
    std::size_t got = std::min(left, size);
    if (may_be_short && got > 1 && comes(Fault::short_read)) got = below(got);
    std::memcpy(scratch, node.bytes.data() + from, got);
    *result = Slice(scratch, got);
    return IOStatus::OK();
  }
  std::uint64_t size(const Node& node) {
    const std::lock_guard lock(mutex_);
    return node.bytes.size();
  }

  IOStatus NewSequentialFile(const std::string& name, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext* debug) override;
  IOStatus NewRandomAccessFile(const std::string& name, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                               IODebugContext* debug) override;
  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) override;
  IOStatus ReopenWritableFile(const std::string& name, const FileOptions&,
                              std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported(name);
  }
  IOStatus ReuseWritableFile(const std::string& name, const std::string&, const FileOptions&,
                             std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported(name);
  }
  IOStatus NewDirectory(const std::string& name, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* folder, IODebugContext* debug) override;

  IOStatus FileExists(const std::string& name, const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    return names_.contains(name) || folders_.contains(name) ? IOStatus::OK() : no_file(name);
  }
  IOStatus GetChildren(const std::string& folder, const IOOptions&, std::vector<std::string>* children,
                       IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    children->clear();
    const std::string prefix = folder.ends_with('/') ? folder : folder + "/";
    for (const auto& [name, node] : names_) {
      if (name.starts_with(prefix)) children->push_back(name.substr(prefix.size()));
    }
    return IOStatus::OK();
  }
  IOStatus DeleteFile(const std::string& name, const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    // Deletions come from several threads, so no fault is planned by their count.
    if (!powered_) return IOStatus::IOError("the power is cut");
    if (!names_.contains(name)) return no_file(name);
    change_names({name, "", nullptr});
    return IOStatus::OK();
  }
  IOStatus CreateDir(const std::string& name, const IOOptions&, IODebugContext*) override {
    return make_folder(name);
  }
  IOStatus CreateDirIfMissing(const std::string& name, const IOOptions&, IODebugContext*) override {
    return make_folder(name);
  }
  IOStatus DeleteDir(const std::string&, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus GetFileSize(const std::string& name, const IOOptions&, std::uint64_t* size,
                       IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    const auto found = names_.find(name);
    if (found == names_.end()) return no_file(name);
    *size = found->second->bytes.size();
    return IOStatus::OK();
  }
  IOStatus GetFileModificationTime(const std::string&, const IOOptions&, std::uint64_t* time,
                                   IODebugContext*) override {
    *time = 0;
    return IOStatus::OK();
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions&,
                      IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    const IOStatus status = write_operation(life_, "rename");
    if (!status.ok()) return status;
    const auto found = names_.find(from);
    if (found == names_.end()) return no_file(from);
    change_names({from, to, found->second});
    return IOStatus::OK();
  }
  IOStatus LinkFile(const std::string& from, const std::string&, const IOOptions&, IODebugContext*) override {
    return IOStatus::NotSupported(from);
  }
  IOStatus LockFile(const std::string& name, const IOOptions&, rocksdb::FileLock** lock,
                    IODebugContext*) override;
  IOStatus UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) override;
  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&, std::string* absolute,
                           IODebugContext*) override {
    *absolute = path;
    return IOStatus::OK();
  }
  IOStatus IsDirectory(const std::string& name, const IOOptions&, bool* is, IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    *is = folders_.contains(name);
    return IOStatus::OK();
  }
  IOStatus GetFreeSpace(const std::string& name, const IOOptions&, std::uint64_t*, IODebugContext*) override {
    return IOStatus::NotSupported(name);
  }

 private:
  struct Held : rocksdb::FileLock {
    explicit Held(std::string named) : name(std::move(named)) {}
    std::string name;
  };

  [[nodiscard]] std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }
  [[nodiscard]] bool works(std::uint64_t life) const { return powered_ && life == life_; }

  /// Whether a fault that is planned comes at this operation, which it could befall.
  bool comes(Fault fault) {
    if (planned_ != fault) return false;
    if (operations_left_-- != 0) return false;
    planned_.reset();
    fault_came_ = true;
    return true;
  }
  /// An operation that changes something. Where it is an append, `taken` of its `size` bytes are written.
  IOStatus write_operation(std::uint64_t life, const char* what, std::size_t* taken = nullptr,
                           std::size_t size = 0) {
    if (works(life)) {
      trace_ += fmt::format("{} {}\n", what, size);
      if (taken != nullptr && size > 1 && comes(Fault::torn_write)) {
        *taken = below(size);
        return IOStatus::IOError("Input/output error");
      }
      if (comes(Fault::power_cut)) {
        powered_ = false;
        if (taken != nullptr) *taken = size == 0 ? 0 : below(size);
        return IOStatus::IOError("the power is cut");
      }
      const bool no_space = comes(Fault::no_space);
      if (!no_space && !comes(Fault::write_error)) return IOStatus::OK();
      if (taken != nullptr) *taken = 0;
      return no_space ? IOStatus::NoSpace("No space left on device")
                      : IOStatus::IOError("Input/output error");
    }
    if (taken != nullptr) *taken = 0;
    return IOStatus::IOError("the power is cut");
  }
  void change_names(NameChange change) {
    change.apply(names_);
    unsynced_names_.push_back(std::move(change));
  }
  IOStatus make_folder(const std::string& name) {
    const std::lock_guard lock(mutex_);
    folders_.insert(name);
    return IOStatus::OK();
  }
  IOStatus find(const std::string& name, NodePtr* node) {
    if (!powered_) return IOStatus::IOError("the power is cut");
    const auto found = names_.find(name);
    if (found == names_.end()) return no_file(name);
    if (comes(Fault::read_error)) return IOStatus::IOError("Input/output error");
    *node = found->second;
    return IOStatus::OK();
  }
  [[nodiscard]] std::string what_is_left(const Node& node, Loss loss);

  std::mutex mutex_;
  std::mt19937_64 random_;
  Names names_;
  Names durable_names_;
  std::vector<NameChange> unsynced_names_;
  std::set<std::string> folders_;
  std::set<std::string> locks_;
  bool powered_ = true;
  std::uint64_t life_ = 0;
  std::optional<Fault> planned_;
  std::uint64_t operations_left_ = 0;
  bool fault_came_ = false;
  std::string trace_;
};

namespace {

/// Where an open file stands in a disk; `Files` is that of the disk.
template <class Files>
struct Opened {
  std::shared_ptr<Files> files;
  NodePtr node;
  std::uint64_t life = 0;
};

template <class Files>
class SequentialFile final : public rocksdb::FSSequentialFile {
 public:
  explicit SequentialFile(Opened<Files> opened) : opened_(std::move(opened)) {}
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
  Opened<Files> opened_;
  std::uint64_t place_ = 0;
};

template <class Files>
class RandomAccessFile final : public rocksdb::FSRandomAccessFile {
 public:
  explicit RandomAccessFile(Opened<Files> opened) : opened_(std::move(opened)) {}
  IOStatus Read(std::uint64_t from, std::size_t size, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    return opened_.files->read(*opened_.node, opened_.life, from, size, true, result, scratch);
  }

 private:
  Opened<Files> opened_;
};

template <class Files>
class WritableFile final : public rocksdb::FSWritableFile {
 public:
  explicit WritableFile(Opened<Files> opened) : opened_(std::move(opened)) {}
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
  Opened<Files> opened_;
};

template <class Files>
class Folder final : public rocksdb::FSDirectory {
 public:
  explicit Folder(Opened<Files> opened) : opened_(std::move(opened)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return opened_.files->sync_names(opened_.life);
  }

 private:
  Opened<Files> opened_;
};

}  // namespace

IOStatus SimulatedDisk::Files::NewSequentialFile(const std::string& name, const FileOptions&,
                                                 std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                                 IODebugContext*) {
  const std::lock_guard lock(mutex_);
  NodePtr node;
  const IOStatus status = find(name, &node);
  if (status.ok()) file->reset(new SequentialFile<Files>({shared_from_this(), node, life_}));
  return status;
}

IOStatus SimulatedDisk::Files::NewRandomAccessFile(const std::string& name, const FileOptions&,
                                                   std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                                   IODebugContext*) {
  const std::lock_guard lock(mutex_);
  NodePtr node;
  const IOStatus status = find(name, &node);
  if (status.ok()) file->reset(new RandomAccessFile<Files>({shared_from_this(), node, life_}));
  return status;
}

IOStatus SimulatedDisk::Files::NewWritableFile(const std::string& name, const FileOptions&,
                                               std::unique_ptr<rocksdb::FSWritableFile>* file,
                                               IODebugContext*) {
  const std::lock_guard lock(mutex_);
  const IOStatus status = write_operation(life_, "create");
  if (!status.ok()) return status;
  const auto node = std::make_shared<Node>();
  change_names({"", name, node});
  file->reset(new WritableFile<Files>({shared_from_this(), node, life_}));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::Files::NewDirectory(const std::string&, const IOOptions&,
                                            std::unique_ptr<rocksdb::FSDirectory>* folder, IODebugContext*) {
  const std::lock_guard lock(mutex_);
  folder->reset(new Folder<Files>({shared_from_this(), nullptr, life_}));
  return IOStatus::OK();
}

IOStatus SimulatedDisk::Files::LockFile(const std::string& name, const IOOptions&, rocksdb::FileLock** lock,
                                        IODebugContext*) {
  const std::lock_guard guard(mutex_);
  if (!powered_) return IOStatus::IOError("the power is cut");
  if (!locks_.insert(name).second) return IOStatus::IOError("While lock file: " + name);
  *lock = new Held(name);
  return IOStatus::OK();
}

IOStatus SimulatedDisk::Files::UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) {
  const std::lock_guard guard(mutex_);
  const auto* held = static_cast<Held*>(lock);
  locks_.erase(held->name);
  delete held;
  return IOStatus::OK();
}

std::string SimulatedDisk::Files::what_is_left(const Node& node, Loss loss) {
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

void SimulatedDisk::Files::restore(Loss loss) {
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

/// The system as a store on the disk sees it.
class SimulatedDisk::Environment final : public rocksdb::EnvWrapper {
 public:
  explicit Environment(const std::shared_ptr<Files>& files) : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = files;
  }

  const char* Name() const override { return "SimulatedDisk"; }

  void Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void*)) override {
    if (priority != Priority::LOW && priority != Priority::BOTTOM) {
      return EnvWrapper::Schedule(function, argument, priority, tag, unscheduled);
    }
    const std::lock_guard lock(mutex_);
    jobs_.push_back({function, argument, priority, tag, unscheduled});
  }
  int UnSchedule(void* tag, Priority priority) override {
    if (priority != Priority::LOW && priority != Priority::BOTTOM)
      return EnvWrapper::UnSchedule(tag, priority);
    std::vector<Job> removed;
    {
      const std::lock_guard lock(mutex_);
      const auto stays = [&](const Job& job) { return job.tag != tag || job.priority != priority; };
      const auto first = std::stable_partition(jobs_.begin(), jobs_.end(), stays);
      removed.assign(first, jobs_.end());
      jobs_.erase(first, jobs_.end());
    }
    for (const Job& job : removed) {
      if (job.unscheduled != nullptr) job.unscheduled(job.argument);
    }
    return static_cast<int>(removed.size());
  }
  void run_background() {
    while (true) {
      Job job;
      {
        const std::lock_guard lock(mutex_);
        if (jobs_.empty()) return;
        job = jobs_.front();
        jobs_.erase(jobs_.begin());
      }
      job.function(job.argument);
    }
  }

 private:
  struct Job {
    void (*function)(void*) = nullptr;
    void* argument = nullptr;
    Priority priority = Priority::LOW;
    void* tag = nullptr;
    void (*unscheduled)(void*) = nullptr;
  };

  std::mutex mutex_;
  std::vector<Job> jobs_;
};

SimulatedDisk::SimulatedDisk(std::uint64_t seed)
    : files_(std::make_shared<Files>(seed)), environment_(std::make_unique<Environment>(files_)) {}
SimulatedDisk::~SimulatedDisk() = default;
rocksdb::Env* SimulatedDisk::environment() const { return environment_.get(); }
void SimulatedDisk::run_background() { environment_->run_background(); }
void SimulatedDisk::plan(Fault fault, std::uint64_t operations) { files_->plan(fault, operations); }
bool SimulatedDisk::fault_came() const { return files_->fault_came(); }
void SimulatedDisk::clear_faults() { files_->clear_faults(); }
void SimulatedDisk::cut_power() { files_->cut_power(); }
void SimulatedDisk::restore(Loss loss) { files_->restore(loss); }
std::string SimulatedDisk::trace() const { return files_->trace(); }

}  // namespace rentroll::tests
