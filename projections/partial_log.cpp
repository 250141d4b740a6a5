#include "projections/partial_log.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "projections/charges.hpp"

namespace rentroll::projections {
namespace {

using events::Event;
using events::Extent;
using events::IndexedEvent;
using events::SubjectKind;

/// What an event may change of its account beside what it was charged, and which numbers it holds.
struct AccountChanges {
  using Change = events::AccountChange;

  // C8: a renewal that leaves the balance below zero may begin a grace, and there is none at 0 or more. A
  // rental that begins may end one.
  Change operator()(const events::RentalRenewed&) const { return Change::below_zero; }
  template <events::EventType type>
  Change operator()(const events::RentalBegun<type>&) const {
    return Change::below_zero;
  }
  Change operator()(const events::RentalCarriedOver&) const { return Change::below_zero; }
  Change operator()(const events::NumberUnrented& unrented) const {
    return unrented.reason == core::UnrentReason::unpaid ? Change::something : Change::nothing;
  }
  Change operator()(const events::RentalRepriced&) const { return Change::nothing; }
  Change operator()(const events::DocumentAccepted&) const { return Change::nothing; }
  Change operator()(const events::NumberActivated&) const { return Change::nothing; }
  Change operator()(const events::NumberDisconnected&) const { return Change::nothing; }
  Change operator()(const events::ReclaimWindowClosed&) const { return Change::nothing; }
  Change operator()(const events::NumberReturned&) const { return Change::nothing; }
  Change operator()(const events::RequestRejected&) const { return Change::nothing; }
  template <class Payload>
  Change operator()(const Payload&) const {
    return Change::something;
  }
};

/// Ordinals of a log and those in a part of it.
class Ordinals {
 public:
  [[nodiscard]] Ordinal of(Ordinal ordinal) {
    if (ordinal == no_ordinal) return no_ordinal;
    return own_.try_emplace(ordinal, static_cast<Ordinal>(own_.size())).first->second;
  }

 private:
  std::unordered_map<Ordinal, Ordinal> own_;
};

bool contains(const std::vector<Ordinal>& ordinals, Ordinal ordinal) {
  return std::find(ordinals.begin(), ordinals.end(), ordinal) != ordinals.end();
}

void add_new(std::vector<Ordinal>& ordinals, Ordinal ordinal) {
  if (ordinal != no_ordinal && !contains(ordinals, ordinal)) ordinals.push_back(ordinal);
}

}  // namespace

events::AccountEffect effect_of(const Event& event) {
  events::AccountEffect effect;
  for_each_charge(event, [&](const ChargeLine& line) { effect.added.add({line.amount.millionths(), 0}); });
  if (const auto* added = std::get_if<events::CreditAdded>(&event.payload)) {
    effect.added.credit = added->amount.millionths();
  }
  effect.change = std::visit(AccountChanges(), event.payload);
  return effect;
}

/// Events that are gathered, each once.
class PartialReader::Gathered {
 public:
  explicit Gathered(const PartialReader& reader) : reader_(reader) {}

  /// Adds the events of a subject, and answers with them.
  std::span<const IndexedEvent> add(SubjectKind kind, Ordinal ordinal, Extent extent = Extent::whole) {
    for (const List& list : lists_) {
      if (list.kind == kind && list.ordinal == ordinal) return list.events;
    }
    List& list = lists_.emplace_back();
    list.kind = kind;
    list.ordinal = ordinal;
    reader_.index_.read(kind, ordinal, extent, reader_.last_, list.events);
    if (extent == Extent::brief) brief_ = true;
    return list.events;
  }

  enum class Order { log, fold };

  /// Those of the cut, with the names of these numbers and of all accounts.
  PartialLog finish(Order order, const std::vector<Ordinal>& numbers) {
    PartialLog log;
    Ordinals own_accounts;
    Ordinals own_numbers;
    for (const Ordinal number : numbers) {
      static_cast<void>(own_numbers.of(number));
      static_cast<void>(
          log.names.numbers.intern(reader_.index_.name(SubjectKind::number, number, reader_.last_)));
    }
    Ordinal accounts = 0;
    for (IndexedEvent* indexed : sorted(order)) {
      Event& event = indexed->event;
      if (reader_.cut_.as_of && event.occurred_at > *reader_.cut_.as_of) continue;
      const Ordinal account = std::exchange(event.account, own_accounts.of(event.account));
      if (event.account == accounts) {
        ++accounts;
        static_cast<void>(
            log.names.accounts.intern(reader_.index_.name(SubjectKind::account, account, reader_.last_)));
      }
      event.number = own_numbers.of(event.number);
      log.events.push_back(std::move(event));
      if (brief_) log.charged_before.push_back(indexed->charged_before);
    }
    return log;
  }

 private:
  struct List {
    SubjectKind kind{};
    Ordinal ordinal = 0;
    std::vector<IndexedEvent> events;
  };

  /// All events, each once.
  std::vector<IndexedEvent*> sorted(Order order) {
    const auto by_seq = [](const IndexedEvent* a, const IndexedEvent* b) {
      return a->event.seq < b->event.seq;
    };
    std::vector<IndexedEvent*> all;
    for (List& list : lists_) {
      const auto middle = static_cast<std::ptrdiff_t>(all.size());
      for (IndexedEvent& indexed : list.events) all.push_back(&indexed);
      std::inplace_merge(all.begin(), all.begin() + middle, all.end(), by_seq);
    }
    all.erase(std::unique(
                  all.begin(), all.end(),
                  [](const IndexedEvent* a, const IndexedEvent* b) { return a->event.seq == b->event.seq; }),
              all.end());
    if (order == Order::log) return all;
    const auto by_place = [](const IndexedEvent* a, const IndexedEvent* b) {
      return std::tie(a->event.occurred_at, a->event.seq) < std::tie(b->event.occurred_at, b->event.seq);
    };
    // Only late events stand out of turn.
    if (!std::is_sorted(all.begin(), all.end(), by_place)) std::sort(all.begin(), all.end(), by_place);
    return all;
  }

  const PartialReader& reader_;
  std::deque<List> lists_;
  bool brief_ = false;
};

bool PartialReader::any_late(const std::vector<Ordinal>& accounts,
                             const std::vector<Ordinal>& numbers) const {
  if (!late_) late_ = events::late_events(store_, last_);
  return std::any_of(late_->begin(), late_->end(), [&](const Event& event) {
    const bool nobodys = event.account == no_ordinal && event.number == no_ordinal;
    return nobodys || contains(accounts, event.account) || contains(numbers, event.number);
  });
}

std::optional<bool> PartialReader::knows(SubjectKind kind, const std::string& name) const {
  try {
    const auto ordinal = index_.find(kind, name, last_);
    if (!ordinal) return false;
    std::vector<IndexedEvent> events;
    index_.read(kind, *ordinal, Extent::whole, last_, events);
    return !events.empty();
  } catch (const events::DamagedPart&) {
    return std::nullopt;
  }
}

std::optional<PartialLog> PartialReader::events_of(const std::optional<std::string>& account,
                                                   const std::optional<std::string>& number) const {
  try {
    Gathered gathered(*this);
    std::set<Ordinal> named;
    const auto gather = [&](SubjectKind kind, const std::string& name) {
      const auto ordinal = index_.find(kind, name, last_);
      if (!ordinal) return;
      for (const IndexedEvent& indexed : gathered.add(kind, *ordinal)) {
        if (indexed.event.number != no_ordinal) named.insert(indexed.event.number);
      }
    };
    if (account) gather(SubjectKind::account, *account);
    if (number) gather(SubjectKind::number, *number);
    return gathered.finish(Gathered::Order::log, {named.begin(), named.end()});
  } catch (const events::DamagedPart&) {
    return std::nullopt;
  }
}

std::optional<PartialLog> PartialReader::story_of_number(const std::string& number) const {
  try {
    Gathered gathered(*this);
    std::vector<Ordinal> numbers;
    if (const auto ordinal = index_.find(SubjectKind::number, number, last_)) {
      add_new(numbers, *ordinal);
      std::vector<Ordinal> accounts;
      std::set<Seq> graces;
      for (const auto& [event, charged_before] : gathered.add(SubjectKind::number, *ordinal)) {
        add_new(accounts, event.account);
        const auto* unrented = std::get_if<events::NumberUnrented>(&event.payload);
        const bool is_unpaid = unrented != nullptr && unrented->reason == core::UnrentReason::unpaid;
        if (is_unpaid && event.cause != 0) graces.insert(event.cause);
      }
      const Extent extent = any_late(accounts, numbers) ? Extent::whole : Extent::brief;
      for (const Ordinal account : accounts) gathered.add(SubjectKind::account, account, extent);
      for (const Seq grace : graces) {
        const auto renewal = events::read_event(store_, grace);
        if (!renewal || renewal->number == no_ordinal) continue;
        gathered.add(SubjectKind::number, renewal->number);
        add_new(numbers, renewal->number);
      }
    }
    gathered.add(SubjectKind::none, 0);
    return gathered.finish(Gathered::Order::fold, numbers);
  } catch (const events::DamagedPart&) {
    return std::nullopt;
  }
}

std::optional<PartialLog> PartialReader::story_of_account(const std::string& account) const {
  try {
    Gathered gathered(*this);
    std::vector<Ordinal> numbers;
    if (const auto ordinal = index_.find(SubjectKind::account, account, last_)) {
      std::set<Ordinal> named;
      for (const IndexedEvent& indexed : gathered.add(SubjectKind::account, *ordinal)) {
        if (indexed.event.number != no_ordinal) named.insert(indexed.event.number);
      }
      for (const Ordinal number : named) gathered.add(SubjectKind::number, number);
      numbers.assign(named.begin(), named.end());
    }
    gathered.add(SubjectKind::none, 0);
    return gathered.finish(Gathered::Order::fold, numbers);
  } catch (const events::DamagedPart&) {
    return std::nullopt;
  }
}

}  // namespace rentroll::projections
