#include "events/event_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/assert.hpp"
#include "events/archive.hpp"

namespace rentroll::events {
namespace {

/// A block is full with this many events: larger ones scan hardly faster.
constexpr std::uint32_t block_events_max = 4096;
/// So many small blocks are sealed into one, first of a few events, then of as many as a block holds.
constexpr std::size_t sealed_blocks_min = 32;
constexpr std::uint32_t sealed_first_events = 64;

}  // namespace

UnexpectedSeq::UnexpectedSeq(Seq expected, Seq found)
    : core::SystemError(fmt::format("the log has been appended to in between: its last seq is {}, not {}",
                                    found, expected)) {}

std::optional<std::string_view> WholeBlocks::next() {
  const auto block = blocks_->next();
  if (!block) return std::nullopt;
  const BlockHeader header = read_header(*block);
  const Seq right = expected_ == 0 ? from_ : expected_;
  if (header.first_seq > right || (expected_ != 0 && header.first_seq < right)) {
    throw DamagedBlock(fmt::format("events {} to {} are missing", right, header.first_seq - 1));
  }
  expected_ = header.last_seq() + 1;
  return block;
}

EventCursor::EventCursor(std::unique_ptr<BlockCursor> blocks, Seq from, Directory* directory)
    : blocks_(std::move(blocks), from), directory_(directory), from_(from) {}

bool EventCursor::open_next_block() {
  const auto block = blocks_.next();
  if (!block) return false;
  decoder_.open(*block, directory_);
  return in_block_ = true;
}

bool EventCursor::next(Event& event) {
  while (true) {
    if (!in_block_ && !open_next_block()) return false;
    in_block_ = decoder_.next(event);
    if (in_block_ && event.seq >= from_) return true;
  }
}

EventLog::EventLog(BlockStore& store) : store_(store) {
  const auto block = store.last();
  if (!block) return;
  last_seq_ = read_header(*block).last_seq();
  encoder_.go_on_after(*block);
}

void EventLog::check_last(std::optional<Seq> expected) const {
  if (expected && *expected != last_seq_) throw UnexpectedSeq(*expected, last_seq_);
}

Seq EventLog::append(std::span<Event> unit, const Directory& directory, std::optional<Seq> expected_last) {
  check_last(expected_last);
  while (known_accounts() < directory.accounts.size()) {
    introduce_account(directory.accounts.text(known_accounts()));
  }
  while (known_numbers() < directory.numbers.size()) {
    introduce_number(directory.numbers.text(known_numbers()));
  }
  return append(unit);
}

Seq EventLog::append(std::span<Event> unit, std::optional<Seq> expected_last) {
  RENTROLL_ASSERT(!unit.empty());
  check_last(expected_last);
  const Seq first = last_seq_ + 1;
  for (Event& event : unit) {
    event.seq = ++last_seq_;
    event.ends_unit = &event == &unit.back();
    RENTROLL_ASSERT(event.account == no_ordinal || event.account < known_accounts());
    RENTROLL_ASSERT(event.number == no_ordinal || event.number < known_numbers());
    encoder_.add(event);
    if (encoder_.events() == block_events_max) finish_block();
  }
  // A unit that spans blocks is written as one: only here is every finished block a whole number of units
  // together with what stands before it.
  if (!finished_.empty()) {
    if (encoder_.events() != 0) finish_block();
    store_.write(finished_, Durability::buffered);
    finished_.clear();
  }
  return first;
}

void EventLog::finish_block() {
  const Seq first_seq = last_seq_ + 1 - encoder_.events();
  finished_.push_back({first_seq, encoder_.finish()});
}

void EventLog::flush(Durability durability) {
  if (encoder_.events() != 0) finish_block();
  if (finished_.empty() && durability == Durability::buffered) return;
  store_.write(finished_, durability);
  finished_.clear();
}

void EventLog::seal() {
  RENTROLL_ASSERT(finished_.empty() && encoder_.events() == 0);
  seal_last(sealed_first_events);
  seal_last(block_events_max);
}

/// Makes one block of those that hold the log's last events, `events_max` at the most, if they are many.
void EventLog::seal_last(Seq events_max) {
  const Seq from = last_seq_ < events_max ? 1 : last_seq_ - events_max + 1;
  std::vector<Seq> sealed;
  const auto blocks = store_.read(from);
  while (const auto block = blocks->next()) {
    const Seq first = read_header(*block).first_seq;
    if (first >= from) sealed.push_back(first);
  }
  if (sealed.size() < sealed_blocks_min) return;
  BlockEncoder merged;
  const auto again = store_.read(sealed.front());
  while (const auto block = again->next()) merged.append(*block);
  store_.replace(sealed, {sealed.front(), merged.finish()});
}

std::optional<Event> EventLog::find(Seq seq) const {
  const bool written = seq + encoder_.events() <= last_seq_;
  if (written || seq > last_seq_) return read_event(store_, seq);
  const std::string block = encoder_.block_so_far();
  BlockDecoder decoder;
  decoder.open(block, nullptr);
  Event event;
  while (decoder.next(event)) {
    if (event.seq == seq) return event;
  }
  return std::nullopt;
}

EventCursor EventLog::read(Seq from, Directory* directory) const {
  return {store_.read(from), from, directory};
}

Seq end_of_unit(const BlockStore& store, Seq seq) {
  EventCursor cursor(store.read(seq), seq, nullptr);
  for (Event event; cursor.next(event);) {
    if (event.ends_unit) return event.seq;
  }
  throw DamagedBlock(fmt::format("the log ends in the middle of the unit of event {}", seq));
}

std::optional<Event> read_event(const BlockStore& store, Seq seq) {
  if (seq == 0) return std::nullopt;
  EventCursor cursor(store.read(seq), seq, nullptr);
  Event event;
  if (!cursor.next(event)) return std::nullopt;
  return event;
}

namespace {

/// Goes through the events up to `end` of the block that holds it, in order, and answers with its header.
template <class Each>
BlockHeader for_block_of(const BlockStore& store, Seq end, Each&& each) {
  const auto blocks = store.read(end);
  const auto block = blocks->next();
  if (!block) throw DamagedBlock(fmt::format("event {} is missing", end));
  BlockDecoder decoder;
  const BlockHeader header = decoder.open(*block, nullptr);
  if (header.first_seq > end) {
    throw DamagedBlock(fmt::format("events {} to {} are missing", end, header.first_seq - 1));
  }
  for (Event event; decoder.next(event) && event.seq <= end;) each(event);
  return header;
}

}  // namespace

std::optional<core::Instant> horizon(const BlockStore& store, Seq last) {
  // Late events are few, so the first block looked into nearly always answers.
  std::optional<core::Instant> found;
  for (Seq end = std::min(last, last_seq(store)); end != 0 && !found;) {
    end = for_block_of(store, end,
                       [&](const Event& event) {
                         if (!event.late) found = event.occurred_at;
                       })
              .first_seq -
          1;
  }
  return found;
}

std::vector<Event> late_events(const BlockStore& store, Seq last) {
  std::vector<Event> late;
  for (Seq end = last; end != 0;) {
    std::vector<Event> of_block;
    const BlockHeader header = for_block_of(store, end, [&](const Event& event) {
      if (event.late) of_block.push_back(event);
    });
    late.insert(late.end(), std::make_move_iterator(of_block.rbegin()),
                std::make_move_iterator(of_block.rend()));
    end = header.last_late_before;
  }
  std::reverse(late.begin(), late.end());
  return late;
}

Seq last_known(const BlockStore& store, core::Instant known_at) {
  Seq known = 0;
  for (Seq unknown = last_seq(store) + 1; known + 1 != unknown;) {
    const Seq middle = known + (unknown - known) / 2;
    const auto event = read_event(store, middle);
    if (!event) throw DamagedBlock(fmt::format("event {} is missing", middle));
    (event->recorded_at <= known_at ? known : unknown) = middle;
  }
  return known;
}

void learn_names(const BlockStore& store, Seq last, Directory& directory, Seq from) {
  BlockDecoder decoder;
  const auto blocks = store.read(from);
  for (auto block = blocks->next(); block && decoder.open(*block, &directory).last_seq() < last;) {
    block = blocks->next();
  }
}

NameCounts names_introduced(const BlockStore& store, Seq last) {
  const auto blocks = store.read(last);
  const auto block = blocks->next();
  if (!block) return {};
  const BlockHeader header = read_header(*block);
  return {header.known_accounts(), header.known_numbers()};
}

Seq last_seq(const BlockStore& store) {
  const auto block = store.last();
  return block ? read_header(*block).last_seq() : 0;
}

}  // namespace rentroll::events
