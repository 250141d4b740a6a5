#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "projections/state.hpp"
#include "scenarios/late_facts.hpp"
#include "scenarios/timers.hpp"
#include "scenarios/verification_report.hpp"

namespace rentroll::scenarios {

/// The state against which the events of a log are decided again. It takes any events. Behind a finding it
/// goes on as if what should have been had been, and knows of what it is not sure any more.
class VerifiedState {
 public:
  explicit VerifiedState(const VerificationReport& report) : timers(state), report_(report) {
    state.keep_held_numbers();
  }
  VerifiedState(const VerifiedState&) = delete;
  VerifiedState& operator=(const VerifiedState&) = delete;

  projections::State state;
  Timers timers;
  LateFacts late;

  /// Folds an event of the log and sets its timers. A sum beyond 64 bits is a finding (M1).
  void fold(const events::Event& event);
  /// Folds what should have been recorded and was not. Nothing is charged: sums stay those of the log.
  void assume(events::Event right);

  /// The monthly fee that a rental's terms would bear, had all been known when it began (C1).
  struct RightTerms {
    Seq origin = 0;  ///< the rental's beginning
    core::Money monthly;
    const LateFact* fact = nullptr;  ///< the price that was learned late
  };
  void set_right_terms(Ordinal number, const RightTerms& terms) { right_terms_[number] = terms; }
  /// Null where the terms stand as they were recorded.
  [[nodiscard]] const RightTerms* right_terms(Ordinal number) const;

  /// Nothing is said of a number's rentals and windows until it is stocked or a rental of it begins; of an
  /// account, nothing of whether it may do what it does, or of what depends on its balance.
  void doubt_number(Ordinal number) { doubtful_numbers_.insert(number); }
  void doubt_account(Ordinal account) { doubtful_accounts_.insert(account); }
  void doubt_credit(Ordinal account) { doubtful_credits_.insert(account); }
  void trust_number(Ordinal number) {
    if (!doubtful_numbers_.empty()) doubtful_numbers_.erase(number);
  }
  [[nodiscard]] bool doubts_number(Ordinal number) const { return doubtful_numbers_.contains(number); }
  [[nodiscard]] bool doubts_account(Ordinal account) const { return doubtful_accounts_.contains(account); }
  [[nodiscard]] bool doubts_credit(Ordinal account) const { return doubtful_credits_.contains(account); }

  /// A rental's terms as its log says them, where they are not what the rules make: its renewals may go by
  /// either.
  struct Claim {
    std::optional<core::Date> due;
    std::optional<core::Money> monthly;
  };
  void claim_due(Ordinal number, core::Date due) {
    if (due >= state.numbers.details(number).begun) claims_[number].due = due;
  }
  void claim_monthly(Ordinal number, core::Money monthly) { claims_[number].monthly = monthly; }
  /// From now on a renewal that has come or was to come on the claimed date goes by it. False where there is
  /// no claim.
  bool yield_due(Ordinal number);
  /// Goes by what a renewal says where that is what was claimed.
  void yield_to(const events::Event& event, const events::RentalRenewed& renewed);

 private:
  void keep_due_date_possible(Ordinal number);

  const VerificationReport& report_;
  std::unordered_set<Ordinal> doubtful_numbers_;
  std::unordered_set<Ordinal> doubtful_accounts_;
  std::unordered_set<Ordinal> doubtful_credits_;
  std::unordered_map<Ordinal, Claim> claims_;
  std::unordered_map<Ordinal, RightTerms> right_terms_;
};

/// Whether an event bears the account and the number that its type speaks of (L2); only then can it be
/// folded.
[[nodiscard]] bool bears_its_subjects(const events::Event& event);

}  // namespace rentroll::scenarios
