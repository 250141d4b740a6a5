#include "events/index_record.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/assert.hpp"
#include "events/bit_packing.hpp"
#include "events/payload_archive.hpp"
#include "events/rental_beginning.hpp"

namespace rentroll::events {
namespace {

/// What an event of a kind bears beside what all of them bear.
enum KindFlag : std::uint8_t {
  kind_late = 1,
  kind_recorded_at = 2,  // it differs from occurred_at
  kind_request = 4
};

constexpr std::size_t kind_flags_place = 3;  // behind type, actor and version

bool is_renewal(std::uint8_t type) { return type == static_cast<std::uint8_t>(EventType::rental_renewed); }
bool is_beginning(std::uint8_t type) { return begins_priced_rental(static_cast<EventType>(type)); }

// The dates of a renewal and of a rental's beginning are no part of its kind. In this way most events are of
// few kinds.

void take_dates(const RentalRenewed& renewed, RecordEntry& entry) {
  entry.period_begin = renewed.period_begin.days();
  entry.period_end = renewed.period_end.days();
}
template <EventType type>
void take_dates(const RentalBegun<type>& begun, RecordEntry& entry) {
  entry.period_end = begun.first_due.days();
}
template <class Own>
void take_dates(const Own&, RecordEntry&) {}

void set_dates(RentalRenewed& renewed, const RecordEntry& entry) {
  renewed.period_begin = core::from_store(core::Date::from_days(entry.period_begin));
  renewed.period_end = core::from_store(core::Date::from_days(entry.period_end));
}
template <EventType type>
void set_dates(RentalBegun<type>& begun, const RecordEntry& entry) {
  begun.first_due = core::from_store(core::Date::from_days(entry.period_end));
}
template <class Own>
void set_dates(Own&, const RecordEntry&) {}

std::uint8_t byte_at(std::string_view bytes, std::size_t place) {
  return static_cast<std::uint8_t>(bytes[place]);
}

std::uint64_t folded_difference(std::int64_t value, std::int64_t from) {
  return folded(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(from));
}

std::int64_t signed_of(std::uint64_t bits) { return static_cast<std::int64_t>(bits); }

/// What an event names: most events of a record name one of few.
using Party = std::tuple<Ordinal, Ordinal, Seq>;

}  // namespace

void EntryBook::clear() {
  by_bytes_.clear();
  kinds_.clear();
  requests_.assign(1, {});
  renewals_.assign(64, {});
}

std::uint32_t EntryBook::kind_of(std::string_view bytes) {
  const auto found = by_bytes_.find(bytes);
  if (found != by_bytes_.end()) return found->second;
  const auto place = static_cast<std::uint32_t>(kinds_.size());
  kinds_.push_back(&by_bytes_.emplace(bytes, place).first->first);
  return place;
}

std::uint32_t EntryBook::request_of(std::string_view request) {
  // The events of one unit bear one id.
  if (requests_.back() != request) requests_.emplace_back(request);
  return static_cast<std::uint32_t>(requests_.size() - 1);
}

RecordEntry EntryBook::entry_of(const Event& event, std::int64_t charged_before) {
  RecordEntry entry;
  entry.seq = event.seq;
  entry.occurred_at = event.occurred_at.microseconds();
  entry.recorded_at = event.recorded_at.microseconds();
  entry.cause = event.cause;
  entry.charged_before = charged_before;
  entry.account = event.account;
  entry.number = event.number;
  if (!event.request.empty()) entry.request = request_of(event.request);
  const auto flags = static_cast<std::uint8_t>(
      (event.late ? kind_late : 0) | (event.recorded_at != event.occurred_at ? kind_recorded_at : 0) |
      (event.request.empty() ? 0 : kind_request));
  const auto* const renewed = std::get_if<RentalRenewed>(&event.payload);
  Renewal* known = nullptr;
  Renewal renewal;
  std::visit([&](const auto& own) { take_dates(own, entry); }, event.payload);
  if (renewed != nullptr) {
    renewal.amount = renewed->amount.millionths();
    renewal.currency = renewed->currency.packed();
    renewal.marks =
        1U << 24 | unsigned{event.version} << 16 | unsigned{flags} << 8 | static_cast<unsigned>(event.actor);
    const auto place = static_cast<std::uint64_t>(renewal.amount) * 0x9E3779B97F4A7C15 >> 58;
    known = &renewals_[place];
    if (known->amount == renewal.amount && known->currency == renewal.currency &&
        known->marks == renewal.marks) {
      entry.kind = known->kind;
      return entry;
    }
  }
  bytes_.clear();
  StringOutputArchive archive(bytes_);
  archive(static_cast<std::uint8_t>(event.type()), static_cast<std::uint8_t>(event.actor), event.version,
          flags);
  std::visit(
      [&](auto own) {
        set_dates(own, RecordEntry());
        archive_payload(archive, own);
      },
      event.payload);
  entry.kind = kind_of(bytes_);
  if (known != nullptr) {
    renewal.kind = entry.kind;
    *known = renewal;
  }
  return entry;
}

void SharedKinds::add(const std::string& kind, std::uint64_t events) {
  places_.emplace(kind, kinds_.size());
  kinds_.push_back(kind);
  events_.push_back(events);
}

void SharedKinds::choose() {
  std::vector<std::pair<std::uint64_t, std::string>> all;
  for (const auto& [kind, events] : counts_) {
    if (events > 1) all.emplace_back(events, kind);
  }
  std::sort(all.begin(), all.end(), std::greater<>());
  if (all.size() > kinds_max) all.resize(kinds_max);
  for (const auto& [events, kind] : all) add(kind, events);
  counts_.clear();
}

std::optional<std::size_t> SharedKinds::find(const std::string& kind) const {
  const auto found = places_.find(kind);
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

void SharedKinds::store(std::string& bytes) const {
  store_number(bytes, kinds_.size());
  for (std::size_t place = 0; place < kinds_.size(); ++place) {
    store_number(bytes, events_[place]);
    store_number(bytes, kinds_[place].size());
    bytes += kinds_[place];
  }
}

SharedKinds SharedKinds::load(std::string_view bytes) {
  SharedKinds shared;
  ScaledReader reader;
  reader.open(bytes);
  for (std::size_t left = reader.count(kinds_max); left != 0; --left) {
    const std::uint64_t events = reader.number();
    shared.add(std::string(reader.take(reader.count(reader.left()))), events);
  }
  return shared;
}

/// The kinds that the record has, each by its place among the shared ones or by its bytes, and the events'.
void RecordWriter::store_kinds(std::string& bytes, std::span<const RecordEntry* const> entries) {
  const std::size_t known = kinds_.size();
  kinds_.resize(book_.kinds());
  for (std::size_t kind = known; kind < kinds_.size(); ++kind) {
    const auto shared = shared_.find(book_.kind(static_cast<std::uint32_t>(kind)));
    kinds_[kind].shared = shared ? *shared + 1 : 0;
  }
  ++record_;
  std::uint32_t places = 0;
  std::string texts;
  column_.clear();
  for (const RecordEntry* entry : entries) {
    Kind& kind = kinds_[entry->kind];
    if (kind.record != record_) {
      kind.record = record_;
      kind.place = places++;
      store_number(texts, kind.shared);
      if (kind.shared == 0) {
        store_number(texts, book_.kind(entry->kind).size());
        texts += book_.kind(entry->kind);
      }
    }
    column_.push_back(kind.place);
  }
  store_number(bytes, places);
  bytes += texts;
  store_column(bytes, column_);
}

/// The parties that the record has, and the events'.
void RecordWriter::store_parties(std::string& bytes, std::span<const RecordEntry* const> entries) {
  std::map<Party, std::uint64_t> places;
  std::vector<Party> parties;
  std::vector<std::uint64_t> party_column;
  for (const RecordEntry* entry : entries) {
    const Party party(entry->account, entry->number, entry->cause);
    if (!parties.empty() && parties[party_column.back()] == party) {
      party_column.push_back(party_column.back());
      continue;
    }
    const auto [found, is_new] = places.try_emplace(party, parties.size());
    if (is_new) parties.push_back(party);
    party_column.push_back(found->second);
  }
  store_number(bytes, parties.size());
  const auto store = [&](auto&& value_of) {
    column_.clear();
    for (const Party& party : parties) column_.push_back(value_of(party));
    store_column(bytes, column_);
  };
  // No ordinal is 0 here, and the others follow it.
  store([](const Party& party) { return std::uint64_t{static_cast<Ordinal>(std::get<0>(party) + 1)}; });
  store([](const Party& party) { return std::uint64_t{static_cast<Ordinal>(std::get<1>(party) + 1)}; });
  store([](const Party& party) { return std::get<2>(party); });
  store_column(bytes, party_column);
}

void RecordWriter::write(std::string& bytes, std::span<const RecordEntry* const> entries, bool sums) {
  store_number(bytes, entries.size());
  store_kinds(bytes, entries);
  store_parties(bytes, entries);
  const auto store = [&](const auto& rows, auto&& add_of, bool scaled = false) {
    column_.clear();
    for (const auto& row : rows) add_of(row);
    store_column(bytes, column_, scaled);
  };
  const auto add = [&](std::uint64_t value) { column_.push_back(value); };
  store(entries, [&](const RecordEntry* entry) { add(entry->seq); });
  const auto flags_of = [&](const RecordEntry* entry) {
    return byte_at(book_.kind(entry->kind), kind_flags_place);
  };
  store(
      entries,
      [&](const RecordEntry* entry) {
        if ((flags_of(entry) & kind_recorded_at) != 0) {
          add(folded_difference(entry->recorded_at, entry->occurred_at));
        }
      },
      true);
  const auto type_of = [&](const RecordEntry* entry) { return byte_at(book_.kind(entry->kind), 0); };
  const auto renews = [&](const RecordEntry* entry) { return is_renewal(type_of(entry)); };
  // Renewals occur at the beginnings of days, others at any time.
  for (const bool renewal : {true, false}) {
    store(
        entries,
        [&](const RecordEntry* entry) {
          if (renews(entry) == renewal) add(static_cast<std::uint64_t>(entry->occurred_at));
        },
        true);
  }
  const auto day_of = [](const RecordEntry* entry) {
    return entry->occurred_at / core::Instant::microseconds_per_day;
  };
  store(entries, [&](const RecordEntry* entry) {
    if (renews(entry)) add(folded_difference(entry->period_begin, day_of(entry)));
  });
  store(entries, [&](const RecordEntry* entry) {
    if (renews(entry)) add(folded_difference(entry->period_end, entry->period_begin));
  });
  store(entries, [&](const RecordEntry* entry) {
    if (is_beginning(type_of(entry))) add(folded_difference(entry->period_end, day_of(entry)));
  });
  if (sums) {
    store(
        entries,
        [&](const RecordEntry* entry) {
          if (entry->account != no_ordinal) add(static_cast<std::uint64_t>(entry->charged_before));
        },
        true);
  }
  std::uint32_t before = 0;
  for (const RecordEntry* entry : entries) {
    if (entry->request == 0) continue;
    // An id that is that of the one before stands once.
    const std::string& request = book_.request(entry->request);
    const bool again = before != 0 && book_.request(before) == request;
    before = entry->request;
    store_number(bytes, again ? 0 : request.size());
    if (!again) bytes += request;
  }
}

namespace {

/// A kind as a reader needs it.
struct ReadKind {
  explicit ReadKind(std::string_view its) : bytes(its) {
    if (bytes.size() <= kind_flags_place) throw DamagedBlock("a kind of event ends too early");
    type = byte_at(bytes, 0);
    const std::uint8_t actor = byte_at(bytes, 1);
    if (type == 0 || type >= event_types_end || !core::is_named<core::Actor>(actor) ||
        byte_at(bytes, 2) != newest_version) {
      throw DamagedBlock("an event's type or actor is none that is known");
    }
    flags = byte_at(bytes, kind_flags_place);
  }
  [[nodiscard]] bool renewal() const { return is_renewal(type); }
  [[nodiscard]] bool beginning() const { return is_beginning(type); }
  void load_payload(SpanInputArchive& archive) {
    archive.open(bytes.substr(kind_flags_place + 1));
    loaders[type - 1U](archive, payload);
    if (archive.left() != 0) throw DamagedBlock("a kind of event goes on behind its last field");
    has_payload = true;
  }

  std::string_view bytes;
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  bool has_payload = false;
  Payload payload;
};

}  // namespace

struct RecordReader::State {
  std::vector<ReadKind> shared;
  ScaledReader reader;
  SpanInputArchive archive;
  bool sums = false;
  std::vector<ReadKind> own;
  std::vector<std::uint32_t> kinds;  // of the record: a shared one's place, or an own one's behind all those
  std::vector<std::uint64_t> kind;
  std::vector<std::uint64_t> party_account;
  std::vector<std::uint64_t> party_number;
  std::vector<std::uint64_t> party_cause;
  std::vector<std::uint64_t> party;
  std::vector<std::uint64_t> seq;
  std::vector<std::uint64_t> renewed_at;
  std::vector<std::uint64_t> occurred_at;  // of the others
  std::vector<std::uint64_t> recorded_at;
  std::vector<std::uint64_t> period_begin;
  std::vector<std::uint64_t> period_length;
  std::vector<std::uint64_t> first_due;
  std::vector<std::uint64_t> charged_before;
  std::vector<std::string_view> requests;

  explicit State(const SharedKinds& its) {
    for (std::size_t place = 0; place < its.size(); ++place) shared.emplace_back(its.kind(place));
  }
  [[nodiscard]] ReadKind& kind_at(std::uint64_t place) {
    const std::uint32_t found = kinds[place];
    return found < shared.size() ? shared[found] : own[found - shared.size()];
  }
  void read_kinds(std::size_t events);
  void read_parties(std::size_t events);
  void check(Seq first, Seq last) const;
  template <class Each>
  void for_each(Each&& each);
};

RecordReader::RecordReader(const SharedKinds& shared) : state_(std::make_unique<State>(shared)) {}
RecordReader::~RecordReader() = default;

void RecordReader::State::read_kinds(std::size_t events) {
  kinds.clear();
  own.clear();
  for (std::size_t left = reader.count(events); left != 0; --left) {
    const std::size_t place = reader.count(shared.size());
    if (place != 0) {
      kinds.push_back(static_cast<std::uint32_t>(place - 1));
      continue;
    }
    kinds.push_back(static_cast<std::uint32_t>(shared.size() + own.size()));
    own.emplace_back(reader.take(reader.count(reader.left())));
  }
  reader.column(events, kind);
}

void RecordReader::State::read_parties(std::size_t events) {
  const std::size_t parties = reader.count(events);
  reader.column(parties, party_account);
  reader.column(parties, party_number);
  reader.column(parties, party_cause);
  reader.column(events, party);
  for (const std::uint64_t place : party) {
    if (place >= parties) throw DamagedBlock("an event names what its record does not hold");
  }
}

void RecordReader::open(std::string_view record, bool sums, Seq first, Seq last) {
  State& state = *state_;
  state.reader.open(record);
  state.sums = sums;
  const std::size_t events = state.reader.count(last - first + 1);
  state.read_kinds(events);
  std::size_t recorded = 0;
  std::size_t renewals = 0;
  std::size_t beginnings = 0;
  std::size_t requests = 0;
  for (const std::uint64_t place : state.kind) {
    if (place >= state.kinds.size()) throw DamagedBlock("an event is of no kind that its record has");
    const ReadKind& kind = state.kind_at(place);
    recorded += (kind.flags & kind_recorded_at) != 0 ? 1 : 0;
    requests += (kind.flags & kind_request) != 0 ? 1 : 0;
    renewals += kind.renewal() ? 1 : 0;
    beginnings += kind.beginning() ? 1 : 0;
  }
  state.read_parties(events);
  state.reader.column(events, state.seq);
  state.reader.column(recorded, state.recorded_at);
  state.reader.column(renewals, state.renewed_at);
  state.reader.column(events - renewals, state.occurred_at);
  state.reader.column(renewals, state.period_begin);
  state.reader.column(renewals, state.period_length);
  state.reader.column(beginnings, state.first_due);
  std::size_t with_account = 0;
  for (const std::uint64_t place : state.party) with_account += state.party_account[place] != 0 ? 1 : 0;
  state.reader.column(sums ? with_account : 0, state.charged_before);
  state.requests.clear();
  for (; requests != 0; --requests) {
    const std::size_t size = state.reader.count(state.reader.left());
    if (size == 0 && state.requests.empty()) throw DamagedBlock("a request id is missing");
    state.requests.push_back(size == 0 ? state.requests.back() : state.reader.take(size));
  }
  if (state.reader.left() != 0) throw DamagedBlock("it goes on behind its last event");
  state.check(first, last);
}

void RecordReader::State::check(Seq first, Seq last) const {
  Seq before = first - 1;
  for (const Seq each : seq) {
    if (each <= before || each > last) throw DamagedBlock("its events are out of order");
    before = each;
  }
  for (const auto* instants : {&renewed_at, &occurred_at}) {
    for (const std::uint64_t instant : *instants) {
      if (!core::is_storable(core::Instant::from_microseconds(signed_of(instant)))) {
        throw DamagedBlock("a stored value is none that can be");
      }
    }
  }
}

/// Calls `each(entry, kind, request)` for every event; an entry's kind is its place in the record.
template <class Each>
void RecordReader::State::for_each(Each&& each) {
  const std::uint64_t* renewed = renewed_at.data();
  const std::uint64_t* occurred = occurred_at.data();
  const std::uint64_t* recorded = recorded_at.data();
  const std::uint64_t* begin = period_begin.data();
  const std::uint64_t* length = period_length.data();
  const std::uint64_t* due = first_due.data();
  const std::uint64_t* charged = charged_before.data();
  const std::string_view* request = requests.data();
  RecordEntry entry;
  for (std::size_t place = 0; place < kind.size(); ++place) {
    ReadKind& its = kind_at(kind[place]);
    const std::uint64_t names = party[place];
    entry.kind = static_cast<std::uint32_t>(kind[place]);
    entry.seq = seq[place];
    entry.occurred_at = entry.recorded_at = signed_of(its.renewal() ? *renewed++ : *occurred++);
    if ((its.flags & kind_recorded_at) != 0) entry.recorded_at += signed_of(unfolded(*recorded++));
    entry.account = static_cast<Ordinal>(party_account[names]) - 1;
    entry.number = static_cast<Ordinal>(party_number[names]) - 1;
    entry.cause = party_cause[names];
    const std::int64_t day = entry.occurred_at / core::Instant::microseconds_per_day;
    if (its.renewal()) {
      entry.period_begin = static_cast<std::int32_t>(day + signed_of(unfolded(*begin++)));
      entry.period_end = static_cast<std::int32_t>(entry.period_begin + signed_of(unfolded(*length++)));
    } else if (its.beginning()) {
      entry.period_end = static_cast<std::int32_t>(day + signed_of(unfolded(*due++)));
    }
    entry.charged_before = sums && entry.account != no_ordinal ? signed_of(*charged++) : 0;
    each(entry, its, (its.flags & kind_request) != 0 ? *request++ : std::string_view());
  }
}

void RecordReader::append(std::vector<IndexedEvent>& events) {
  State& state = *state_;
  events.reserve(events.size() + state.kind.size());
  state.for_each([&](const RecordEntry& entry, ReadKind& kind, std::string_view request) {
    if (!kind.has_payload) kind.load_payload(state.archive);
    IndexedEvent& indexed = events.emplace_back();
    indexed.charged_before = entry.charged_before;
    Event& event = indexed.event;
    event.seq = entry.seq;
    event.occurred_at = core::Instant::from_microseconds(entry.occurred_at);
    event.recorded_at = core::from_store(core::Instant::from_microseconds(entry.recorded_at));
    event.cause = entry.cause;
    event.account = entry.account;
    event.number = entry.number;
    event.actor = static_cast<core::Actor>(byte_at(kind.bytes, 1));
    event.version = byte_at(kind.bytes, 2);
    event.late = (kind.flags & kind_late) != 0;
    event.request = request;
    event.payload = kind.payload;
    if (kind.renewal() || kind.beginning()) {
      std::visit([&](auto& own) { set_dates(own, entry); }, event.payload);
    }
  });
}

void RecordReader::append(std::vector<RecordEntry>& entries, EntryBook& book) {
  State& state = *state_;
  std::vector<std::uint32_t> places;
  for (std::size_t place = 0; place < state.kinds.size(); ++place) {
    places.push_back(book.kind_of(state.kind_at(place).bytes));
  }
  state.for_each([&](RecordEntry entry, const ReadKind&, std::string_view request) {
    entry.kind = places[entry.kind];
    entry.request = request.empty() ? 0 : book.request_of(request);
    entries.push_back(entry);
  });
}

}  // namespace rentroll::events
