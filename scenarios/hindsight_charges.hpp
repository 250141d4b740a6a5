#pragma once

#include <optional>
#include <vector>

#include "scenarios/unit_comparison.hpp"

namespace rentroll::scenarios {

/// What charges should have been by facts that were learned after they were recorded (L4).
class HindsightCharges {
 public:
  explicit HindsightCharges(const VerificationContext& context) : context_(context) {}

  /// Judges the renewals of a unit. `stands`: a renewal of the number is due at this instant.
  void judge_renewals(Unit unit, bool stands);
  /// Whether a price was learned after a renewal was recorded by which its terms would be others.
  [[nodiscard]] bool has_other_terms(const events::Event& renewal) const {
    return terms_learned_after(renewal) != nullptr;
  }

  /// Judges the beginning of a priced rental. `right` is what the rules make it now; nothing where they
  /// refuse it because the account was closed by then: nothing is charged then (A5). REQUIRES: the event was
  /// folded.
  void judge_beginning(const events::Event& begun, const std::optional<events::Event>& right,
                       const LateFact& fact);
  /// Where a rental that was learned late makes this one, recorded before, a second holder's (N2), the late
  /// one is the one that is not allowed. REQUIRES: the event is still to be folded.
  void report_second_holder(const events::Event& begun) const;

 private:
  /// A renewal as it should have been, and the late fact by which, where one is known.
  struct RightRenewal {
    core::Money amount;
    const LateFact* fact = nullptr;
  };
  [[nodiscard]] RightRenewal right_renewal(const events::Event& event, const events::RentalRenewed& renewed,
                                           bool stands);
  [[nodiscard]] const LateFact* cause_of_wrong(const events::Event& event) const;
  /// The terms by which a renewal should have gone; null where its own are right.
  [[nodiscard]] const VerifiedState::RightTerms* terms_learned_after(const events::Event& event) const;
  void compare(const events::Event& event, core::ChargeKind kind, core::Money charged, core::Money right,
               const LateFact& fact) const;

  const VerificationContext& context_;
  std::vector<events::Event> right_;
};

/// What an event charges, by kind; nothing where it has no line of that kind.
[[nodiscard]] std::optional<core::Money> charged_as(const events::Event& event, core::ChargeKind kind);

}  // namespace rentroll::scenarios
