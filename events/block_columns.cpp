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

bool are_equal(const RentalRenewed& a, const RentalRenewed& b) {
  return a.amount == b.amount && a.currency == b.currency && a.period_begin == b.period_begin &&
         a.period_end == b.period_end;
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

}  // namespace

void ColumnWriter::begin() {
  kinds_.clear();
  recent_kinds_.fill({});
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

std::uint32_t ColumnWriter::kind_of_renewal(const Event& event, const RentalRenewed& renewed,
                                            std::uint8_t flags) {
  const auto is_kind = [&](const RecentKind& recent) {
    return recent.is_set && recent.flags == flags && recent.actor == event.actor &&
           are_equal(recent.renewed, renewed);
  };
  const auto spread = static_cast<std::uint64_t>(renewed.amount.millionths()) * 0x9E3779B97F4A7C15 >> 60;
  RecentKind& recent = recent_kinds_[(spread ^ flags) % recent_kinds_.size()];
  if (!is_kind(recent)) recent = {renewed, kind_of(event, flags), event.actor, flags, true};
  return recent.kind;
}

void ColumnWriter::add(const Event& event) {
  const bool new_instant = events_ == 0 || event.occurred_at != previous_occurred_at_;
  const auto flag = [](bool condition, Flag bit) { return condition ? static_cast<unsigned>(bit) : 0U; };
  const auto flags = static_cast<std::uint8_t>(
      flag(event.ends_unit, flag_ends_unit) | flag(new_instant, flag_occurred_at) |
      flag(event.recorded_at != event.occurred_at, flag_recorded_at) | flag(event.late, flag_late) |
      flag(event.account != no_ordinal, flag_account) | flag(event.number != no_ordinal, flag_number) |
      flag(event.cause != 0, flag_cause) | flag(!event.request.empty(), flag_request));
  const auto* const renewed = std::get_if<RentalRenewed>(&event.payload);
  group_.kinds.add(renewed == nullptr ? kind_of(event, flags) : kind_of_renewal(event, *renewed, flags));
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
  unit_request_ = {};
  std::uint32_t kinds = 0;
  archive(kinds);
  if (kinds > beginning.header.events) throw DamagedBlock("a block has more kinds of event than events");
  kinds_.clear();
  payloads_.clear();
  for (; kinds > 0; --kinds) {
    std::uint8_t type = 0;
    std::uint8_t actor = 0;
    Kind& kind = kinds_.emplace_back();
    archive(type, actor, kind.flags);
    check_type(beginning, type, actor);
    kind.counts = counts_of(kind.flags);
    kind.actor = static_cast<core::Actor>(actor);
    kind.version = beginning.versions[type];
    loaders[type - 1U](archive, payloads_.emplace_back());
  }
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) kinds_[kind].payload = &payloads_[kind];
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
  check_ordinals(group_.accounts, beginning_.header.known_accounts());
  check_ordinals(group_.numbers, beginning_.header.known_numbers());
  group_end_ += static_cast<std::uint32_t>(events);
}

EventView ColumnReader::next(SpanInputArchive& archive) {
  const Kind& kind = kinds_[kind_.next()];
  const std::uint8_t flags = kind.flags;
  Envelope envelope;
  envelope.seq = beginning_.header.first_seq + read_;
  envelope.actor = kind.actor;
  envelope.version = kind.version;
  envelope.ends_unit = (flags & flag_ends_unit) != 0;
  envelope.late = (flags & flag_late) != 0;
  if (flags & flag_occurred_at) {
    previous_occurred_at_ = instant_of(occurred_at_.next());
  } else if (read_ == 0) {
    throw DamagedBlock("a block's first event has no instant");
  }
  envelope.occurred_at = envelope.recorded_at = previous_occurred_at_;
  if (flags & flag_recorded_at) envelope.recorded_at = instant_of(recorded_at_.next());
  if (flags & flag_account) envelope.account = static_cast<Ordinal>(account_.next());
  if (flags & flag_number) envelope.number = static_cast<Ordinal>(number_.next());
  if (flags & flag_cause) envelope.cause = cause_.next();
  std::string_view request;
  if (flags & flag_request) {
    if (unit_request_.empty()) unit_request_ = load_text(archive);
    request = unit_request_;
  }
  if (envelope.ends_unit) unit_request_ = {};
  ++read_;
  return {envelope, request, *kind.payload};
}

void ColumnReader::read(SpanInputArchive& archive, std::span<EventView> events, std::size_t& filled) {
  for (filled = 0; filled < events.size() && read_ < beginning_.header.events; ++filled) {
    if (read_ == group_end_) open_group(archive);
    events[filled] = next(archive);
  }
}

}  // namespace rentroll::events
