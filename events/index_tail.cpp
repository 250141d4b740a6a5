#include "events/index_tail.hpp"

#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

const std::vector<std::uint32_t>& found_in(
    const std::unordered_map<Ordinal, std::vector<std::uint32_t>>& places, Ordinal ordinal) {
  static const std::vector<std::uint32_t> none;
  const auto found = places.find(ordinal);
  return found == places.end() ? none : found->second;
}

}  // namespace

IndexTail::IndexTail(const BlockStore& store, Seq first, Seq last, const EffectOf& effect_of,
                     const std::function<AccountSums(Ordinal)>& sums_before)
    : last_(last) {
  RunningSums sums(effect_of);
  EventCursor cursor(store.read(first), first, nullptr);
  for (Event event; cursor.next(event) && event.seq <= last;) {
    const auto place = static_cast<std::uint32_t>(events_.size());
    IndexedEvent& indexed = events_.emplace_back();
    indexed.event = event;
    if (event.account != no_ordinal) {
      auto& places = accounts_[event.account];
      if (places.empty()) sums.set(event.account, sums_before(event.account));
      places.push_back(place);
      indexed.charged_before = sums.of(event.account).charged;
      static_cast<void>(sums.add(event));
    }
    if (event.number != no_ordinal) numbers_[event.number].push_back(place);
    if (event.account == no_ordinal && event.number == no_ordinal) nobody_.push_back(place);
  }
  read_names(store, first);
}

void IndexTail::read_names(const BlockStore& store, Seq first) {
  const auto learn = [](Texts& texts, Ordinal ordinal, const std::vector<std::string>& introduced) {
    for (const std::string& text : introduced) {
      texts.by_ordinal.emplace(ordinal, text);
      texts.by_text.emplace(text, ordinal++);
    }
  };
  const auto blocks = store.read(first);
  while (const auto block = blocks->next()) {
    const BlockNames names = events::read_names(*block);
    if (names.header.first_seq > last_) break;
    learn(account_texts_, names.header.first_account, names.accounts);
    learn(number_texts_, names.header.first_number, names.numbers);
  }
}

const std::vector<std::uint32_t>& IndexTail::of_account(Ordinal account) const {
  return found_in(accounts_, account);
}
const std::vector<std::uint32_t>& IndexTail::of_number(Ordinal number) const {
  return found_in(numbers_, number);
}

std::optional<Ordinal> IndexTail::find(bool of_number, const std::string& name) const {
  const Texts& texts = of_number ? number_texts_ : account_texts_;
  const auto found = texts.by_text.find(name);
  if (found == texts.by_text.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string_view> IndexTail::name(bool of_number, Ordinal ordinal) const {
  const Texts& texts = of_number ? number_texts_ : account_texts_;
  const auto found = texts.by_ordinal.find(ordinal);
  if (found == texts.by_ordinal.end()) return std::nullopt;
  return found->second;
}

}  // namespace rentroll::events
