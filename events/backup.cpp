#include "events/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "core/sha256.hpp"
#include "events/archive.hpp"
#include "events/block.hpp"
#include "events/block_part.hpp"
#include "events/event_log.hpp"
#include "events/leaf_form.hpp"
#include "events/log_folder.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

constexpr int open_attempts_max = 100;

/// A log open to be read, with the record of the run that its last events belong to.
struct Source {
  std::unique_ptr<LogFolder> folder;
  std::optional<RunRecord> run;
};

/// A writer replaces the record of the run before a run's first event and after its last one. Only where it
/// was the same before and after the events were fixed does it belong to them.
Source open_source(const fs::path& log) {
  for (int attempt = 0; attempt < open_attempts_max; ++attempt) {
    const auto before = LogFolder::open_reader(log)->run();
    auto folder = LogFolder::open_reader(log);
    auto after = folder->run();
    if (before == after) return {std::move(folder), std::move(after)};
  }
  throw core::SystemError(fmt::format(
      "cannot back up {}: another process begins and ends runs in it without a pause", log.string()));
}

/// What of a log is copied: events 1 to `last`. Blocks before the event `part_from` are copied as they are;
/// of the one that begins with it, if any, the beginning.
struct Extent {
  Seq last;
  Seq part_from;
};

/// Throws InputError where the event does not end a unit.
Extent extent_of(const BlockStore& store, std::optional<Seq> at_seq) {
  const Seq stored = last_seq(store);
  if (!at_seq) return {stored, stored + 1};
  if (stored == 0) throw core::InputError(fmt::format("--at-seq {}: the log holds no events", *at_seq));
  if (*at_seq == 0 || *at_seq > stored) {
    throw core::InputError(fmt::format("--at-seq {}: the log holds events 1 to {}", *at_seq, stored));
  }
  if (const Seq end = end_of_unit(store, *at_seq); end != *at_seq) {
    throw core::InputError(
        fmt::format("--at-seq {}: that event is in the middle of what one request or timer recorded, and a "
                    "log has all of it; right is {}, the last of them",
                    *at_seq, end));
  }
  const BlockHeader header = read_header(*store.read(*at_seq)->next());
  return {*at_seq, header.last_seq() == *at_seq ? *at_seq + 1 : header.first_seq};
}

/// What was read of the events of an extent.
struct Content {
  std::string sha256;  ///< of the blocks that are copied as they are, and the leaves of the other events
  Seq clock_advanced = 0;
};

/// Goes through the blocks of an extent, decodes each event, and calls `each(first seq, block)`. Throws
/// DamagedBlock.
template <class Each>
Content read_blocks(const BlockStore& store, const Extent& extent, const BackupProgress& progress,
                    Each&& each) {
  Content content;
  core::Sha256 hash;
  LeafWriter writer;
  Directory names;
  BlockDecoder decoder;
  Event event;
  event.ends_unit = true;
  Seq next = 1;
  const auto blocks = store.read(1);
  while (next <= extent.last) {
    const auto block = blocks->next();
    if (!block) throw DamagedBlock(fmt::format("events {} to {} are missing", next, extent.last));
    const BlockHeader header = decoder.open(*block, &names);
    if (header.first_seq != next) {
      throw DamagedBlock(
          fmt::format("event {} is missing: the next block begins with {}", next, header.first_seq));
    }
    const bool is_part = header.first_seq >= extent.part_from;
    while (!(is_part && next > extent.last) && decoder.next(event)) {
      next = event.seq + 1;
      if (is_part) hash.update(writer.write(event, names));
      if (event.type() == EventType::clock_advanced) content.clock_advanced = event.seq;
    }
    if (!is_part) hash.update(*block);
    each(header.first_seq, *block);
    if (progress) progress(event.seq, event.occurred_at);
  }
  if (!event.ends_unit)
    throw DamagedBlock(fmt::format("the log ends with event {}, in the middle of a unit", next - 1));
  content.sha256 = hash.hex();
  return content;
}

/// The record of the run that belongs to events 1 to `last` of a log that has more.
std::optional<RunRecord> run_by(std::optional<RunRecord> run, Seq last, Seq clock_advanced) {
  if (!run || run->first_seq > last) return std::nullopt;
  run->finished = run->finished && clock_advanced >= run->first_seq;
  return run;
}

/// Whether a path is another one, or lies in it.
bool lies_in(const fs::path& path, const fs::path& other) {
  const fs::path inner = fs::weakly_canonical(path);
  const fs::path outer = fs::weakly_canonical(other);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

BackupResult back_up(const fs::path& log, const fs::path& to, std::optional<Seq> at_seq,
                     const BackupProgress& progress) {
  const Source source = open_source(log);
  if (lies_in(to, log)) {
    throw core::InputError(fmt::format("{} lies in the log's own folder, {}: right is one outside of it",
                                       to.string(), log.string()));
  }
  const BlockStore& original = std::as_const(*source.folder).store();
  const Extent extent = extent_of(original, at_seq);
  Content copied;
  const auto fill = [&](BlockStore& copy) {
    copied = read_blocks(original, extent, progress, [&](Seq first_seq, std::string_view block) {
      if (first_seq >= extent.part_from) {
        append_beginning(copy, block, extent.last, [](const Event&) {});
        return;
      }
      const NewBlock same{first_seq, std::string(block)};
      copy.write({&same, 1}, Durability::buffered);
    });
  };
  const auto check = [&](const BlockStore& copy) {
    const Content found = read_blocks(copy, extent, progress, [](Seq, std::string_view) {});
    if (found.sha256 == copied.sha256 && last_seq(copy) == extent.last) return;
    throw core::SystemError(
        fmt::format("the copy in {} is not what was written to it: there is no backup", to.string()));
  };
  const auto run = [&] {
    const bool is_all = extent.last == last_seq(original);
    return is_all ? source.run : run_by(source.run, extent.last, copied.clock_advanced);
  };
  LogFolder::create_whole(to, run, fill, check);

  BackupResult result;
  result.last_seq = extent.last;
  result.horizon = horizon(original, result.last_seq);
  result.unfinished = is_unfinished(*LogFolder::open_reader(to));
  return result;
}

}  // namespace rentroll::events
