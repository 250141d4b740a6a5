#include "events/index_making.hpp"

#include <algorithm>
#include <queue>
#include <tuple>

#include "events/event_log.hpp"
#include "events/index_run.hpp"
#include "events/log_hash.hpp"

namespace rentroll::events {
namespace {

constexpr std::size_t book_kinds_max = 1 << 16;  // a book of more is begun anew

bool is_below_zero(const AccountSums& sums) { return sums.credit < sums.charged; }

}  // namespace

void RunningSums::set(Ordinal account, const AccountSums& sums) {
  if (sums_.size() <= account) sums_.resize(std::size_t{account} + 1);
  sums_[account] = sums;
}

bool RunningSums::add(const Event& event) {
  if (sums_.size() <= event.account) sums_.resize(std::size_t{event.account} + 1);
  AccountSums& sums = sums_[event.account];
  const AccountEffect effect = effect_of_(event);
  const bool below_zero_before = is_below_zero(sums);
  sums.add(effect.added);
  if (effect.change == AccountChange::below_zero) return below_zero_before || is_below_zero(sums);
  return effect.change == AccountChange::something;
}

IndexMaking::IndexMaking(const BlockStore& store, const EffectOf& effect_of,
                         std::span<const std::unique_ptr<IndexPartReader>> before,
                         std::span<const std::unique_ptr<IndexPartReader>> merged)
    : store_(store), sums_(effect_of) {
  if (!before.empty()) {
    head_.before = before.back()->head().hash;
    read_from_ = before.back()->head().last + 1;
  }
  head_.first = read_from_;
  const auto learn = [&](IndexPartReader& part) {
    part.for_each_sums([&](Ordinal account, const AccountSums& sums) { sums_.set(account, sums); });
  };
  for (const auto& part : before) learn(*part);
  for (const auto& part : merged) {
    learn(*part);
    sources_.push_back(part->records());
    read_from_ = part->head().last + 1;
  }
}

bool IndexMaking::make(const std::filesystem::path& folder, int descriptor, Seq last, Seq run_max,
                       const std::function<void(const Event&)>& each) {
  if (!gather(folder, last, run_max, each)) return false;
  const auto hash = log_hash(store_, last, part_hash_steps, names_);
  if (!hash) return false;
  head_.hash = *hash;
  SharedKinds kinds;
  for (const auto& source : sources_) source->count_kinds(kinds);
  kinds.choose();
  IndexPartWriter writer(descriptor);
  merge(writer, kinds);
  std::sort(accounts_.begin(), accounts_.end());
  accounts_.erase(std::unique(accounts_.begin(), accounts_.end()), accounts_.end());
  for (const Ordinal account : accounts_) writer.add_sums(account, sums_.of(account));
  return writer.finish(head_, kinds);
}

/// Reads the events that no part has into runs.
bool IndexMaking::gather(const std::filesystem::path& folder, Seq last, Seq run_max,
                         const std::function<void(const Event&)>& each) {
  if (read_from_ > 1) learn_names(store_, read_from_ - 1, names_);
  RunWriter run;
  const auto end_run = [&] {
    auto source = run.finish(folder);
    if (!source) return false;
    sources_.push_back(std::move(source));
    return true;
  };
  EventCursor cursor(store_.read(read_from_), read_from_, &names_);
  for (Event event; cursor.next(event) && event.seq <= last;) {
    const bool has_account = event.account != no_ordinal;
    const std::int64_t charged_before = has_account ? sums_.of(event.account).charged : 0;
    const bool is_rest = has_account && !sums_.add(event);
    run.add(event, charged_before, is_rest);
    each(event);
    head_.last = event.seq;
    if (run.events() == run_max && !end_run()) return false;
  }
  return head_.last == last && (run.events() == 0 || end_run());
}

std::string_view IndexMaking::name_of(RecordKind kind, Ordinal ordinal) const {
  if (kind == RecordKind::nobody) return {};
  return kind == RecordKind::number ? names_.numbers.text(ordinal) : names_.accounts.text(ordinal);
}

/// Takes the records of all sources in their order; those that stand at the same place become one.
void IndexMaking::merge(IndexPartWriter& writer, const SharedKinds& kinds) {
  using Place = std::tuple<RecordKind, Ordinal, std::size_t>;
  std::priority_queue<Place, std::vector<Place>, std::greater<>> next;
  const auto go_on = [&](std::size_t source) {
    if (sources_[source]->next()) next.emplace(sources_[source]->kind(), sources_[source]->ordinal(), source);
  };
  for (std::size_t source = 0; source < sources_.size(); ++source) go_on(source);
  EntryBook book;
  RecordWriter records(book, kinds);
  std::vector<RecordEntry> entries;
  std::vector<const RecordEntry*> pointers;
  std::string record;
  while (!next.empty()) {
    const auto [kind, ordinal, source_of_first] = next.top();
    if (book.kinds() > book_kinds_max || book.requests() > book_kinds_max) {
      book.clear();
      records.forget();
    }
    entries.clear();
    while (!next.empty() && std::get<0>(next.top()) == kind && std::get<1>(next.top()) == ordinal) {
      const std::size_t source = std::get<2>(next.top());
      next.pop();
      sources_[source]->append(entries, book);
      go_on(source);
    }
    pointers.clear();
    for (const RecordEntry& entry : entries) pointers.push_back(&entry);
    record.clear();
    records.write(record, pointers, keeps_sums(kind));
    writer.add(kind, ordinal, name_of(kind, ordinal), record);
    const bool of_account = kind == RecordKind::account || kind == RecordKind::account_rest;
    if (of_account) accounts_.push_back(ordinal);
  }
}

}  // namespace rentroll::events
