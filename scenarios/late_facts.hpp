#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/event.hpp"

namespace rentroll::scenarios {

using core::Seq;
using events::Ordinal;

/// A fact that was learned late: a late event (L4).
struct LateFact {
  Seq seq = 0;
  events::EventType type{};
  core::Instant occurred_at;
  core::Instant horizon;  ///< up to where the clock had run when it was learned
  Seq clock_ran = 0;      ///< the first event after it that is not late, 0 for none

  /// `NumberUnrented of 2024-02-05T10:00:00Z, seq 20, learned late`
  [[nodiscard]] std::string words() const;
};

/// The late facts of a log, and whom those are about that have been folded so far.
class LateFacts {
 public:
  /// An event in the order of the log. `horizon` is that of the events before it.
  void learn(const events::Event& event, core::Instant horizon);
  [[nodiscard]] bool any() const { return !facts_.empty(); }

  /// An event in the order of the fold.
  void fold(const events::Event& event);

  /// Of the facts that have been folded, the one that was learned last; null where there is none.
  [[nodiscard]] const LateFact* of_number(Ordinal number) const { return find(numbers_, number); }
  [[nodiscard]] const LateFact* of_account(Ordinal account) const { return find(accounts_, account); }
  [[nodiscard]] const LateFact* of_prices() const { return prices_; }
  /// The same of facts that were no timer's: those tell why something came otherwise.
  [[nodiscard]] const LateFact* asked_of_number(Ordinal number) const { return find(asked_numbers_, number); }
  [[nodiscard]] const LateFact* asked_of_account(Ordinal account) const {
    return find(asked_accounts_, account);
  }
  /// The late fact with this seq, folded or not; null where there is none.
  [[nodiscard]] const LateFact* with_seq(Seq seq) const;

  /// The fact about an event's number or account, or about a price where one of the events asks for prices,
  /// that was folded before the event and learned after it was recorded; null where there is none.
  [[nodiscard]] const LateFact* learned_after(std::span<const events::Event> unit) const;

 private:
  using BySubject = std::unordered_map<Ordinal, const LateFact*>;
  static const LateFact* find(const BySubject& facts, Ordinal subject);
  static void mark(BySubject& facts, Ordinal subject, const LateFact& fact);

  std::vector<LateFact> facts_;  // by seq
  std::size_t waiting_ = 0;      // the first fact since which the clock has not run
  BySubject numbers_;
  BySubject accounts_;
  BySubject asked_numbers_;
  BySubject asked_accounts_;
  const LateFact* prices_ = nullptr;
};

}  // namespace rentroll::scenarios
