#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "core/instant.hpp"
#include "events/block_store.hpp"

namespace rentroll::events {

/// What a copy of a log holds.
struct BackupResult {
  Seq last_seq = 0;                      ///< events 1 to this one; 0 in an empty log
  std::optional<core::Instant> horizon;  ///< nothing without an event that is not late (Q4)
  bool unfinished = false;               ///< the last run was interrupted, or went on while it was copied
};

/// Called now and then with the last event that was copied or compared, and when it occurred.
using BackupProgress = std::function<void(Seq, core::Instant)>;

/// Copies a log as it stands at one `seq`, also while another process writes to it: the same blocks, and the
/// record of the last run that belongs to them, so that an unfinished run can be resumed in the copy as well.
/// Each event is decoded on the way. Before the copy counts as a log it is synced, closed, read again and
/// compared with what was read: whatever happens, `to` holds all of it or no log. Throws InputError where
/// there is no log, and where `to` is a file, holds a log or other things, or lies in the log's own folder;
/// SystemError where the log is damaged, or the copy cannot be written or read again.
BackupResult back_up(const std::filesystem::path& log, const std::filesystem::path& to,
                     const BackupProgress& progress);

}  // namespace rentroll::events
