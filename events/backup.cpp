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
#include "events/event_log.hpp"
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

/// Goes through all blocks of a store, decodes each event, and calls `each(first seq, block)`. Answers with
/// the SHA-256 of the blocks. Throws DamagedBlock.
template <class Each>
std::string read_blocks(const BlockStore& store, const BackupProgress& progress, Each&& each) {
  core::Sha256 hash;
  Directory names;
  BlockDecoder decoder;
  Seq next = 1;
  Event event;
  event.ends_unit = true;
  const auto blocks = store.read(1);
  while (const auto block = blocks->next()) {
    const BlockHeader header = decoder.open(*block, &names);
    if (header.first_seq != next) {
      throw DamagedBlock(
          fmt::format("event {} is missing: the next block begins with {}", next, header.first_seq));
    }
    while (decoder.next(event)) {
    }
    next = header.last_seq() + 1;
    hash.update(*block);
    each(header.first_seq, *block);
    if (progress) progress(header.last_seq(), event.occurred_at);
  }
  if (!event.ends_unit)
    throw DamagedBlock(fmt::format("the log ends with event {}, in the middle of a unit", next - 1));
  return hash.hex();
}

/// Whether a path is another one, or lies in it.
bool lies_in(const fs::path& path, const fs::path& other) {
  const fs::path inner = fs::weakly_canonical(path);
  const fs::path outer = fs::weakly_canonical(other);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

BackupResult back_up(const fs::path& log, const fs::path& to, const BackupProgress& progress) {
  const Source source = open_source(log);
  if (lies_in(to, log)) {
    throw core::InputError(fmt::format("{} lies in the log's own folder, {}: right is one outside of it",
                                       to.string(), log.string()));
  }
  const BlockStore& original = std::as_const(*source.folder).store();
  std::string copied;
  const auto fill = [&](BlockStore& copy) {
    copied = read_blocks(original, progress, [&](Seq first_seq, std::string_view block) {
      const NewBlock same{first_seq, std::string(block)};
      copy.write({&same, 1}, Durability::buffered);
    });
  };
  const auto check = [&](const BlockStore& copy) {
    if (read_blocks(copy, progress, [](Seq, std::string_view) {}) == copied) return;
    throw core::SystemError(
        fmt::format("the copy in {} is not what was written to it: there is no backup", to.string()));
  };
  LogFolder::create_whole(to, source.run, fill, check);

  BackupResult result;
  result.last_seq = last_seq(original);
  result.horizon = horizon(original, result.last_seq);
  result.unfinished = is_unfinished(*LogFolder::open_reader(to));
  return result;
}

}  // namespace rentroll::events
