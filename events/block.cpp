#include "events/block.hpp"

#include <algorithm>
#include <exception>

#include "core/assert.hpp"
#include "events/block_columns.hpp"
#include "events/block_rows.hpp"
#include "events/payload_archive.hpp"

namespace rentroll::events {

BlockEncoder::BlockEncoder() : events_(std::make_unique<ColumnWriter>()) {}
BlockEncoder::~BlockEncoder() = default;

void BlockEncoder::append_name(std::string& names, std::string_view text) {
  RENTROLL_ASSERT(!text.empty() && text.size() <= 255);
  names += static_cast<char>(text.size());
  names += text;
  (&names == &accounts_ ? header_.new_accounts : header_.new_numbers) += 1;
}

void BlockEncoder::set_known_names(Ordinal accounts, Ordinal numbers) {
  RENTROLL_ASSERT(header_.events == 0 && accounts_.empty() && numbers_.empty());
  header_.first_account = accounts;
  header_.first_number = numbers;
}

void BlockEncoder::go_on_after(std::string_view block) {
  BlockDecoder decoder;
  const BlockHeader& header = decoder.open(block, nullptr);
  set_known_names(header.known_accounts(), header.known_numbers());
  last_late_ = header.last_late_before;
  for (Event event; decoder.next(event);) {
    if (event.late) last_late_ = event.seq;
  }
}

void BlockEncoder::append(std::string_view block) {
  BlockDecoder decoder;
  const BlockHeader& header = decoder.open(block, nullptr);
  if (header_.events == 0) {
    set_known_names(header.first_account, header.first_number);
    last_late_ = header.last_late_before;
  }
  accounts_ += decoder.account_names();
  numbers_ += decoder.number_names();
  header_.new_accounts += header.new_accounts;
  header_.new_numbers += header.new_numbers;
  for (Event event; decoder.next(event);) add(event);
}

void BlockEncoder::add(const Event& event) {
  if (header_.events == 0) {
    header_.first_seq = event.seq;
    header_.last_late_before = last_late_;
  }
  if (event.late) last_late_ = event.seq;
  RENTROLL_ASSERT(event.seq == header_.first_seq + header_.events);
  ++header_.events;
  types_[static_cast<std::size_t>(event.type())] = true;
  events_->add(event);
}

std::string BlockEncoder::block_of(ColumnWriter& events) const {
  std::string block;
  StringOutputArchive archive(block);
  archive(columns_form, header_.first_seq, header_.events, header_.last_late_before);
  archive(static_cast<std::uint8_t>(std::count(types_.begin(), types_.end(), true)));
  for (std::size_t type = 0; type < types_.size(); ++type) {
    if (types_[type]) archive(static_cast<std::uint8_t>(type), newest_version);
  }
  archive(header_.first_account, header_.new_accounts, header_.first_number, header_.new_numbers);
  block += accounts_;
  block += numbers_;
  events.finish(block);
  return block;
}

std::string BlockEncoder::block_so_far() const {
  ColumnWriter copy = *events_;
  return block_of(copy);
}

std::string BlockEncoder::finish() {
  std::string block = block_of(*events_);
  const Ordinal accounts = known_accounts();
  const Ordinal numbers = known_numbers();
  header_ = {};
  header_.first_account = accounts;
  header_.first_number = numbers;
  accounts_.clear();
  numbers_.clear();
  types_.fill(false);
  return block;
}

struct BlockDecoder::State {
  void read(std::span<EventView> views, std::vector<Event>& events, std::size_t& filled);

  SpanInputArchive archive;
  BlockBeginning beginning;
  std::string_view head;
  std::string_view account_names;
  std::string_view number_names;
  RowReader rows;
  ColumnReader columns;
  std::exception_ptr failure;            // behind the events that have been given out
  EventBuffer buffer{group_events_max};  // for who reads events one by one
  std::span<const EventView> left;       // of it
};

BlockDecoder::BlockDecoder() : state_(std::make_unique<State>()) {}
BlockDecoder::~BlockDecoder() = default;
BlockDecoder::BlockDecoder(BlockDecoder&&) noexcept = default;
BlockDecoder& BlockDecoder::operator=(BlockDecoder&&) noexcept = default;

const BlockHeader& BlockDecoder::open(std::string_view block, Directory* directory) {
  State& state = *state_;
  state.archive.open(block);
  state.beginning = load_beginning(state.archive);
  const auto load = [&](Ordinal first, std::uint32_t count, Names* names) {
    const std::size_t before = state.archive.left();
    load_names(state.archive, first, count, names);
    return block.substr(block.size() - before, before - state.archive.left());
  };
  const BlockHeader& header = state.beginning.header;
  state.account_names =
      load(header.first_account, header.new_accounts, directory == nullptr ? nullptr : &directory->accounts);
  state.number_names =
      load(header.first_number, header.new_numbers, directory == nullptr ? nullptr : &directory->numbers);
  state.head = block.substr(0, block.size() - state.archive.left());
  state.failure = nullptr;
  state.left = {};
  if (state.beginning.form == columns_form) {
    state.columns.open(state.archive, state.beginning);
  } else {
    state.rows.open(state.beginning);
  }
  return header;
}

const BlockHeader& BlockDecoder::header() const { return state_->beginning.header; }
std::string_view BlockDecoder::head() const { return state_->head; }
std::string_view BlockDecoder::account_names() const { return state_->account_names; }
std::string_view BlockDecoder::number_names() const { return state_->number_names; }

void BlockDecoder::State::read(std::span<EventView> views, std::vector<Event>& events, std::size_t& filled) {
  if (beginning.form == columns_form) return columns.read(archive, views, filled);
  events.resize(views.size());
  for (filled = 0; filled < views.size() && rows.next(archive, events[filled]); ++filled) {
    views[filled] = events[filled];
  }
}

std::span<const EventView> BlockDecoder::next(EventBuffer& buffer) {
  State& state = *state_;
  if (state.failure) std::rethrow_exception(state.failure);
  std::size_t filled = 0;
  try {
    state.read(buffer.views_, buffer.events_, filled);
  } catch (const DamagedBlock&) {
    if (filled == 0) throw;
    state.failure = std::current_exception();
  }
  if (filled == 0 && state.archive.left() != 0) {
    throw DamagedBlock("a block goes on behind its last event");
  }
  return {buffer.views_.data(), filled};
}

bool BlockDecoder::next(Event& event) {
  State& state = *state_;
  if (state.left.empty()) state.left = next(state.buffer);
  if (state.left.empty()) return false;
  state.left.front().copy_to(event);
  state.left = state.left.subspan(1);
  return true;
}

}  // namespace rentroll::events
