#include "events/unclean_close.hpp"

#include <fmt/format.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "events/block.hpp"
#include "events/damaged_block.hpp"
#include "events/event_log.hpp"
#include "events/table_end.hpp"
#include "events/write_ahead_log.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == extension) files.push_back(at->path());
  }
  // Their names are numbers with leading zeros.
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    return a.native().size() != b.native().size() ? a.native().size() < b.native().size() : a < b;
  });
  return files;
}

/// The last event in a table; nothing where it cannot be read: a crash leaves such a one.
std::optional<Seq> last_in_table(const fs::path& file) {
  rocksdb::SstFileReader reader{rocksdb::Options()};
  if (!can_be_opened(file) || !reader.Open(file.string()).ok()) return std::nullopt;
  const std::unique_ptr<rocksdb::Iterator> at(reader.NewIterator(rocksdb::ReadOptions()));
  at->SeekToLast();
  if (!at->Valid()) return std::nullopt;
  try {
    return read_header(at->value().ToStringView()).last_seq();
  } catch (const DamagedBlock&) {
    return std::nullopt;
  }
}

/// Writers append, so what looks damaged because it was being written is whole at the second look. They take
/// files away, too.
std::optional<std::uint64_t> damage_in(const fs::path& file) {
  try {
    return damage_before_end(file) ? damage_before_end(file) : std::nullopt;
  } catch (const std::exception&) {
    if (!fs::exists(file)) return std::nullopt;
    throw;
  }
}

void check_write_ahead_log(const fs::path& file) {
  const auto damage = damage_in(file);
  if (!damage) return;
  throw DamagedBlock(
      fmt::format("{} is damaged at byte {}: whole records stand behind it, so it is not the end of a write "
                  "that a crash cut "
                  "short",
                  file.string(), *damage));
}

}  // namespace

Traces find_traces(const fs::path& folder) {
  for (const fs::path& file : files_of(folder, ".log")) check_write_ahead_log(file);
  const auto tables = files_of(folder, ".sst");
  for (auto file = tables.rbegin(); file != tables.rend(); ++file) {
    if (const auto last = last_in_table(*file)) return {*last, *file};
  }
  return {};
}

void check_traces(const BlockStore& store, const Traces& traces) {
  const Seq last = last_seq(store);
  if (last >= traces.last_seq) return;
  throw DamagedBlock(fmt::format("events {} to {} are missing, though {} shows that they were there",
                                 last + 1, traces.last_seq, traces.file.string()));
}

void check_runs_on(const BlockStore& store, Seq from) {
  const auto blocks = store.read(from);
  Seq expected = 0;
  while (const auto block = blocks->next()) {
    const BlockHeader header = read_header(*block);
    if (expected == 0 && header.first_seq > std::max<Seq>(from, 1)) expected = std::max<Seq>(from, 1);
    if (expected != 0 && header.first_seq != expected) {
      throw DamagedBlock(fmt::format("events {} to {} are missing", expected, header.first_seq - 1));
    }
    expected = header.last_seq() + 1;
  }
}

}  // namespace rentroll::events
