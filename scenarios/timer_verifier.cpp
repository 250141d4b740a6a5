#include "scenarios/timer_verifier.hpp"

#include <fmt/format.h>

#include "scenarios/decide.hpp"

namespace rentroll::scenarios {
namespace {

using core::NumberState;
using events::Event;
using events::EventType;
using projections::Number;
using projections::State;

/// The timer that a unit beginning with this event says to come from; nothing where there is none such.
std::optional<Timer> timer_of(const Event& first, const State& state) {
  switch (first.type()) {
    case EventType::rental_renewed:
      return Timer{first.occurred_at, TimerKind::renewal, first.number};
    case EventType::reclaim_window_closed:
      return Timer{first.occurred_at, TimerKind::window_closing, first.number};
    case EventType::number_returned:
      return Timer{first.occurred_at, TimerKind::carrier_return, first.number};
    case EventType::number_unrented:
      break;
    default:
      return std::nullopt;
  }
  switch (state.policy.renewal_without_credit) {
    case core::RenewalWithoutCredit::cancel:
      return Timer{first.occurred_at, TimerKind::renewal, first.number};
    case core::RenewalWithoutCredit::unrent:
      return Timer{first.occurred_at, TimerKind::grace_expiry, first.account};
    default:
      return std::nullopt;
  }
}

std::string now_words(const Number& number) {
  return number.state == NumberState::unknown ? "has never been stocked"
                                              : fmt::format("is {}", core::to_text(number.state));
}

}  // namespace

bool is_of_timer(const Event& first) {
  switch (first.type()) {
    case EventType::rental_renewed:
    case EventType::reclaim_window_closed:
    case EventType::number_returned:
      return true;
    default:
      return first.actor == core::Actor::system;
  }
}

void TimerVerifier::judge(Unit unit, bool moves_clock) {
  const Event& first = unit.front();
  const std::optional<Timer> timer = timer_of(first, context_.state());
  if (!timer) {
    report_stray(unit);
    return;
  }
  if (const auto* renewed = std::get_if<events::RentalRenewed>(&first.payload))
    context_.verified.yield_to(first, *renewed);
  bool stands = still_stands(context_.state(), *timer);
  if (!stands && moves_clock) {
    due_.pass_up_to(*timer, first);
    stands = still_stands(context_.state(), *timer);
  }
  if (stands) due_.meet_timer(*timer, first);
  const LateFacts& late = context_.verified.late;
  if (late.any() && (late.learned_after(unit) != nullptr || (!stands && is_of_its_cause(first)))) {
    hindsight_.judge_renewals(unit, stands);
    context_.fold(unit);
  } else if (stands) {
    judge_by_truth(unit, *timer);
  } else {
    report_not_due(unit, *timer);
  }
}

/// Whether a late timer's event was recorded together with the late fact that set it off (L4): by what was
/// known then, when the fold had not yet brought what happened in between.
bool TimerVerifier::is_of_its_cause(const Event& first) const {
  const LateFact* cause = first.late ? context_.verified.late.with_seq(first.cause) : nullptr;
  return cause != nullptr && cause->seq < first.seq &&
         (cause->clock_ran == 0 || cause->clock_ran > first.seq);
}

const std::vector<Event>& TimerVerifier::decide_again(const Timer& timer, Seq seq) {
  right_.clear();
  context_.state().last_seq = seq - 1;
  decide_timer(context_.state(), timer, right_);
  return right_;
}

void TimerVerifier::judge_by_truth(Unit unit, const Timer& timer) {
  const Event& first = unit.front();
  VerifiedState& verified = context_.verified;
  // What was only assumed has no seq: its effects say it.
  if (timer.kind != TimerKind::grace_expiry && context_.state().numbers.rental(timer.subject).origin == 0)
    context_.state().numbers.rental(timer.subject).origin = first.cause;
  const std::vector<Event>& right = decide_again(timer, first.seq);
  const std::vector<UnitDifference> differences = compare_units(unit, right, context_.state());
  if (differences.empty()) {
    if (timer.kind != TimerKind::grace_expiry) verified.trust_number(timer.subject);
    if (hindsight_.has_other_terms(first)) hindsight_.judge_renewals(unit, true);
    context_.fold(unit);
    return;
  }
  for (const UnitDifference& difference : differences) {
    // What hangs on the balance was decided by what was known when a late timer was recorded (L4).
    const bool hangs_on_credit = difference.of_kind || timer.kind == TimerKind::grace_expiry;
    const bool by_credit = hangs_on_credit && (first.late || verified.doubts_credit(first.account));
    if (by_credit) continue;
    if (first.late && difference.fields.size() == 1 && difference.differs_in("amount")) {
      hindsight_.judge_renewals(unit, true);
      continue;
    }
    context_.report(difference.seq, difference.rule, difference.text);
    // All the numbers of an account are unrented for one cause: what is wrong with one is wrong with all.
    if (timer.kind == TimerKind::grace_expiry) break;
  }
  go_on_as_right(unit, right, differences);
}

void TimerVerifier::go_on_as_right(Unit unit, const std::vector<Event>& right,
                                   const std::vector<UnitDifference>& differences) {
  VerifiedState& verified = context_.verified;
  const bool is_late = unit.front().late;
  context_.fold(unit);
  for (const Event& event : right) verified.doubt_credit(event.account);
  verified.doubt_credit(unit.front().account);
  const UnitDifference& last = differences.back();
  const bool lacks_the_rest = last.of_kind && last.place == unit.size();
  if ((last.of_kind && !lacks_the_rest) || is_late) return;
  for (const Event& event : right) verified.assume(event);
  for (const UnitDifference& difference : differences) {
    if (!difference.differs_in("period_end")) continue;
    const Event& found = unit[difference.place];
    verified.claim_due(found.number, std::get<events::RentalRenewed>(found.payload).period_end);
  }
}

void TimerVerifier::report_stray(Unit unit) {
  const Event& first = unit.front();
  const std::string words = event_words(first, context_.names());
  if (first.type() == EventType::number_unrented) {
    context_.report(first.seq, "C8",
                    fmt::format("{}: the clock unrents nothing where renewal_without_credit is {}", words,
                                core::to_text(context_.state().policy.renewal_without_credit)));
  } else if (first.type() == EventType::account_case_opened ||
             first.type() == EventType::account_case_lifted) {
    context_.report(
        first.seq, "C8",
        fmt::format("{} stands alone: right is after what brought the balance below zero or to it "
                    "again, in one unit with it",
                    words));
  } else {
    context_.report(first.seq, "Q1", fmt::format("{}: the actor is system, which asks for nothing", words));
  }
  context_.fold(unit);
  if (first.number != events::no_ordinal) context_.verified.doubt_number(first.number);
}

bool TimerVerifier::doubts(const Event& first, const Timer& timer) const {
  const VerifiedState& verified = context_.verified;
  if (first.type() == EventType::number_unrented) {
    // What hangs on the balance was decided by what was known when a late timer was recorded (L4).
    if (first.late || verified.doubts_credit(first.account)) return true;
  }
  if (timer.kind == TimerKind::grace_expiry) return verified.doubts_account(timer.subject);
  return verified.doubts_number(timer.subject);
}

void TimerVerifier::report_not_due(Unit unit, const Timer& timer) {
  const Event& first = unit.front();
  const bool doubtful = doubts(first, timer);
  const NumberState before = context_.state().number(first.number).state;
  if (!doubtful) context_.report(why_not_due(first, timer));
  context_.fold(unit);
  VerifiedState& verified = context_.verified;
  verified.doubt_credit(first.account);
  // A renewal that is early, late or doubled leaves the rental as it is; what speaks of another state does
  // not.
  const bool other_state =
      first.type() == EventType::rental_renewed
          ? before != NumberState::rented || context_.state().number(first.number).account != first.account
          : before != NumberState::reclaimable && before != NumberState::reserved;
  if (other_state && first.number != events::no_ordinal && before != NumberState::returned)
    verified.doubt_number(first.number);
}

VerificationFinding TimerVerifier::why_not_due(const Event& first, const Timer& timer) {
  const Number& number = context_.state().number(first.number);
  const std::string words = event_words(first, context_.names());
  const auto finding = [&](std::string_view rule, std::string text) {
    return VerificationFinding{first.seq, std::string(rule), words + ": " + std::move(text), std::nullopt};
  };
  if (const auto* renewed = std::get_if<events::RentalRenewed>(&first.payload)) {
    return why_not_renewed(first, *renewed);
  }
  if (first.type() == EventType::number_unrented) {
    const std::string what = timer.kind == TimerKind::grace_expiry
                                 ? "no grace of the account ends at this instant"
                                 : "no renewal of the number is due at this instant";
    return finding("C8", what);
  }
  const bool is_return = first.type() == EventType::number_returned;
  const core::Policy& policy = context_.state().policy;
  if (number.in_windows()) {
    const core::Instant due = is_return ? number.reserved_until(policy) : number.reclaim_until(policy);
    const bool open = is_return || number.state == NumberState::reclaimable;
    if (open)
      return finding("N7",
                     fmt::format("comes {} at {}: right is {}", first.occurred_at < due ? "early" : "late",
                                 first.occurred_at.text(), due.text()));
    if (due_.comes_late(timer.kind, timer.subject, due))
      return finding("N7",
                     fmt::format("comes late at {}: right is {}", first.occurred_at.text(), due.text()));
  }
  if (number.state == NumberState::returned && is_return) {
    const core::Instant due = number.since;
    if (due_.comes_late(timer.kind, timer.subject, due))
      return finding("N7",
                     fmt::format("comes late at {}: right is {}", first.occurred_at.text(), due.text()));
  }
  return finding("N7", fmt::format("the number {} then, {}", now_words(number),
                                   is_return ? "in no window whose end would return it"
                                             : "with no reclaim window open"));
}

VerificationFinding TimerVerifier::why_not_renewed(const Event& first, const events::RentalRenewed& renewed) {
  const State& state = context_.state();
  const Number& number = state.number(first.number);
  const std::string words = event_words(first, context_.names());
  const auto finding = [&](std::string_view rule, std::string text) {
    return VerificationFinding{first.seq, std::string(rule), words + ": " + std::move(text), std::nullopt};
  };
  if (state.account(first.account).closed) return finding("A5", "a charge to an account that is closed");
  if (number.state != NumberState::rented)
    return finding("C3", fmt::format("the number {} then: there is no rental to renew", now_words(number)));
  if (number.account != first.account) {
    return finding("N2", fmt::format("the number is held by {}, by nobody else",
                                     context_.names().accounts.text(number.account)));
  }
  const core::Date due = number.next_due;
  if (due_.comes_late(TimerKind::renewal, first.number, core::Instant::begin_of(renewed.period_begin))) {
    return finding("C3", fmt::format("comes late at {}: it was due on {}", first.occurred_at.text(),
                                     renewed.period_begin.text()));
  }
  if (renewed.period_begin < due) {
    return finding("C5",
                   fmt::format("doubled: the period that begins on {} has been charged, and the next one "
                               "begins on {}",
                               renewed.period_begin.text(), due.text()));
  }
  if (renewed.period_begin > due) {
    return finding("C5", fmt::format("its period begins on {}: right is {}, where the one before ends",
                                     renewed.period_begin.text(), due.text()));
  }
  return finding("C3", fmt::format("comes {} at {}: it is due on {}",
                                   first.occurred_at < core::Instant::begin_of(due) ? "early" : "late",
                                   first.occurred_at.text(), due.text()));
}

}  // namespace rentroll::scenarios
