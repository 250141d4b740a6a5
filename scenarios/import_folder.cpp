#include <fmt/format.h>

#include <memory>

#include "core/error.hpp"
#include "events/event_log.hpp"
#include "events/log_folder.hpp"
#include "events/memory_store.hpp"
#include "scenarios/import.hpp"

namespace rentroll::scenarios {
namespace {

using core::InputError;
using events::LogFolder;

/// A log to import into, locked and not touched yet. Throws InputError where its last run was interrupted.
std::unique_ptr<LogFolder> open_finished(const std::filesystem::path& path) {
  auto folder = LogFolder::open_locked(path);
  if (!events::is_unfinished(*folder)) return folder;
  throw InputError(
      fmt::format("the log {} is unfinished: its last run was interrupted, and nothing is imported before it "
                  "has gone on: "
                  "rentroll simulate FILE --resume --log {}",
                  path.string(), path.string()));
}

/// Adds blocks to a log whose last event is known.
void write_into(LogFolder& folder, Seq last_seq, std::span<const events::NewBlock> blocks) {
  folder.begin_writing();
  const Seq found = events::last_seq(folder.store());
  if (found != last_seq) throw events::UnexpectedSeq(last_seq, found);
  events::mark_run_finished(folder);
  folder.store().write(blocks, events::Durability::synced);
  events::EventLog(folder.store()).seal();
}

}  // namespace

ImportResult import_events(std::istream& input, const std::filesystem::path& path,
                           const ImportOptions& options) {
  if (!LogFolder::holds_log(path)) {
    const events::MemoryStore nothing;
    events::OverlayStore overlay(nothing);
    const ImportResult result = import_into(overlay, input, options);
    static_cast<void>(LogFolder::create(path, overlay.added()));
    return result;
  }
  const auto folder = open_finished(path);
  events::OverlayStore overlay(folder->store());
  const ImportResult result = import_into(overlay, input, options);
  write_into(*folder, result.first_seq - 1, overlay.added());
  return result;
}

}  // namespace rentroll::scenarios
