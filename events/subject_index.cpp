#include "events/subject_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <system_error>

#include "events/damaged_block.hpp"
#include "events/event_log.hpp"
#include "events/index_part.hpp"
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

/// The hash that a part which ends in an event of this log has.
std::optional<core::Hash> hash_by_log(const BlockStore& store, const PartHead& head) {
  const auto named = read_named_event(store, head.last);
  if (!named) return std::nullopt;
  LeafWriter writer;
  return part_hash(head.before, writer.write(named->event, named->account, named->number));
}

}  // namespace

struct SubjectIndex::Part {
  fs::path path;
  std::unique_ptr<IndexPartReader> reader;
};

SubjectIndex::SubjectIndex(fs::path folder, const BlockStore& store, IndexSizes sizes)
    : folder_(std::move(folder)), store_(store), sizes_(sizes) {
  open_parts();
}

SubjectIndex::~SubjectIndex() = default;

Seq SubjectIndex::last_seq() const { return parts_.empty() ? 0 : parts_.back()->reader->head().last; }

void SubjectIndex::open_parts() {
  parts_.clear();
  std::map<Seq, std::map<Seq, fs::path>> found;  // by first and last event
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    if (const auto range = range_of(at->path().filename().string()))
      found[range->first][range->second] = at->path();
  }
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
    parts_.push_back(std::make_unique<Part>(Part{longest->second, std::move(reader)}));
  }
  while (!parts_.empty() &&
         hash_by_log(store_, parts_.back()->reader->head()) != parts_.back()->reader->head().hash) {
    parts_.pop_back();
  }
}

void SubjectIndex::extend(Seq durable, const std::function<void(const Event&)>& each) {
  Directory names;
  Seq names_known_by = 0;
  while (durable >= last_seq() + sizes_.part_min) {
    // As digits of a binary number carry: a part is made into one with those before it that are no larger.
    Seq first = last_seq() + 1;
    const Seq last = std::min(durable, first + sizes_.part_max - 1);
    std::size_t kept = parts_.size();
    for (; kept != 0; --kept) {
      const PartHead& before = parts_[kept - 1]->reader->head();
      if (before.last - before.first > last - first || last - before.first >= sizes_.part_max) break;
      first = before.first;
    }
    const core::Hash before = kept == 0 ? core::Hash{} : parts_[kept - 1]->reader->head().hash;
    if (names_known_by + 1 < first) learn_names(store_, first - 1, names, names_known_by + 1);
    if (!make_part(first, last, before, names, each)) return;
    names_known_by = last;
    std::vector<fs::path> replaced;
    for (std::size_t at = kept; at < parts_.size(); ++at) replaced.push_back(parts_[at]->path);
    const Seq reached = last_seq();
    open_parts();
    if (last_seq() <= reached) return;
    std::error_code ignored;
    for (const fs::path& path : replaced) fs::remove(path, ignored);
  }
}

bool SubjectIndex::make_part(Seq first, Seq last, const core::Hash& before, Directory& names,
                             const std::function<void(const Event&)>& each) const {
  NewFile file(folder_);
  if (!file.can_be_written()) return false;
  IndexPartWriter writer;
  EventCursor cursor(store_.read(first), first, &names);
  for (Event event; cursor.next(event) && event.seq <= last;) {
    writer.add(event, names);
    each(event);
  }
  PartHead head;
  head.form = index_form;
  head.first = first;
  head.last = last;
  head.before = before;
  head.hash = part_hash(before, writer.last_leaf());
  return writer.write(file.path(), head, names) && file.put(folder_ / fmt::format("{}-{}", first, last));
}

namespace {

/// The ordinal of a name that the blocks from that of event `from` on introduce.
std::optional<Ordinal> introduced_ordinal(const BlockStore& store, SubjectKind kind, std::string_view name,
                                          Seq from) {
  const auto blocks = store.read(from);
  while (const auto block = blocks->next()) {
    const BlockNames names = read_names(*block);
    const bool of_number = kind == SubjectKind::number;
    const auto& texts = of_number ? names.numbers : names.accounts;
    const auto found = std::find(texts.begin(), texts.end(), name);
    if (found == texts.end()) continue;
    const Ordinal first = of_number ? names.header.first_number : names.header.first_account;
    return first + static_cast<Ordinal>(found - texts.begin());
  }
  return std::nullopt;
}

/// Events with the texts of their names.
std::vector<NamedEvent> with_names(const BlockStore& store, std::vector<Event> events) {
  constexpr std::size_t few = 200;  // to learn all names of a log costs as much as to find a few hundred
  std::vector<NamedEvent> named;
  Directory names;
  if (events.size() > few) learn_names(store, events.back().seq, names);
  for (Event& event : events) {
    if (events.size() <= few) {
      if (auto found = read_named_event(store, event.seq)) named.push_back(std::move(*found));
      continue;
    }
    const auto text = [](const Names& texts, Ordinal ordinal) {
      return ordinal == no_ordinal ? std::string() : std::string(texts.text(ordinal));
    };
    const std::string account = text(names.accounts, event.account);
    const std::string number = text(names.numbers, event.number);
    named.push_back({std::move(event), account, number});
  }
  return named;
}

}  // namespace

void SubjectIndex::read_rest(SubjectKind kind, std::string_view name, Seq last,
                             std::vector<NamedEvent>& found) const {
  const auto ordinal_in = [&](const Event& event) {
    return kind == SubjectKind::number ? event.number : event.account;
  };
  std::optional<Ordinal> ordinal;
  if (kind != SubjectKind::none) {
    const auto known = found.empty() ? std::nullopt : read_event(store_, found.front().event.seq);
    if (known) ordinal = ordinal_in(*known);
    // A name is introduced with the first event that bears it, or, in a log that others wrote, earlier.
    if (!ordinal) ordinal = introduced_ordinal(store_, kind, name, last_seq() + 1);
    if (!ordinal) ordinal = introduced_ordinal(store_, kind, name, 1);
    if (!ordinal) return;
  }
  std::vector<Event> chosen;
  EventCursor cursor(store_.read(last_seq() + 1), last_seq() + 1, nullptr);
  for (Event event; cursor.next(event) && event.seq <= last;) {
    const bool is_chosen =
        ordinal ? ordinal_in(event) == *ordinal : event.account == no_ordinal && event.number == no_ordinal;
    if (is_chosen) chosen.push_back(event);
  }
  for (NamedEvent& named : with_names(store_, std::move(chosen))) found.push_back(std::move(named));
}

std::optional<std::vector<NamedEvent>> SubjectIndex::events_of(SubjectKind kind, std::string_view name,
                                                               Seq last) const {
  std::vector<NamedEvent> found;
  for (const auto& part : parts_) {
    if (part->reader->head().first > last) break;
    if (part->reader->read(static_cast<char>(kind), name, found)) continue;
    std::error_code ignored;
    fs::remove(part->path, ignored);
    return std::nullopt;
  }
  while (!found.empty() && found.back().event.seq > last) found.pop_back();
  if (last > last_seq()) read_rest(kind, name, last, found);
  return found;
}

}  // namespace rentroll::events
