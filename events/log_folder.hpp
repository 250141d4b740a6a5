#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "events/block_store.hpp"

namespace rentroll::events {

/// The last run of a scenario into a log, kept beside the events so that an interrupted run can be resumed.
struct RunRecord {
  std::string scenario;  ///< the scenario's name
  std::string sha256;    ///< of the scenario file, 64 hex digits
  Seq first_seq = 0;     ///< the first event of the run
  bool finished = false;
};

/// A log on disk: a folder with the blocks in RocksDB, a file that says what the folder is, the writer's lock
/// and the record of the last run.
class LogFolder {
 public:
  virtual ~LogFolder() = default;

  /// Makes a new log in a folder that does not exist, is empty, or holds a log without events. Throws
  /// InputError where the path is a file, another folder's content, or a log with events; SystemError where
  /// it cannot be written or another process writes to it.
  [[nodiscard]] static std::unique_ptr<LogFolder> create(const std::filesystem::path& path);

  /// Opens a log to append to it. Throws InputError where there is no log; SystemError where another process,
  /// which is named, writes to it, or it is damaged.
  [[nodiscard]] static std::unique_ptr<LogFolder> open_writer(const std::filesystem::path& path);

  /// Opens a log to read it, without a lock and without writing anything: beside a writer, and from a
  /// read-only copy.
  [[nodiscard]] static std::unique_ptr<LogFolder> open_reader(const std::filesystem::path& path);

  [[nodiscard]] virtual BlockStore& store() = 0;
  [[nodiscard]] virtual const BlockStore& store() const = 0;
  [[nodiscard]] virtual std::optional<RunRecord> run() const = 0;
  /// Replaces the record, atomically and durably. REQUIRES: opened for writing.
  virtual void set_run(const RunRecord& run) = 0;
};

/// Whether the log's last run was interrupted: it recorded events and no `ClockAdvanced` at its end (L5).
[[nodiscard]] bool is_unfinished(const LogFolder& folder);

}  // namespace rentroll::events
