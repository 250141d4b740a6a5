#pragma once

#include <fmt/format.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/sha256.hpp"
#include "tests/support/simulated_disk.hpp"

namespace rentroll::tests {

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

inline rocksdb::IOStatus no_file(const std::string& name) { return rocksdb::IOStatus::NotFound(name); }

/// The files of a SimulatedDisk, and the faults that are planned.
class SimulatedFiles final : public rocksdb::FileSystemWrapper,
                             public std::enable_shared_from_this<SimulatedFiles> {
 public:
  explicit SimulatedFiles(std::uint64_t seed)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), random_(seed) {}

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

  rocksdb::IOStatus append(Node& node, std::uint64_t life, const rocksdb::Slice& data) {
    const std::lock_guard lock(mutex_);
    std::size_t taken = data.size();
    const rocksdb::IOStatus status = write_operation(life, "append", &taken, data.size());
    if (life == life_) node.bytes.append(data.data(), taken);
    return status;
  }
  rocksdb::IOStatus sync(Node& node, std::uint64_t life) {
    const std::lock_guard lock(mutex_);
    const rocksdb::IOStatus status = write_operation(life, "sync");
    if (status.ok()) node.synced = node.bytes.size();
    return status;
  }
  rocksdb::IOStatus truncate(Node& node, std::uint64_t life, std::uint64_t size) {
    const std::lock_guard lock(mutex_);
    const rocksdb::IOStatus status = write_operation(life, "truncate");
    if (status.ok()) {
      node.bytes.resize(size);
      node.synced = std::min<std::size_t>(node.synced, size);
    }
    return status;
  }
  rocksdb::IOStatus sync_names(std::uint64_t life) {
    const std::lock_guard lock(mutex_);
    const rocksdb::IOStatus status = write_operation(life, "sync names");
    if (status.ok()) {
      for (const NameChange& change : unsynced_names_) change.apply(durable_names_);
      unsynced_names_.clear();
    }
    return status;
  }
  rocksdb::IOStatus read(const Node& node, std::uint64_t life, std::uint64_t from, std::size_t size,
                         bool may_be_short, rocksdb::Slice* result, char* scratch) {
    const std::lock_guard lock(mutex_);
    *result = rocksdb::Slice(scratch, 0);
    if (!works(life)) return rocksdb::IOStatus::IOError("the power is cut");
    if (comes(Fault::read_error)) return rocksdb::IOStatus::IOError("Input/output error");
    const std::size_t left = from < node.bytes.size() ? node.bytes.size() - from : 0;
    std::size_t got = std::min(left, size);
    if (may_be_short && got > 1 && comes(Fault::short_read)) got = below(got);
    std::memcpy(scratch, node.bytes.data() + from, got);
    *result = rocksdb::Slice(scratch, got);
    return rocksdb::IOStatus::OK();
  }
  std::uint64_t size(const Node& node) {
    const std::lock_guard lock(mutex_);
    return node.bytes.size();
  }

  rocksdb::IOStatus NewSequentialFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions&,
                                       std::unique_ptr<rocksdb::FSWritableFile>*,
                                       rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::NotSupported(name);
  }
  rocksdb::IOStatus ReuseWritableFile(const std::string& name, const std::string&,
                                      const rocksdb::FileOptions&, std::unique_ptr<rocksdb::FSWritableFile>*,
                                      rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::NotSupported(name);
  }
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* folder,
                                 rocksdb::IODebugContext* debug) override;

  rocksdb::IOStatus FileExists(const std::string& name, const rocksdb::IOOptions&,
                               rocksdb::IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    return names_.contains(name) || folders_.contains(name) ? rocksdb::IOStatus::OK() : no_file(name);
  }
  rocksdb::IOStatus GetChildren(const std::string& folder, const rocksdb::IOOptions&,
                                std::vector<std::string>* children, rocksdb::IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    children->clear();
    const std::string prefix = folder.ends_with('/') ? folder : folder + "/";
    for (const auto& [name, node] : names_) {
      if (name.starts_with(prefix)) children->push_back(name.substr(prefix.size()));
    }
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions&,
                               rocksdb::IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    // Deletions come from several threads, so no fault is planned by their count.
    if (!powered_) return rocksdb::IOStatus::IOError("the power is cut");
    if (!names_.contains(name)) return no_file(name);
    change_names({name, "", nullptr});
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus CreateDir(const std::string& name, const rocksdb::IOOptions&,
                              rocksdb::IODebugContext*) override {
    return make_folder(name);
  }
  rocksdb::IOStatus CreateDirIfMissing(const std::string& name, const rocksdb::IOOptions&,
                                       rocksdb::IODebugContext*) override {
    return make_folder(name);
  }
  rocksdb::IOStatus DeleteDir(const std::string&, const rocksdb::IOOptions&,
                              rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus GetFileSize(const std::string& name, const rocksdb::IOOptions&, std::uint64_t* size,
                                rocksdb::IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    const auto found = names_.find(name);
    if (found == names_.end()) return no_file(name);
    *size = found->second->bytes.size();
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus GetFileModificationTime(const std::string&, const rocksdb::IOOptions&,
                                            std::uint64_t* time, rocksdb::IODebugContext*) override {
    *time = 0;
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions&,
                               rocksdb::IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    const rocksdb::IOStatus status = write_operation(life_, "rename");
    if (!status.ok()) return status;
    const auto found = names_.find(from);
    if (found == names_.end()) return no_file(from);
    change_names({from, to, found->second});
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string&, const rocksdb::IOOptions&,
                             rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::NotSupported(from);
  }
  rocksdb::IOStatus LockFile(const std::string& name, const rocksdb::IOOptions&, rocksdb::FileLock** lock,
                             rocksdb::IODebugContext*) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock, const rocksdb::IOOptions&,
                               rocksdb::IODebugContext*) override;
  rocksdb::IOStatus GetAbsolutePath(const std::string& path, const rocksdb::IOOptions&, std::string* absolute,
                                    rocksdb::IODebugContext*) override {
    *absolute = path;
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus IsDirectory(const std::string& name, const rocksdb::IOOptions&, bool* is,
                                rocksdb::IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    *is = folders_.contains(name);
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus GetFreeSpace(const std::string& name, const rocksdb::IOOptions&, std::uint64_t*,
                                 rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::NotSupported(name);
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
  rocksdb::IOStatus write_operation(std::uint64_t life, const char* what, std::size_t* taken = nullptr,
                                    std::size_t size = 0) {
    if (works(life)) {
      trace_ += fmt::format("{} {}\n", what, size);
      if (taken != nullptr && size > 1 && comes(Fault::torn_write)) {
        *taken = below(size);
        return rocksdb::IOStatus::IOError("Input/output error");
      }
      if (comes(Fault::power_cut)) {
        powered_ = false;
        if (taken != nullptr) *taken = size == 0 ? 0 : below(size);
        return rocksdb::IOStatus::IOError("the power is cut");
      }
      const bool no_space = comes(Fault::no_space);
      if (!no_space && !comes(Fault::write_error)) return rocksdb::IOStatus::OK();
      if (taken != nullptr) *taken = 0;
      return no_space ? rocksdb::IOStatus::NoSpace("No space left on device")
                      : rocksdb::IOStatus::IOError("Input/output error");
    }
    if (taken != nullptr) *taken = 0;
    return rocksdb::IOStatus::IOError("the power is cut");
  }
  void change_names(NameChange change) {
    change.apply(names_);
    unsynced_names_.push_back(std::move(change));
  }
  rocksdb::IOStatus make_folder(const std::string& name) {
    const std::lock_guard lock(mutex_);
    folders_.insert(name);
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus find(const std::string& name, NodePtr* node) {
    if (!powered_) return rocksdb::IOStatus::IOError("the power is cut");
    const auto found = names_.find(name);
    if (found == names_.end()) return no_file(name);
    if (comes(Fault::read_error)) return rocksdb::IOStatus::IOError("Input/output error");
    *node = found->second;
    return rocksdb::IOStatus::OK();
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

}  // namespace rentroll::tests
