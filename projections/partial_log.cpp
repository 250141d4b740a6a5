#include "projections/partial_log.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "events/name_search.hpp"

namespace rentroll::projections {

using events::NamedEvent;
using events::SubjectKind;

/// Events that are gathered, each once.
class PartialReader::Gathered {
 public:
  explicit Gathered(const PartialReader& reader) : reader_(reader) {}

  /// Adds the events of a subject; `each` sees them.
  template <class Each>
  void add(SubjectKind kind, const std::string& name, Each&& each) {
    if (!whole_ || !added_.emplace(kind, name).second) return;
    auto found = reader_.index_.events_of(kind, name, reader_.last_);
    whole_ = found.has_value();
    if (!whole_) return;
    for (NamedEvent& named : *found) {
      each(std::as_const(named));
      events_.push_back(std::move(named));
    }
  }
  void add(SubjectKind kind, const std::string& name) {
    add(kind, name, [](const NamedEvent&) {});
  }

  enum class Order { log, fold };

  /// Those of the cut; nothing where some could not be read.
  std::optional<PartialLog> finish(Order order) {
    if (!whole_) return std::nullopt;
    const auto place = [&](const NamedEvent& named) {
      const core::Instant instant = order == Order::fold ? named.event.occurred_at : core::Instant{};
      return std::tuple(instant, named.event.seq);
    };
    std::sort(events_.begin(), events_.end(),
              [&](const NamedEvent& a, const NamedEvent& b) { return place(a) < place(b); });
    PartialLog log;
    Seq before = 0;
    for (NamedEvent& named : events_) {
      if (std::exchange(before, named.event.seq) == named.event.seq) continue;
      if (reader_.cut_.as_of && named.event.occurred_at > *reader_.cut_.as_of) continue;
      const auto intern = [](events::Names& names, const std::string& text) {
        return text.empty() ? no_ordinal : names.intern(text);
      };
      named.event.account = intern(log.names.accounts, named.account);
      named.event.number = intern(log.names.numbers, named.number);
      log.events.push_back(std::move(named.event));
    }
    return log;
  }

 private:
  const PartialReader& reader_;
  std::set<std::pair<SubjectKind, std::string>> added_;
  std::vector<NamedEvent> events_;
  bool whole_ = true;
};

std::optional<bool> PartialReader::knows(SubjectKind kind, const std::string& name) const {
  const auto found = index_.events_of(kind, name, last_);
  if (!found) return std::nullopt;
  return !found->empty();
}

std::optional<PartialLog> PartialReader::events_of(const std::optional<std::string>& account,
                                                   const std::optional<std::string>& number) const {
  Gathered gathered(*this);
  if (account) gathered.add(SubjectKind::account, *account);
  if (number) gathered.add(SubjectKind::number, *number);
  return gathered.finish(Gathered::Order::log);
}

std::optional<PartialLog> PartialReader::story_of_number(const std::string& number) const {
  Gathered gathered(*this);
  std::set<std::string> accounts;
  std::set<Seq> graces;
  gathered.add(SubjectKind::number, number, [&](const NamedEvent& named) {
    if (!named.account.empty()) accounts.insert(named.account);
    const auto* unrented = std::get_if<events::NumberUnrented>(&named.event.payload);
    const bool is_unpaid = unrented != nullptr && unrented->reason == core::UnrentReason::unpaid;
    if (is_unpaid && named.event.cause != 0) graces.insert(named.event.cause);
  });
  for (const std::string& account : accounts) gathered.add(SubjectKind::account, account);
  for (const Seq grace : graces) {
    const auto renewal = events::read_named_event(store_, grace);
    if (renewal && !renewal->number.empty()) gathered.add(SubjectKind::number, renewal->number);
  }
  gathered.add(SubjectKind::none, "");
  return gathered.finish(Gathered::Order::fold);
}

std::optional<PartialLog> PartialReader::story_of_account(const std::string& account) const {
  Gathered gathered(*this);
  std::set<std::string> numbers;
  gathered.add(SubjectKind::account, account, [&](const NamedEvent& named) {
    if (!named.number.empty()) numbers.insert(named.number);
  });
  for (const std::string& number : numbers) gathered.add(SubjectKind::number, number);
  gathered.add(SubjectKind::none, "");
  return gathered.finish(Gathered::Order::fold);
}

}  // namespace rentroll::projections
