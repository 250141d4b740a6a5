#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "events/block_store.hpp"
#include "events/head.hpp"

namespace rentroll::events {

/// The last run of a scenario into a log, kept beside the events so that an interrupted run can be resumed.
struct RunRecord {
  std::string scenario;  ///< the scenario's name
  std::string sha256;    ///< of the scenario file, 64 hex digits
  Seq first_seq = 0;     ///< the first event of the run
  bool finished = false;
  friend bool operator==(const RunRecord&, const RunRecord&) = default;
};

/// The record in a log's folder; nothing where no scenario was run. Throws SystemError where it is damaged.
[[nodiscard]] std::optional<RunRecord> read_run(const std::filesystem::path& log);

/// A log on disk: a folder with the blocks in RocksDB, a file that says what the folder is, the writer's
/// lock, the record of the last run, and `HEAD`, which says what all these files were when a writer closed
/// the log the last time (head.hpp). The destructor of one that was opened for writing closes it. What is
/// opened is checked by `HEAD` before anything of it is touched.
class LogFolder {
 public:
  virtual ~LogFolder() = default;

  /// Whether a folder holds a log. False where a new one can be made: where it does not exist, is empty, or
  /// holds the remains of a creation that was interrupted. Throws InputError where the path is a file, or the
  /// folder holds something else.
  [[nodiscard]] static bool holds_log(const std::filesystem::path& path);

  /// Makes a new log in a folder that does not exist, is empty, or holds a log without events. It begins with
  /// the blocks that are given: all of them are there, also over a crash, or there is no log. Throws
  /// InputError where the path is a file, another folder's content, or a log with events; SystemError where
  /// it cannot be written or another process writes to it.
  [[nodiscard]] static std::unique_ptr<LogFolder> create(const std::filesystem::path& path,
                                                         std::span<const NewBlock> blocks = {});

  /// Makes a new log in a folder that does not exist or is empty: `fill` writes its blocks, which are then
  /// synced, and `check` reads them again and throws where they are not those; `run` then says of which run
  /// they are. Whatever happens, all of it is there at the end, with the record of the run, or there is no
  /// log. Throws InputError where the folder holds a log already, and as `create` does.
  static void create_whole(const std::filesystem::path& path,
                           const std::function<std::optional<RunRecord>()>& run,
                           const std::function<void(BlockStore&)>& fill,
                           const std::function<void(const BlockStore&)>& check);

  /// Opens a log to append to it. Throws InputError where there is no log; SystemError where another process,
  /// which is named, writes to it, or it is damaged.
  [[nodiscard]] static std::unique_ptr<LogFolder> open_writer(const std::filesystem::path& path);

  /// Opens a log that may be appended to once it is known what: it is locked as by `open_writer`, and read as
  /// by `open_reader`, so that nothing of it has changed if nothing is appended.
  [[nodiscard]] static std::unique_ptr<LogFolder> open_locked(const std::filesystem::path& path);

  /// Opens a log to read it, without a lock and without writing anything: beside a writer, and from a
  /// read-only copy. Throws SystemError where it is damaged, as far as that is seen without reading it.
  [[nodiscard]] static std::unique_ptr<LogFolder> open_reader(const std::filesystem::path& path);

  [[nodiscard]] virtual BlockStore& store() = 0;
  [[nodiscard]] virtual const BlockStore& store() const = 0;
  [[nodiscard]] virtual std::optional<RunRecord> run() const = 0;
  /// Replaces the record, atomically and durably. REQUIRES: opened for writing.
  virtual void set_run(const RunRecord& run) = 0;
  /// From now on the log is open as by `open_writer`. What refers to `store()` does so no longer.
  /// REQUIRES: opened by `open_locked`.
  virtual void begin_writing() = 0;
};

/// What is known of a log's files without reading its events.
struct FilesReport {
  bool has_head = false;  ///< false for a log of a form that had no HEAD yet
  bool closed = false;    ///< the last writer closed it: all damage shows
  std::vector<FileFlaw> flaws;
};

/// Compares every file of a log, read whole, with what it was. Throws InputError where there is no log;
/// SystemError where what is damaged makes it look as if there were none.
[[nodiscard]] FilesReport check_log_files(const std::filesystem::path& path);

/// Throws SystemError, naming the process, where one writes to the log; until the answer is destroyed none
/// can begin to. Nothing where there is no lock to be held. Nothing is written.
[[nodiscard]] std::shared_ptr<void> keep_writers_out(const std::filesystem::path& path);

/// Marks the last run as finished, where there is one that is not: what is appended behind it would make it
/// look interrupted. REQUIRES: opened for writing.
void mark_run_finished(LogFolder& folder);

/// Events 1 to this one cannot be lost by a loss of power: those of a run that has not finished may still be,
/// and others then come in their places. What is kept of a log beside its events is kept of these alone.
[[nodiscard]] Seq durable_seq(const LogFolder& folder);

/// Whether the log's last run was interrupted: it recorded events and no `ClockAdvanced` at its end (L5).
[[nodiscard]] bool is_unfinished(const LogFolder& folder);

}  // namespace rentroll::events
