#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/subject_index.hpp"
#include "projections/replay.hpp"

/// The part of a log that the story of one number or one account consists of, read through the index. It has
/// ordinals of its own, so that a state of it is small.
namespace rentroll::projections {

/// What `evolve` makes of an event's account, for the index: where that changes, this does, and `index_form`.
[[nodiscard]] events::AccountEffect effect_of(const events::Event& event);

struct PartialLog {
  /// The names that are told. Numbers of which no event is told may have ordinals behind those of all names.
  events::Directory names;
  std::vector<events::Event> events;  ///< those of the cut, with the ordinals of `names`
  /// By event, in millionths: what its account had been charged before, where events were left out
  /// that changed nothing else; otherwise empty.
  std::vector<std::int64_t> charged_before;
};

/// Folds a part of a log into a new state, whose names are given those of the part, and calls `before(event)`
/// before and `after(event)` after each event.
template <class Before, class After>
void fold(PartialLog log, State& state, Before&& before, After&& after) {
  state.names = std::move(log.names);
  for (std::size_t place = 0; place < log.events.size(); ++place) {
    const events::Event& event = log.events[place];
    if (!log.charged_before.empty() && event.account < state.accounts.size()) {
      state.accounts[event.account].charged = core::Money::from_millionths(log.charged_before[place]);
    }
    before(event);
    evolve(state, event);
    after(event);
  }
}

/// Reads what is asked for through an index, events 1 to `last` of a cut. Nothing comes back where the index
/// turns out to be damaged.
class PartialReader {
 public:
  PartialReader(const events::SubjectIndex& index, const events::BlockStore& store, const Cut& cut, Seq last)
      : index_(index), store_(store), cut_(cut), last_(last) {}

  /// Whether an event up to `last` names it, whenever it occurred.
  [[nodiscard]] std::optional<bool> knows(events::SubjectKind kind, const std::string& name) const;

  /// The events of an account, of a number, or of either, in the order of the log.
  [[nodiscard]] std::optional<PartialLog> events_of(const std::optional<std::string>& account,
                                                    const std::optional<std::string>& number) const;
  /// What `NumberAudit` needs, in the order of the fold: the events of the number, of all accounts that they
  /// name, and of the numbers whose renewals began a grace at whose end it was unrented; and those that name
  /// nobody. Of accounts in which nothing came late, those events are left
  /// out that only changed what they were charged.
  [[nodiscard]] std::optional<PartialLog> story_of_number(const std::string& number) const;
  /// What `AccountAudit` needs, in the order of the fold: the events of the account and of all numbers that
  /// they name, and those that name nobody.
  [[nodiscard]] std::optional<PartialLog> story_of_account(const std::string& account) const;

 private:
  class Gathered;

  /// Whether a late event names one of these, or nobody: then all events are needed, because what stands in
  /// the index was summed in the order of the log.
  [[nodiscard]] bool any_late(const std::vector<Ordinal>& accounts,
                              const std::vector<Ordinal>& numbers) const;

  const events::SubjectIndex& index_;
  const events::BlockStore& store_;
  Cut cut_;
  Seq last_;
  mutable std::optional<std::vector<events::Event>> late_;  // up to `last_`, once they were asked for
};

}  // namespace rentroll::projections
