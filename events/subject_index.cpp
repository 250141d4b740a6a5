#include "events/subject_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <system_error>

#include "events/damaged_block.hpp"
#include "events/event_log.hpp"
#include "events/log_hash.hpp"
#include "events/name_search.hpp"
#include "events/new_file.hpp"

namespace rentroll::events {
namespace {

namespace fs = std::filesystem;

/// `1-4194304`; nothing where the name is none of a part.
std::optional<std::pair<Seq, Seq>> range_of(const std::string& name) {
  std::pair<Seq, Seq> range;
  const char* const end = name.data() + name.size();
  const auto first = std::from_chars(name.data(), end, range.first);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return std::nullopt;
  const auto last = std::from_chars(first.ptr + 1, end, range.second);
  if (last.ec != std::errc{} || last.ptr != end) return std::nullopt;
  return range;
}

/// A file that by its name is a part.
struct PartFile {
  Seq first = 0;
  Seq last = 0;
  fs::path path;
};

std::vector<PartFile> part_files(const fs::path& folder) {
  std::vector<PartFile> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (const auto range = range_of(at->path().filename().string())) {
      files.push_back({range->first, range->second, at->path()});
    }
  }
  return files;
}

/// The ordinal of a name that some block introduces.
std::optional<Ordinal> introduced_ordinal(const BlockStore& store, bool of_number, std::string_view name) {
  const auto blocks = store.read(1);
  while (const auto block = blocks->next()) {
    const BlockNames names = read_names(*block);
    const auto& texts = of_number ? names.numbers : names.accounts;
    const auto found = std::find(texts.begin(), texts.end(), name);
    if (found == texts.end()) continue;
    const Ordinal first = of_number ? names.header.first_number : names.header.first_account;
    return first + static_cast<Ordinal>(found - texts.begin());
  }
  return std::nullopt;
}

/// Takes a damaged part away, and lets the damage be known.
template <class Work>
auto taking_away_damage(Work&& work) {
  try {
    return work();
  } catch (const DamagedPart& part) {
    std::error_code ignored;
    fs::remove(part.path, ignored);
    throw;
  }
}

}  // namespace

SubjectIndex::SubjectIndex(fs::path folder, const BlockStore& store, EffectOf effect_of, IndexSizes sizes)
    : folder_(std::move(folder)), store_(store), effect_of_(std::move(effect_of)), sizes_(sizes) {
  open_parts();
}

SubjectIndex::~SubjectIndex() = default;

Seq SubjectIndex::last_seq() const { return parts_.empty() ? 0 : parts_.back()->head().last; }

void SubjectIndex::open_parts() {
  parts_.clear();
  tail_.reset();
  std::map<Seq, std::map<Seq, fs::path>> found;  // by first and last event
  for (const PartFile& file : part_files(folder_)) found[file.first][file.last] = file.path;
  // Each goes on from the one before and says so; of those that begin alike the longest is the newest.
  core::Hash before{};
  for (Seq first = 1; found.contains(first); first = last_seq() + 1) {
    const auto& alike = found[first];
    std::unique_ptr<IndexPartReader> reader;
    auto longest = alike.rbegin();
    for (; longest != alike.rend(); ++longest) {
      reader = IndexPartReader::open(longest->second);
      if (reader && reader->head().first == first && reader->head().last == longest->first &&
          reader->head().before == before)
        break;
    }
    if (longest == alike.rend()) break;
    before = reader->head().hash;
    parts_.push_back(std::move(reader));
  }
  while (!parts_.empty() &&
         log_hash(store_, parts_.back()->head().last, part_hash_steps) != parts_.back()->head().hash) {
    parts_.pop_back();
  }
}

void SubjectIndex::extend(Seq durable, const std::function<void(const Event&)>& each) {
  // A part that turns out to be damaged goes, and what it held is read from the log again.
  for (std::size_t attempts_left = parts_.size() + 1; attempts_left != 0; --attempts_left) {
    if (durable < last_seq() + sizes_.part_min) return;
    try {
      if (!taking_away_damage([&] { return extend_once(durable, each); })) return;
    } catch (const DamagedPart&) {
      open_parts();
    }
  }
}

bool SubjectIndex::extend_once(Seq durable, const std::function<void(const Event&)>& each) {
  NewFile file(folder_);
  if (!file.can_be_written()) return false;
  std::size_t kept = 0;
  for (; kept < parts_.size(); ++kept) {
    const PartHead& head = parts_[kept]->head();
    if (head.last - head.first + 1 < sizes_.ratio * (durable - head.last)) break;
  }
  const std::span all(parts_);
  IndexMaking making(store_, effect_of_, all.first(kept), all.subspan(kept));
  const Seq first = kept == 0 ? 1 : parts_[kept - 1]->head().last + 1;
  if (!making.make(folder_, file.descriptor(), durable, sizes_.run_max, each)) return false;
  if (!file.put(folder_ / fmt::format("{}-{}", first, durable))) return false;
  const Seq reached = last_seq();
  open_parts();
  take_away_others();
  return last_seq() > reached;
}

/// What has become part of another one, or does not fit. What reaches farther may be of a process that knows
/// more.
void SubjectIndex::take_away_others() const {
  std::set<fs::path> needed;
  for (const auto& part : parts_) needed.insert(part->path());
  std::error_code ignored;
  for (const PartFile& file : part_files(folder_)) {
    if (file.last <= last_seq() && !needed.contains(file.path)) fs::remove(file.path, ignored);
  }
}

const IndexTail& SubjectIndex::tail(Seq last) const {
  if (tail_ && tail_->last() >= last) return *tail_;
  const auto sums_before = [&](Ordinal account) {
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
      if (const auto sums = (*part)->sums(account)) return *sums;
    }
    return AccountSums{};
  };
  tail_ = std::make_unique<IndexTail>(store_, last_seq() + 1, last, effect_of_, sums_before);
  return *tail_;
}

std::optional<Ordinal> SubjectIndex::find(SubjectKind kind, const std::string& name, Seq last) const {
  return taking_away_damage([&]() -> std::optional<Ordinal> {
    const bool of_number = kind == SubjectKind::number;
    for (const auto& part : parts_) {
      if (part->head().first > last) return std::nullopt;
      if (const auto ordinal = part->find(of_number, name)) return ordinal;
    }
    if (last <= last_seq()) return std::nullopt;
    if (const auto ordinal = tail(last).find(of_number, name)) return ordinal;
    // A name is introduced with the first event that bears it, or, in a log that others wrote, earlier.
    return introduced_ordinal(store_, of_number, name);
  });
}

std::string SubjectIndex::name(SubjectKind kind, Ordinal ordinal, Seq last) const {
  return taking_away_damage([&] {
    const bool of_number = kind == SubjectKind::number;
    for (const auto& part : parts_) {
      if (const auto name = part->name(of_number, ordinal)) return std::string(*name);
    }
    if (last > last_seq()) {
      if (const auto name = tail(last).name(of_number, ordinal)) return std::string(*name);
    }
    return of_number ? find_number_name(store_, ordinal, last) : find_account_name(store_, ordinal, last);
  });
}

void SubjectIndex::read(SubjectKind kind, Ordinal ordinal, Extent extent, Seq last,
                        std::vector<IndexedEvent>& events) const {
  taking_away_damage([&] {
    for (const auto& part : parts_) {
      if (part->head().first > last) break;
      read_part(*part, kind, ordinal, extent, events);
    }
    while (!events.empty() && events.back().event.seq > last) events.pop_back();
    if (last > last_seq()) read_tail(kind, ordinal, last, events);
  });
}

void SubjectIndex::read_part(IndexPartReader& part, SubjectKind kind, Ordinal ordinal, Extent extent,
                             std::vector<IndexedEvent>& events) const {
  if (kind == SubjectKind::none) part.read(RecordKind::nobody, 0, events);
  if (kind == SubjectKind::number) part.read(RecordKind::number, ordinal, events);
  if (kind != SubjectKind::account) return;
  const auto begin = static_cast<std::ptrdiff_t>(events.size());
  part.read(RecordKind::account, ordinal, events);
  if (extent == Extent::brief) return;
  const auto rest = static_cast<std::ptrdiff_t>(events.size());
  part.read(RecordKind::account_rest, ordinal, events);
  std::inplace_merge(events.begin() + begin, events.begin() + rest, events.end(),
                     [](const IndexedEvent& a, const IndexedEvent& b) { return a.event.seq < b.event.seq; });
}

void SubjectIndex::read_tail(SubjectKind kind, Ordinal ordinal, Seq last,
                             std::vector<IndexedEvent>& events) const {
  const IndexTail& tail = this->tail(last);
  const auto& places = kind == SubjectKind::none     ? tail.of_nobody()
                       : kind == SubjectKind::number ? tail.of_number(ordinal)
                                                     : tail.of_account(ordinal);
  for (const std::uint32_t place : places) {
    const IndexedEvent& indexed = tail.event(place);
    if (indexed.event.seq <= last) events.push_back(indexed);
  }
}

}  // namespace rentroll::events
