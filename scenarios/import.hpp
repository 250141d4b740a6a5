#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <string>

#include "events/block_store.hpp"
#include "events/overlay_store.hpp"
#include "scenarios/recorders.hpp"

/// The import of events from a file of lines (NDJSON): the whole file or nothing.
namespace rentroll::scenarios {

/// Whether only what the rules allow is taken.
enum class Laws { checked, unchecked };

struct ImportOptions {
  std::string name;  ///< what errors call the file
  Laws laws = Laws::checked;
  std::function<void(std::uint64_t)> line_read = nullptr;  ///< called with the number of each line
  Progress event_checked = nullptr;  ///< called while the rules are checked, for the log's events too
};

struct ImportResult {
  Seq first_seq = 0;
  Seq last_seq = 0;
  std::uint64_t late_events = 0;  ///< of them, those before the horizon that they met (L4)
};

/// Reads events into an overlay of a log's store, where everything is checked; nothing is written to the
/// store itself. Events are marked late where they lie before the horizon (L4), and form units as in the log
/// that they come from (`continues_unit`). Throws InputError, which names the line, where
/// - a line is not as EventLineReader wants it,
/// - `seq` does not follow that of the event before, in the log or the file; `recorded_at` is before its,
/// - `late` is true and the event is not before the horizon,
/// - what a refusal `requested` is no request,
/// - the `cause` is an event that neither holds,
/// - an account or number is named that no event of the log or the file has opened or stocked, but for
///   refusals, which may name unknown ones,
/// - a sum is beyond 64 bits (M1), so that the log could not be folded any more,
/// - and, where the laws are checked, an event is not what the rules allow. What they find wrong with the
///   log's own events, or with charges that a fact learned late has made wrong, does not count.
/// Throws InputError where there is no line at all.
[[nodiscard]] ImportResult import_into(events::OverlayStore& overlay, std::istream& input,
                                       const ImportOptions& options);

/// Imports into a log on disk, or into a new one where the folder does not exist, is empty, or holds a log
/// without events. All events are written at once, and survive a loss of power from then on. Where anything
/// is refused or fails before that, the log stays as it was, and no folder is left where there was none.
/// Throws as `import_into` does; InputError where the folder holds something else, or the log's last run was
/// interrupted; SystemError where another process writes to the log.
[[nodiscard]] ImportResult import_events(std::istream& input, const std::filesystem::path& folder,
                                         const ImportOptions& options);

}  // namespace rentroll::scenarios
