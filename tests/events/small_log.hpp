#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "events/event_log.hpp"
#include "events/leaf_hashes.hpp"
#include "events/log_folder.hpp"

/// Small logs to be damaged, and what is known of them.
namespace rentroll::events {

/// All that a log says: the hashes of its events' leaves, in their order.
using Leaves = std::vector<Hash>;

inline Leaves leaves_of(const BlockStore& store) {
  Leaves leaves;
  for_each_leaf_hash(store, 0, last_seq(store),
                     [&](const LeafPlace&, const Hash& leaf) { leaves.push_back(leaf); });
  return leaves;
}

inline bool is_prefix(const Leaves& shorter, const Leaves& longer) {
  return shorter.size() <= longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

/// The seqs at which a unit ends, and 0.
inline std::set<Seq> unit_ends(const BlockStore& store) {
  std::set<Seq> ends{0};
  EventCursor cursor(store.read(1), 1, nullptr);
  for (Event event; cursor.next(event);) {
    if (event.ends_unit) ends.insert(event.seq);
  }
  return ends;
}

/// Appends units of one to three events, some with a new account, each in a block of its own.
inline void append_units(LogFolder& folder, int units) {
  EventLog log(folder.store());
  Directory names;
  learn_names(folder.store(), log.last_seq(), names);
  for (int i = 0; i < units; ++i) {
    std::vector<Event> unit(log.last_seq() % 3 + 1);
    for (Event& event : unit) {
      event.occurred_at = event.recorded_at =
          core::Instant::from_microseconds(static_cast<std::int64_t>(log.last_seq()));
      event.account = names.accounts.intern("account-" + std::to_string(log.last_seq() / 4));
      event.payload = AccountVerified{};
    }
    log.append(unit, names);
    log.flush(Durability::buffered);
  }
}

inline std::string bytes_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void put_bytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// The files of a log that are not empty, but for the locks, which say nothing of it.
inline std::vector<std::filesystem::path> files_of_log(const std::filesystem::path& log) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(log)) {
    if (entry.is_regular_file() && entry.path().filename() != "LOCK" && entry.file_size() != 0) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// By how many places a test that damages one after the other goes on: RENTROLL_EVERY_BYTE leaves none out.
inline std::size_t stride(std::size_t usual) {
  return std::getenv("RENTROLL_EVERY_BYTE") != nullptr ? 1 : usual;
}

}  // namespace rentroll::events
