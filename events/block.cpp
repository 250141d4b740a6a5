#include "events/block.hpp"

#include <fmt/format.h>

#include "core/assert.hpp"
#include "events/payload_archive.hpp"

namespace rentroll::events {
namespace {

/// Late events are few, and a log without any has blocks of the first form alone.
constexpr std::uint8_t block_form_without_late = 1;
constexpr std::uint8_t block_form_after_late = 2;

/// What an event bears beside its type, actor and own fields.
enum Flag : std::uint8_t {
  flag_ends_unit = 1,
  flag_occurred_at = 2,  // it differs from that of the event before in the block
  flag_recorded_at = 4,  // it differs from occurred_at
  flag_late = 8,
  flag_account = 16,
  flag_number = 32,
  flag_cause = 64,
  flag_request = 128
};

/// The first bytes of a block up to its names.
BlockHeader load_header(SpanInputArchive& archive, std::array<std::uint8_t, event_types_end>& versions) {
  std::uint8_t form = 0;
  archive(form);
  if (form != block_form_without_late && form != block_form_after_late) {
    throw DamagedBlock(fmt::format("a block is of form {}, and this program knows forms {} and {}", form,
                                   block_form_without_late, block_form_after_late));
  }
  BlockHeader header;
  archive(header.first_seq, header.events);
  if (form == block_form_after_late) {
    archive(header.last_late_before);
    if (header.last_late_before == 0 || header.last_late_before >= header.first_seq) {
      throw DamagedBlock("a block's last late event before it does not come before it");
    }
  }
  std::uint8_t types = 0;
  archive(types);
  for (; types > 0; --types) {
    std::uint8_t type = 0;
    std::uint8_t version = 0;
    archive(type, version);
    if (type == 0 || type >= event_types_end || version == 0 || version > newest_version) {
      throw DamagedBlock(fmt::format(
          "a block holds events of type {} in form {}, which this program does not know (a newer one may)",
          type, version));
    }
    versions[type] = version;
  }
  archive(header.first_account, header.new_accounts, header.first_number, header.new_numbers);
  if (header.first_seq == 0 || header.events == 0) throw DamagedBlock("a block is empty");
  if (header.last_seq() < header.first_seq) throw DamagedBlock("a block's seqs are beyond 64 bits");
  return header;
}

/// Reads the names that a block introduces, and learns those that the directory does not have yet.
void load_names(SpanInputArchive& archive, Ordinal first, std::uint32_t count, Names* names) {
  if (names != nullptr && names->size() < first)
    throw DamagedBlock("a block's names do not follow those before");
  std::string text;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint8_t size = 0;
    archive(size);
    if (size == 0) throw DamagedBlock("a name is empty");
    text.resize(size);
    archive.load_binary(text.data(), size);
    if (names == nullptr || first + i < names->size()) continue;
    if (names->intern(text) != first + i) throw DamagedBlock("a block introduces a name twice");
  }
}

}  // namespace

BlockHeader read_header(std::string_view block) {
  SpanInputArchive archive;
  archive.open(block);
  std::array<std::uint8_t, event_types_end> versions{};
  return load_header(archive, versions);
}

BlockNames read_names(std::string_view block) {
  SpanInputArchive archive;
  archive.open(block);
  std::array<std::uint8_t, event_types_end> versions{};
  BlockNames read{load_header(archive, versions), {}, {}};
  const auto load = [&](std::uint32_t count, std::vector<std::string>& texts) {
    for (; count > 0; --count) {
      std::uint8_t size = 0;
      archive(size);
      texts.emplace_back(size, '\0');
      archive.load_binary(texts.back().data(), size);
    }
  };
  load(read.header.new_accounts, read.accounts);
  load(read.header.new_numbers, read.numbers);
  return read;
}

void learn_names(std::string_view block, Directory& directory) {
  SpanInputArchive archive;
  archive.open(block);
  std::array<std::uint8_t, event_types_end> versions{};
  const BlockHeader header = load_header(archive, versions);
  load_names(archive, header.first_account, header.new_accounts, &directory.accounts);
  load_names(archive, header.first_number, header.new_numbers, &directory.numbers);
}

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
  set_known_names(header.first_account + header.new_accounts, header.first_number + header.new_numbers);
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
  const bool first = header_.events == 0;
  if (first) {
    header_.first_seq = event.seq;
    header_.last_late_before = last_late_;
  }
  if (event.late) last_late_ = event.seq;
  RENTROLL_ASSERT(event.seq == header_.first_seq + header_.events);
  ++header_.events;
  types_[static_cast<std::size_t>(event.type())] = true;

  const bool new_instant = first || event.occurred_at != previous_occurred_at_;
  const auto flag = [](bool condition, Flag bit) { return condition ? static_cast<unsigned>(bit) : 0U; };
  const auto flags = static_cast<std::uint8_t>(
      flag(event.ends_unit, flag_ends_unit) | flag(new_instant, flag_occurred_at) |
      flag(event.recorded_at != event.occurred_at, flag_recorded_at) | flag(event.late, flag_late) |
      flag(event.account != no_ordinal, flag_account) | flag(event.number != no_ordinal, flag_number) |
      flag(event.cause != 0, flag_cause) | flag(!event.request.empty(), flag_request));

  StringOutputArchive archive(events_);
  archive(static_cast<std::uint8_t>(event.type()), static_cast<std::uint8_t>(event.actor), flags);
  if (new_instant) archive(event.occurred_at);
  if (flags & flag_recorded_at) archive(event.recorded_at);
  if (flags & flag_account) archive(event.account);
  if (flags & flag_number) archive(event.number);
  if (flags & flag_cause) archive(event.cause);
  if (flags & flag_request) {
    // The events of one unit bear one request id: its text stands once.
    if (unit_request_.empty()) archive(unit_request_ = event.request);
    RENTROLL_ASSERT(event.request == unit_request_);
  }
  std::visit([&](const auto& payload) { archive_payload(archive, payload); }, event.payload);

  previous_occurred_at_ = event.occurred_at;
  if (event.ends_unit) unit_request_.clear();
}

std::string BlockEncoder::finish() {
  std::string block;
  block.reserve(64 + accounts_.size() + numbers_.size() + events_.size());
  StringOutputArchive archive(block);
  const bool after_late = header_.last_late_before != 0;
  archive(after_late ? block_form_after_late : block_form_without_late, header_.first_seq, header_.events);
  if (after_late) archive(header_.last_late_before);
  std::uint8_t types = 0;
  for (const bool present : types_) types = static_cast<std::uint8_t>(types + (present ? 1 : 0));
  archive(types);
  for (std::size_t type = 0; type < types_.size(); ++type) {
    if (types_[type]) archive(static_cast<std::uint8_t>(type), newest_version);
  }
  archive(header_.first_account, header_.new_accounts, header_.first_number, header_.new_numbers);
  block += accounts_;
  block += numbers_;
  block += events_;

  const Ordinal accounts = known_accounts();
  const Ordinal numbers = known_numbers();
  header_ = {};
  header_.first_account = accounts;
  header_.first_number = numbers;
  accounts_.clear();
  numbers_.clear();
  events_.clear();
  unit_request_.clear();
  types_.fill(false);
  return block;
}

struct BlockDecoder::State {
  SpanInputArchive archive;
  BlockHeader header;
  std::array<std::uint8_t, event_types_end> versions{};
  std::string_view head;
  std::string_view account_names;
  std::string_view number_names;
  Ordinal known_accounts = 0;  // names up to and with those that the block introduces
  Ordinal known_numbers = 0;
  std::uint32_t read = 0;
  core::Instant previous_occurred_at;
  std::string unit_request;  // of the unit being read, once it was in the block
};

BlockDecoder::BlockDecoder() : state_(std::make_unique<State>()) {}
BlockDecoder::~BlockDecoder() = default;
BlockDecoder::BlockDecoder(BlockDecoder&&) noexcept = default;
BlockDecoder& BlockDecoder::operator=(BlockDecoder&&) noexcept = default;

const BlockHeader& BlockDecoder::open(std::string_view block, Directory* directory) {
  State& state = *state_;
  state.archive.open(block);
  state.versions.fill(0);
  state.header = load_header(state.archive, state.versions);
  const auto load = [&](Ordinal first, std::uint32_t count, Names* names) {
    const std::size_t before = state.archive.left();
    load_names(state.archive, first, count, names);
    return block.substr(block.size() - before, before - state.archive.left());
  };
  state.account_names = load(state.header.first_account, state.header.new_accounts,
                             directory == nullptr ? nullptr : &directory->accounts);
  state.number_names = load(state.header.first_number, state.header.new_numbers,
                            directory == nullptr ? nullptr : &directory->numbers);
  state.head = block.substr(0, block.size() - state.archive.left());
  state.known_accounts = state.header.first_account + state.header.new_accounts;
  state.known_numbers = state.header.first_number + state.header.new_numbers;
  state.read = 0;
  state.unit_request.clear();
  return state.header;
}

const BlockHeader& BlockDecoder::header() const { return state_->header; }
std::string_view BlockDecoder::head() const { return state_->head; }
std::string_view BlockDecoder::account_names() const { return state_->account_names; }
std::string_view BlockDecoder::number_names() const { return state_->number_names; }

bool BlockDecoder::next(Event& event) {
  State& state = *state_;
  SpanInputArchive& archive = state.archive;
  if (state.read == state.header.events) {
    if (archive.left() != 0) throw DamagedBlock("a block goes on behind its last event");
    return false;
  }
  std::uint8_t type = 0;
  std::uint8_t actor = 0;
  std::uint8_t flags = 0;
  archive(type, actor, flags);
  if (type == 0 || type >= event_types_end || state.versions[type] == 0 ||
      !core::is_named<core::Actor>(actor)) {
    throw DamagedBlock("an event's type or actor is none that is known");
  }
  event.seq = state.header.first_seq + state.read;
  event.actor = static_cast<core::Actor>(actor);
  event.version = state.versions[type];
  event.ends_unit = (flags & flag_ends_unit) != 0;
  event.late = (flags & flag_late) != 0;
  if (flags & flag_occurred_at) {
    archive(state.previous_occurred_at);
  } else if (state.read == 0) {
    throw DamagedBlock("a block's first event has no instant");
  }
  event.occurred_at = event.recorded_at = state.previous_occurred_at;
  if (flags & flag_recorded_at) archive(event.recorded_at);
  event.account = event.number = no_ordinal;
  event.cause = 0;
  if (flags & flag_account) archive(event.account);
  if (flags & flag_number) archive(event.number);
  if (flags & flag_cause) archive(event.cause);
  if ((event.account != no_ordinal && event.account >= state.known_accounts) ||
      (event.number != no_ordinal && event.number >= state.known_numbers)) {
    throw DamagedBlock("an event's account or number has no name yet");
  }
  if (flags & flag_request) {
    if (state.unit_request.empty()) archive(state.unit_request);
    event.request = state.unit_request;
  } else {
    event.request.clear();
  }
  loaders[type - 1U](archive, event.payload);
  if (event.ends_unit) state.unit_request.clear();
  ++state.read;
  return true;
}

}  // namespace rentroll::events
