#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"

namespace rentroll::events {

/// What became of a damaged log.
struct Salvage {
  core::Seq saved = 0;        ///< events 1 to this one are in the new log
  core::Seq last_seen = 0;    ///< the last event of which a trace was found; those behind `saved` are lost
  std::string reason;         ///< why nothing behind `saved` could be saved; empty where nothing is lost
  bool is_end_known = false;  ///< the log was closed: there was nothing behind `last_seen`
  std::vector<std::string> notes;  ///< what else is wrong with the log's files
};

/// Saves the longest prefix of whole requests of a log, however damaged it is, into a new one. It relies on
/// no list of files: it takes each block from any table or write-ahead log that holds it whole. Where HEAD
/// says which tables are the log's, others are passed over. The log is not written to. The record of the last
/// run is taken along, as one of an interrupted run where its end is lost, so that `--resume` can go on with
/// it. `each` is called now and then with the last seq saved and its instant. Throws InputError where `log`
/// is no folder of a log or `to` is taken; SystemError where a process writes to the log, or the new one
/// cannot be written.
[[nodiscard]] Salvage salvage(
    const std::filesystem::path& log, const std::filesystem::path& to,
    const std::function<void(core::Seq, core::Instant)>& each = [](core::Seq, core::Instant) {});

}  // namespace rentroll::events
