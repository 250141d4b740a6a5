#pragma once

#include <unordered_set>

#include "events/event.hpp"
#include "scenarios/late_facts.hpp"
#include "scenarios/verification_report.hpp"

namespace rentroll::scenarios {

/// What must be so from one event to the next in the order of a log, whatever they say: its first event, its
/// two times, its causes, its units (L1, L2, L4, T4).
class LogOrder {
 public:
  LogOrder(const VerificationReport& report, LateFacts& late) : report_(report), late_(late) {}

  /// The next event of the log.
  void add(const events::Event& event);
  /// The log's end. `whole` says that nothing was left out behind the last event.
  void finish(bool whole);

  /// Whether the event that follows this one lies before it, so that one of the two instants is not to be
  /// relied on.
  [[nodiscard]] bool goes_back_after(Seq seq) const { return fallen_after_.contains(seq); }
  /// Up to where the clock has run (Q4).
  [[nodiscard]] core::Instant horizon() const { return horizon_; }

 private:
  void check_first(const events::Event& event) const;
  void check_times(const events::Event& event);
  void check_unit(const events::Event& event) const;

  const VerificationReport& report_;
  LateFacts& late_;
  events::Event before_;  // without its payload; seq 0 before the first event
  Seq last_in_time_ = 0;  // the last event that is not late
  core::Instant horizon_;
  std::unordered_set<Seq> fallen_after_;
};

}  // namespace rentroll::scenarios
