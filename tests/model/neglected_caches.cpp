#include "tests/model/neglected_caches.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include "core/assert.hpp"
#include "scenarios/restore.hpp"
#include "tests/support/spaced_snapshots.hpp"

namespace rentroll::tests {
namespace {

namespace fs = std::filesystem;

constexpr events::IndexSizes sizes{4, 64, 2};
constexpr events::Seq snapshots_apart = 15;

void extend_index(const fs::path& folder, const events::BlockStore& store, events::Seq durable) {
  events::SubjectIndex(folder, store, projections::effect_of, sizes)
      .extend(durable, [](const events::Event&) {});
}

}  // namespace

NeglectedCaches::NeglectedCaches(std::uint64_t seed, MetCaches& met) : random_(seed), met_(met) {}

void NeglectedCaches::make(const events::BlockStore& store, events::Seq durable) {
  static_cast<void>(state_of(store, {}, durable));
  extend_index(index(), store, durable);
}

void NeglectedCaches::suffer(const events::BlockStore& other) {
  ++met_.mishaps;
  const std::uint64_t mishap = below(8);
  if (mishap == 0) fs::remove_all(snapshots());
  if (mishap == 1) fs::remove_all(index());
  if (mishap == 2) {
    // What another log left behind comes beside or over the log's own.
    const auto last = 1 + below(std::max<events::Seq>(events::last_seq(other), 1));
    projections::Cut cut;
    cut.at_seq = std::min(last, events::last_seq(other));
    static_cast<void>(replay_with_snapshots(other, cut, spaced_snapshots(snapshots(), snapshots_apart)));
    extend_index(index(), other, *cut.at_seq);
  }
  const std::vector<fs::path> there = files();
  if (there.empty()) return;
  const fs::path& one = there[below(there.size())];
  if (mishap == 3) fs::remove(one);
  if (mishap == 4) {
    const fs::path& place = there[below(there.size())];
    if (place != one) fs::copy_file(one, place, fs::copy_options::overwrite_existing);
  }
  // What a command was writing when it was killed.
  if (mishap == 5 && one.filename() != "new") {
    fs::copy_file(one, one.parent_path() / "new", fs::copy_options::overwrite_existing);
  }
  if (mishap >= 6) damage(one);
}

/// Flips bits of a byte, or cuts the file.
void NeglectedCaches::damage(const fs::path& file) {
  const std::uintmax_t size = fs::file_size(file);
  if (size == 0) return;
  const std::uintmax_t at = below(size);
  const auto bits = static_cast<char>(1 + below(255));
  if (below(3) == 0) {
    fs::resize_file(file, at);
    return;
  }
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(at));
  const auto byte = static_cast<char>(bytes.get() ^ bits);
  bytes.seekp(static_cast<std::streamoff>(at));
  bytes.put(byte);
}

void NeglectedCaches::restore(const events::BlockStore& store, projections::State& state,
                              scenarios::RequestIndex& index, events::Seq durable) {
  projections::State found;
  spaced_snapshots(snapshots(), snapshots_apart, durable).restore(store, {}, found);
  met_.writers += found.last_seq != 0 ? 1 : 0;
  auto its = spaced_snapshots(snapshots(), snapshots_apart, durable);
  scenarios::restore(store, events::last_seq(store), state, index, &its);
}

projections::State NeglectedCaches::state_of(const events::BlockStore& store, const projections::Cut& cut,
                                             events::Seq durable) {
  Restored restored =
      replay_with_snapshots(store, cut, spaced_snapshots(snapshots(), snapshots_apart, durable));
  met_.from_snapshot += restored.from != 0 ? 1 : 0;
  return std::move(restored.state);
}

projections::PartialLog NeglectedCaches::events_of(const events::BlockStore& store,
                                                   const std::optional<std::string>& account,
                                                   const std::optional<std::string>& number,
                                                   events::Seq last) {
  // A part whose damage shows is taken away, so that the question is answered at last.
  for (std::size_t attempts_left = files().size() + 1;; --attempts_left) {
    RENTROLL_ASSERT(attempts_left != 0);
    const events::SubjectIndex index_of_log(index(), store, projections::effect_of, sizes);
    const projections::PartialReader reader(index_of_log, store, {}, last);
    if (auto found = reader.events_of(account, number)) {
      met_.from_index += index_of_log.last_seq() != 0 ? 1 : 0;
      return std::move(*found);
    }
  }
}

/// By name, so that a seed chooses the same one again.
std::vector<fs::path> NeglectedCaches::files() const {
  std::vector<fs::path> found;
  for (const fs::path& folder : std::array{snapshots(), index()}) {
    std::error_code missing;
    for (fs::directory_iterator at(folder, missing), end; !missing && at != end; at.increment(missing)) {
      found.push_back(at->path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace rentroll::tests
