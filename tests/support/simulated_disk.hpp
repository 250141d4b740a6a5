#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace rocksdb {
class Env;
}

namespace rentroll::tests {

/// What may befall an operation on a disk.
enum class Fault {
  write_error,  ///< EIO where something is written, synced, created or renamed
  no_space,     ///< ENOSPC there
  torn_write,   ///< a part of the bytes is written, and then there is EIO
  read_error,   ///< EIO where something is read or opened
  short_read,   ///< fewer bytes of a file of events than were asked for
  power_cut     ///< in the middle of a write: from then on nothing works
};

/// What a disk has lost when it is used again.
enum class Loss {
  nothing,   ///< the process was killed, and the system went on
  unsynced,  ///< all that was not synced
  torn,      ///< the end of what was not synced, for each file and for the names
  reordered  ///< any of what was not synced: where one page is missing, later ones may be there, as zeros or
             ///< stale
};

class SimulatedFiles;

/// A file system in memory for RocksDB, which keeps by itself what a disk would hold after a loss of power
/// and meets faults where they are planned. What it does follows from its seed and from what is asked of it.
/// Background compactions run when `run_background` is called, so that operations have one order.
class SimulatedDisk {
 public:
  explicit SimulatedDisk(std::uint64_t seed);
  ~SimulatedDisk();
  SimulatedDisk(const SimulatedDisk&) = delete;
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  /// What a store is opened with. It must be closed before the disk goes.
  [[nodiscard]] rocksdb::Env* environment() const;
  void run_background();

  /// The fault comes once, at the operation that follows `operations` others that it could befall.
  void plan(Fault fault, std::uint64_t operations);
  /// Whether the planned fault has come.
  [[nodiscard]] bool fault_came() const;
  /// Takes back what is planned.
  void clear_faults();

  /// From now on every operation fails, of those too that are open.
  void cut_power();
  /// The disk can be used again, and has lost what the kind of loss says. What was open stays unusable.
  void restore(Loss loss);

  /// SHA-256 over all operations so far that change something, in their order.
  [[nodiscard]] std::string trace() const;

 private:
  class Environment;
  std::shared_ptr<SimulatedFiles> files_;
  std::unique_ptr<Environment> environment_;
};

}  // namespace rentroll::tests
