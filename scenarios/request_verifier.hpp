#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/corrected_charges.hpp"
#include "scenarios/decide.hpp"
#include "scenarios/hindsight_charges.hpp"
#include "scenarios/request_ids.hpp"
#include "scenarios/unit_comparison.hpp"

namespace rentroll::scenarios {

/// Judges the units that requests caused, accepted or refused (Q1 to Q3): reads the request back and decides
/// it again.
class RequestVerifier {
 public:
  RequestVerifier(const VerificationContext& context, const CorrectedCharges& charges)
      : context_(context), charges_(charges), ids_(context), hindsight_(context) {}

  /// Judges a unit and folds it. REQUIRES: the clock has come to its instant; its events bear their subjects.
  void judge(Unit unit);

 private:
  [[nodiscard]] std::optional<Request> read(Unit unit) const;
  [[nodiscard]] bool check_well_formed_for(Unit unit, const Request& request) const;
  [[nodiscard]] Asked look_up(Unit unit, Request& request) const;
  void judge_accepted(Unit unit, const Asked& asked, std::optional<core::Rejection> reason);
  void judge_refused(Unit unit, const Asked& asked, std::optional<core::Rejection> reason);
  void judge_in_hindsight(Unit unit, const Asked& asked, const LateFact& fact);
  void go_on_as_right(Unit unit, const std::vector<UnitDifference>& differences);
  void go_on_as_accepted(Unit unit, core::Rejection reason);
  void take_price(const events::Event& begun);

  [[nodiscard]] std::optional<core::Rejection> decide_again(Unit unit, const Asked& asked);
  [[nodiscard]] bool doubts(const events::Event& first, core::Rejection reason) const;
  void doubt(const events::Event& first, core::Rejection reason);

  const VerificationContext& context_;
  const CorrectedCharges& charges_;
  RequestIds ids_;
  HindsightCharges hindsight_;
  std::vector<events::Event> right_;  // what the request makes happen; reused
};

}  // namespace rentroll::scenarios
