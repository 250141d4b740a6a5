#pragma once

#include <filesystem>

#include "events/block_store.hpp"

/// What is checked of a log whose last writer did not close it, or still has it open: no HEAD says then what
/// its files should be.
namespace rentroll::events {

/// Something that a store of events must hold, since files of it show it.
struct Traces {
  Seq last_seq = 0;  ///< the last event of which a trace was found
  std::filesystem::path file;
};

/// Looks at the files of a store before it is opened: at the newest table that can be read, which may be
/// there though the list of tables has lost it, and at the ends of the write-ahead logs. Throws DamagedBlock
/// where a write-ahead log is damaged before its end. Beside a writer, too.
[[nodiscard]] Traces find_traces(const std::filesystem::path& folder);

/// Throws DamagedBlock where a store that was opened afterwards ends before the last event of the traces.
void check_traces(const BlockStore& store, const Traces& traces);

/// Throws DamagedBlock where the blocks from the one that holds `from` on do not follow one another.
void check_runs_on(const BlockStore& store, Seq from);

}  // namespace rentroll::events
