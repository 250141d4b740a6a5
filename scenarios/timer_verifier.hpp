#pragma once

#include <vector>

#include "scenarios/due_timers.hpp"
#include "scenarios/hindsight_charges.hpp"
#include "scenarios/unit_comparison.hpp"

namespace rentroll::scenarios {

/// Judges the units that timers set off, or that say so (T5, N7, C3 to C8).
class TimerVerifier {
 public:
  TimerVerifier(const VerificationContext& context, DueTimers& due)
      : context_(context), due_(due), hindsight_(context) {}

  /// Judges a unit and folds it. `moves_clock`: its instant is to be relied on. REQUIRES: the clock has come
  /// to that then; the events bear their subjects.
  void judge(Unit unit, bool moves_clock);

 private:
  void judge_by_truth(Unit unit, const Timer& timer);
  void report_stray(Unit unit);
  void report_not_due(Unit unit, const Timer& timer);
  [[nodiscard]] VerificationFinding why_not_due(const events::Event& first, const Timer& timer);
  [[nodiscard]] VerificationFinding why_not_renewed(const events::Event& first,
                                                    const events::RentalRenewed& renewed);
  [[nodiscard]] bool is_of_its_cause(const events::Event& first) const;
  [[nodiscard]] bool doubts(const events::Event& first, const Timer& timer) const;
  [[nodiscard]] const std::vector<events::Event>& decide_again(const Timer& timer, Seq seq);
  void go_on_as_right(Unit unit, const std::vector<events::Event>& right,
                      const std::vector<UnitDifference>& differences);

  const VerificationContext& context_;
  DueTimers& due_;
  HindsightCharges hindsight_;
  std::vector<events::Event> right_;  // reused, so that a timer allocates nothing
};

/// Whether a unit is a timer's: its first event is one that no request makes, or its actor is the clock.
[[nodiscard]] bool is_of_timer(const events::Event& first);

}  // namespace rentroll::scenarios
