#include "events/block_columns.hpp"

#include <algorithm>
#include <bit>

#include "core/assert.hpp"
#include "events/payload_archive.hpp"

namespace rentroll::events {
namespace {

std::uint64_t packed(core::Instant instant) {
  return static_cast<std::uint64_t>(core::to_store(instant).microseconds());
}
core::Instant instant_of(std::uint64_t packed) {
  return core::Instant::from_microseconds(static_cast<std::int64_t>(packed));
}

void check_instants(const PackedValues& column) {
  for (const std::uint64_t value : column.values()) {
    if (!core::is_storable(instant_of(value))) throw DamagedBlock("a stored value is none that can be");
  }
}

void check_ordinals(const PackedValues& column, Ordinal known) {
  std::uint64_t largest = 0;
  for (const std::uint64_t value : column.values()) largest = std::max(largest, value);
  if (!column.values().empty() && largest >= known) {
    throw DamagedBlock("an event's account or number has no name yet");
  }
}

/// Where the events that bear a flag are counted, each flag in a byte of its own: a group is no larger.
constexpr int count_shift(Flag flag) { return 8 * std::countr_zero(static_cast<unsigned>(flag)); }
static_assert(group_events_max <= 0xFF);

/// One event's share of these counts.
std::uint64_t counts_of(std::uint8_t flags) {
  std::uint64_t counts = 0;
  for (const Flag flag : {flag_occurred_at, flag_recorded_at, flag_account, flag_number, flag_cause}) {
    if ((flags & flag) != 0) counts += std::uint64_t{1} << count_shift(flag);
  }
  return counts;
}

/// Renewals are most of what a log holds.
void copy(const Payload& payload, Payload& into) {
  const auto* const renewed = std::get_if<RentalRenewed>(&payload);
  auto* const before = std::get_if<RentalRenewed>(&into);
  if (renewed != nullptr && before != nullptr) {
    *before = *renewed;
  } else {
    into = payload;
  }
}

}  // namespace

void ColumnWriter::begin() {
  kinds_.clear();
  all_kinds_.clear();
  groups_.clear();
  group_.for_each([](PackedValues& column) { column.begin(); });
  group_requests_.clear();
  events_ = 0;
  unit_request_.clear();
}

std::uint32_t ColumnWriter::kind_of(const Event& event, std::uint8_t flags) {
  kind_.clear();
  StringOutputArchive archive(kind_);
  archive(static_cast<std::uint8_t>(event.type()), static_cast<std::uint8_t>(event.actor), flags);
  std::visit([&](const auto& payload) { archive_payload(archive, payload); }, event.payload);
  const auto found = kinds_.find(std::string_view(kind_));
  if (found != kinds_.end()) return found->second;
  all_kinds_ += kind_;
  const auto kind = static_cast<std::uint32_t>(kinds_.size());
  kinds_.emplace(kind_, kind);
  return kind;
}

void ColumnWriter::add(const Event& event) {
  const bool new_instant = events_ == 0 || event.occurred_at != previous_occurred_at_;
  const auto flag = [](bool condition, Flag bit) { return condition ? static_cast<unsigned>(bit) : 0U; };
  const auto flags = static_cast<std::uint8_t>(
      flag(event.ends_unit, flag_ends_unit) | flag(new_instant, flag_occurred_at) |
      flag(event.recorded_at != event.occurred_at, flag_recorded_at) | flag(event.late, flag_late) |
      flag(event.account != no_ordinal, flag_account) | flag(event.number != no_ordinal, flag_number) |
      flag(event.cause != 0, flag_cause) | flag(!event.request.empty(), flag_request));
  group_.kinds.add(kind_of(event, flags));
  if (flags & flag_occurred_at) group_.occurred_at.add(packed(event.occurred_at));
  if (flags & flag_recorded_at) group_.recorded_at.add(packed(event.recorded_at));
  if (flags & flag_account) group_.accounts.add(event.account);
  if (flags & flag_number) group_.numbers.add(event.number);
  if (flags & flag_cause) group_.causes.add(event.cause);
  if (flags & flag_request) {
    // The events of one unit bear one request id: its text stands once.
    if (unit_request_.empty()) {
      StringOutputArchive archive(group_requests_);
      archive(unit_request_ = event.request);
    }
    RENTROLL_ASSERT(event.request == unit_request_);
  }
  previous_occurred_at_ = event.occurred_at;
  if (event.ends_unit) unit_request_.clear();
  if (++events_ % group_events_max == 0) end_group();
}

void ColumnWriter::end_group() {
  group_.for_each([&](PackedValues& column) { column.store(groups_); });
  groups_ += group_requests_;
  group_requests_.clear();
}

void ColumnWriter::finish(std::string& block) {
  end_group();
  StringOutputArchive archive(block);
  archive(static_cast<std::uint32_t>(kinds_.size()));
  block += all_kinds_;
  block += groups_;
  begin();
}

void ColumnReader::open(SpanInputArchive& archive, const BlockBeginning& beginning) {
  beginning_ = beginning;
  group_.for_each([](PackedValues& column) { column.begin(); });
  read_ = group_end_ = 0;
  unit_request_.clear();
  std::uint32_t kinds = 0;
  archive(kinds);
  if (kinds > beginning.header.events) throw DamagedBlock("a block has more kinds of event than events");
  kinds_.clear();
  for (; kinds > 0; --kinds) {
    std::uint8_t type = 0;
    std::uint8_t actor = 0;
    Kind& kind = kinds_.emplace_back();
    archive(type, actor, kind.flags);
    check_type(beginning, type, actor);
    kind.counts = counts_of(kind.flags);
    kind.actor = static_cast<core::Actor>(actor);
    kind.version = beginning.versions[type];
    loaders[type - 1U](archive, kind.payload);
  }
}

void ColumnReader::open_group(SpanInputArchive& archive) {
  const std::size_t events = std::min<std::size_t>(beginning_.header.events - group_end_, group_events_max);
  group_.kinds.load(archive, events);
  std::uint64_t counts = 0;
  for (const std::uint64_t kind : group_.kinds.values()) {
    if (kind >= kinds_.size()) throw DamagedBlock("an event is of no kind that its block has");
    counts += kinds_[kind].counts;
  }
  const auto load = [&](PackedValues& column, Flag flag) {
    column.load(archive, counts >> count_shift(flag) & 0xFF);
    return Place{column.values().data()};
  };
  kind_ = {group_.kinds.values().data()};
  occurred_at_ = load(group_.occurred_at, flag_occurred_at);
  recorded_at_ = load(group_.recorded_at, flag_recorded_at);
  account_ = load(group_.accounts, flag_account);
  number_ = load(group_.numbers, flag_number);
  cause_ = load(group_.causes, flag_cause);
  check_instants(group_.occurred_at);
  check_instants(group_.recorded_at);
  check_ordinals(group_.accounts, beginning_.known_accounts());
  check_ordinals(group_.numbers, beginning_.known_numbers());
  group_end_ += static_cast<std::uint32_t>(events);
}

void ColumnReader::next(SpanInputArchive& archive, Event& event) {
  if (read_ == group_end_) open_group(archive);
  const Kind& kind = kinds_[kind_.next()];
  const std::uint8_t flags = kind.flags;
  event.seq = beginning_.header.first_seq + read_;
  event.actor = kind.actor;
  event.version = kind.version;
  event.ends_unit = (flags & flag_ends_unit) != 0;
  event.late = (flags & flag_late) != 0;
  if (flags & flag_occurred_at) {
    previous_occurred_at_ = instant_of(occurred_at_.next());
  } else if (read_ == 0) {
    throw DamagedBlock("a block's first event has no instant");
  }
  event.occurred_at = event.recorded_at = previous_occurred_at_;
  if (flags & flag_recorded_at) event.recorded_at = instant_of(recorded_at_.next());
  event.account = flags & flag_account ? static_cast<Ordinal>(account_.next()) : no_ordinal;
  event.number = flags & flag_number ? static_cast<Ordinal>(number_.next()) : no_ordinal;
  event.cause = flags & flag_cause ? cause_.next() : 0;
  if (flags & flag_request) {
    if (unit_request_.empty()) archive(unit_request_);
    event.request = unit_request_;
  } else {
    event.request.clear();
  }
  copy(kind.payload, event.payload);
  if (event.ends_unit) unit_request_.clear();
  ++read_;
}

}  // namespace rentroll::events
