#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scenarios/verified_state.hpp"

namespace rentroll::scenarios {

/// What the clock must have set off by the time that a unit of the log comes to: finds what is missing and
/// what is out of order (T5).
class DueTimers {
 public:
  DueTimers(VerifiedState& verified, const VerificationReport& report)
      : verified_(verified), report_(report) {}

  /// The clock goes on to an instant, whose own timers are still to come. `seq` is the event before which
  /// what is missing should stand.
  void pass(core::Instant at, Seq seq);
  /// A unit that no timer set off: those of its instant come before it (T5). What comes before a late one
  /// cannot be told: timers that a late fact made due are recorded after it.
  void meet_request(const events::Event& first);
  /// A timer's unit whose timer does not stand: what should have fired before it at its instant may be what
  /// it lacks, and is missing.
  void pass_up_to(const Timer& timer, const events::Event& first);
  /// A timer's unit. REQUIRES: the clock has come to its instant, and the timer stands.
  void meet_timer(const Timer& timer, const events::Event& first);
  /// To be called after an event was folded: it may have taken away the ground of what is overdue.
  void folded(const events::Event& event);

  /// Whether a timer's event is one that was missed in its turn. It comes late then, and is not missing.
  [[nodiscard]] bool comes_late(TimerKind kind, Ordinal subject, core::Instant due);

  /// The end of what is looked at: says what is missing.
  void finish();

 private:
  using Key = std::pair<TimerKind, Ordinal>;
  struct Missed {
    core::Instant due;
    VerificationFinding finding;
  };

  /// A timer whose turn has come, and before whose event another one stood, where that is known (T5).
  struct Waiting {
    Timer timer;
    Timer passed_by;
    Seq passed_by_seq = 0;
  };

  [[nodiscard]] std::optional<Timer> take(core::Instant until);
  void wait_or_miss(const Waiting& waiting, Seq seq);
  void report_order(const Waiting& waiting);
  void miss(const Timer& timer, Seq seq);
  void hold_missed(const Timer& timer, Seq seq, std::string text);
  void miss_those_passed(const events::Event& event);
  void hold_overdue(const Timer& timer);
  void report_overdue(const Timer& timer, const LateFact& fact);
  /// The fact learned late that has made a timer due in the past, where it is one; null else (L4).
  [[nodiscard]] const LateFact* made_due_late(const Timer& timer) const;
  [[nodiscard]] bool is_doubtful(const Timer& timer) const;
  [[nodiscard]] bool does_nothing(const Timer& timer) const;
  void drop_those_without_ground(std::unordered_map<Ordinal, std::vector<Timer>>& overdue, Ordinal subject,
                                 const events::Event& event);

  VerifiedState& verified_;
  const VerificationReport& report_;
  core::Instant passed_until_;
  core::Instant taken_until_;
  // Due at the instant that the clock has come to, and taken before their event came.
  std::map<Key, Waiting> waiting_;
  std::set<Seq> out_of_order_;  // of this instant, those that have been reported
  std::vector<events::Event> right_;
  std::map<Key, Missed> missed_;
  std::unordered_map<Ordinal, std::vector<Timer>> overdue_numbers_;
  std::unordered_map<Ordinal, std::vector<Timer>> overdue_accounts_;
};

/// `the renewal of +14155550100 due on 2024-02-10`
[[nodiscard]] std::string timer_words(const Timer& timer, const events::Directory& names);

/// The rule by which a timer fires.
[[nodiscard]] std::string_view rule_of(TimerKind kind);

}  // namespace rentroll::scenarios
