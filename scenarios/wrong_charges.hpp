#pragma once

#include <unordered_map>
#include <vector>

#include "events/event.hpp"
#include "scenarios/verification_report.hpp"
#include "scenarios/wrong_charge.hpp"

namespace rentroll::scenarios {

/// Gathers the charges that late facts have made wrong and what adjustments have done about them (L4, C9).
class WrongCharges {
 public:
  /// A charge that should have been another. `words` says which: `RentalRenewed of +14155550100 by acme`.
  void add(WrongCharge wrong, std::string words);
  /// Any event of the log: adjustments are looked at.
  void look_at(const events::Event& event);
  /// Reports those that adjustments have not set right. An adjustment of an adjustment counts for the charge
  /// that it corrects in the end.
  void report(const VerificationReport& report);

 private:
  struct Adjustment {
    core::Seq seq;
    core::ChargeId corrects;
    core::Money amount;
  };
  struct Found {
    WrongCharge wrong;
    std::string words;
  };

  void add_adjustments();

  std::vector<Found> found_;
  std::vector<Adjustment> adjustments_;
};

}  // namespace rentroll::scenarios
