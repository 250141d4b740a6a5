#include "projections/snapshots.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

#include "core/error.hpp"
#include "events/log_hash.hpp"
#include "events/new_file.hpp"

namespace rentroll::projections {
namespace {

namespace fs = std::filesystem;

using events::NameCounts;

/// The steps of `log_hash` by which a snapshot knows its log.
constexpr Seq hash_steps = 16;

/// A snapshot that lies in the folder. Its file's name is its seq.
struct Kept {
  Seq seq;
  std::uint64_t bytes;
  fs::path path;
};

/// All of them, by seq; whatever else lies in the folder is left alone.
std::vector<Kept> list(const fs::path& folder) {
  std::vector<Kept> kept;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    Seq seq = 0;
    const auto [rest, wrong] = std::from_chars(name.data(), name.data() + name.size(), seq);
    if (wrong != std::errc{} || rest != name.data() + name.size() || std::to_string(seq) != name) continue;
    std::error_code unreadable;
    const auto bytes = fs::file_size(at->path(), unreadable);
    if (!unreadable) kept.push_back({seq, bytes, at->path()});
  }
  std::sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return a.seq < b.seq; });
  return kept;
}

/// How many names a replay must know that goes on behind an event: a block introduces its names before its
/// events, and where it ends later, all of them are met again.
NameCounts names_before(const events::BlockStore& store, Seq seq) {
  const auto blocks = store.read(seq);
  const auto block = blocks->next();
  if (!block) return {};
  const events::BlockHeader header = events::read_header(*block);
  const bool whole = header.last_seq() == seq;
  return {whole ? header.known_accounts() : header.first_account,
          whole ? header.known_numbers() : header.first_number};
}

/// The names that the log introduces with the events of a state.
NameCounts names_known_by(const events::BlockStore& store, const State& state) {
  const NameCounts before = names_before(store, state.last_seq);
  return {std::max(before.accounts, static_cast<Ordinal>(state.accounts.size())),
          std::max(before.numbers, static_cast<Ordinal>(state.numbers.size()))};
}

/// Whether a state that has folded events 1 to `head.seq` is part of the cut's, whose late events are given.
bool belongs_to(const SnapshotHead& head, const Cut& cut, const std::vector<events::Event>& late) {
  if (cut.as_of && head.horizon > *cut.as_of) return false;
  return std::none_of(late.begin(), late.end(), [&](const events::Event& event) {
    return event.seq > head.seq && event.occurred_at < head.horizon;
  });
}

std::optional<State> read_fitting(const SnapshotFile& file, const events::BlockStore& store) {
  std::optional<State> state = file.read();
  if (!state || events::log_hash(store, state->last_seq, hash_steps, state->names) != file.head().log)
    return std::nullopt;
  const NameCounts before = names_before(store, state->last_seq);
  const auto& [accounts, numbers] = state->names;
  if (accounts.size() < before.accounts || numbers.size() < before.numbers) return std::nullopt;
  return state;
}

}  // namespace

Snapshots::Snapshots(fs::path folder, Seq durable, SnapshotSpacing spacing)
    : folder_(std::move(folder)), durable_(durable), spacing_(spacing), next_(spacing.events_min) {}

void Snapshots::restore(const events::BlockStore& store, const Cut& cut, State& state) {
  const Seq last = check_cut(store, cut);
  const std::vector<Kept> kept = list(folder_);
  if (kept.empty()) return;
  const std::vector<events::Event> late = events::late_events(store, last);
  for (auto each = kept.rbegin(); each != kept.rend(); ++each) {
    if (each->seq == 0 || each->seq > last) continue;
    const auto file = SnapshotFile::open(each->path);
    if (file && file->head().seq == each->seq) {
      if (!belongs_to(file->head(), cut, late)) continue;
      if (auto read = read_fitting(*file, store)) {
        state = std::move(*read);
        begun_at_ = state.last_seq;
        next_ = begun_at_ + gap_of(each->bytes);
        return;
      }
    }
    unfit_.push_back(each->path);
  }
}

void Snapshots::pass(const events::BlockStore& store, const State& state, Seq event) {
  if (event > durable_) {
    next_ = std::numeric_limits<Seq>::max();
  } else if (state.last_seq != event) {
    // A later event has been folded already, since it occurred before: this is no state of a log's beginning.
    next_ = state.last_seq;
  } else {
    const Seq gap = gap_of(snapshot_bytes(state, names_known_by(store, state)));
    if (event - begun_at_ >= gap) {
      keep(store, state);
      begun_at_ = event;
    }
    next_ = begun_at_ + gap;
  }
}

void Snapshots::finish(const events::BlockStore& store, const Cut& cut, const State& state) {
  const Seq last = state.last_seq;
  if (last == begun_at_ || cut.as_of || last != events::last_seq(store) || last > durable_) return;
  const Seq gap = gap_of(snapshot_bytes(state, names_known_by(store, state))) / spacing_.newest_nearer;
  if (last - begun_at_ >= gap) keep(store, state);
}

Seq Snapshots::gap_of(std::uint64_t bytes) const {
  return std::max(spacing_.events_min, bytes / spacing_.bytes_an_event);
}

void Snapshots::keep(const events::BlockStore& store, const State& state) {
  events::NewFile file(folder_);
  if (!file.can_be_written()) return;
  const auto log = events::log_hash(store, state.last_seq, hash_steps, state.names);
  if (!log) return;
  const NameCounts names = names_known_by(store, state);
  if (!write_snapshot(file.descriptor(), state, names, *log)) return;
  const fs::path place = folder_ / std::to_string(state.last_seq);
  if (!file.put(place)) return;
  std::erase(unfit_, place);
  take_away();
}

/// Takes away what does not fit, and what stands nearer to the one before than it should, but for the newest.
void Snapshots::take_away() {
  std::error_code ignored;
  for (const fs::path& path : unfit_) fs::remove(path, ignored);
  unfit_.clear();
  const std::vector<Kept> kept = list(folder_);
  Seq before = 0;
  for (std::size_t at = 0; at + 1 < kept.size(); ++at) {
    if (kept[at].seq - before >= gap_of(kept[at].bytes)) {
      before = kept[at].seq;
    } else {
      fs::remove(kept[at].path, ignored);
    }
  }
}

}  // namespace rentroll::projections
