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
/// Where `at_seq` is given, the copy has events 1 to that one, as the log stood there: a last run that began
/// behind it is no run of the copy's, and one that ended behind it is unfinished.
/// Each event is decoded on the way. Before the copy counts as a log it is synced, closed, read again and
/// compared with what was read: whatever happens, `to` holds all of it or no log. Throws InputError where
/// there is no log, where event `at_seq` does not end a unit of it, and where `to` is a file, holds a log or
/// other things, or lies in the log's own folder; SystemError where the log is damaged, or the copy cannot be
/// written or read again.
BackupResult back_up(const std::filesystem::path& log, const std::filesystem::path& to,
                     std::optional<Seq> at_seq, const BackupProgress& progress);

}  // namespace rentroll::events
