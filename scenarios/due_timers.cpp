#include "scenarios/due_timers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/decide.hpp"
#include "scenarios/event_differences.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;

using Key = std::pair<TimerKind, Ordinal>;

Key key_of(const Timer& timer) { return {timer.kind, timer.subject}; }

}  // namespace

void DueTimers::pass(core::Instant at, Seq seq) {
  const core::Instant until = core::Instant::from_microseconds(at.microseconds() - 1);
  if (at != passed_until_) {
    passed_until_ = at;
    out_of_order_.clear();
    const auto waiting = std::exchange(waiting_, {});
    for (const auto& [key, each] : waiting)
      miss(each.timer, each.passed_by_seq != 0 ? each.passed_by_seq : seq);
  }
  while (const auto timer = take(until)) miss(*timer, seq);
}

/// The next timer that is due. Timers are asked for instants that never fall: where one is, nothing is due
/// that was not taken before.
std::optional<Timer> DueTimers::take(core::Instant until) {
  if (until < taken_until_) return std::nullopt;
  taken_until_ = until;
  return verified_.timers.take(verified_.state, until);
}

void DueTimers::meet_request(const Event& first) {
  pass(first.occurred_at, first.seq);
  if (first.late) return;
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& [key, each] : waiting) wait_or_miss(each, first.seq);
  while (const auto timer = take(first.occurred_at)) wait_or_miss({*timer, {}, 0}, first.seq);
}

void DueTimers::wait_or_miss(const Waiting& waiting, Seq seq) {
  if (made_due_late(waiting.timer) != nullptr) {
    waiting_.try_emplace(key_of(waiting.timer), waiting);
  } else {
    miss(waiting.timer, waiting.passed_by_seq != 0 ? waiting.passed_by_seq : seq);
  }
}

void DueTimers::pass_up_to(const Timer& timer, const Event& first) {
  if (first.late) return;
  const auto comes_before = [&](const Timer& each) {
    if (each.kind != timer.kind) return each.kind < timer.kind;
    return subject_text(verified_.state, each) < subject_text(verified_.state, timer);
  };
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& [key, each] : waiting) {
    if (comes_before(each.timer)) {
      wait_or_miss(each, first.seq);
    } else {
      waiting_.try_emplace(key, each);
    }
  }
  while (const auto next = take(first.occurred_at)) {
    const Waiting taken{*next, {}, 0};
    if (comes_before(*next)) {
      wait_or_miss(taken, first.seq);
    } else {
      waiting_.try_emplace(key_of(*next), taken);
      break;
    }
  }
}

void DueTimers::meet_timer(const Timer& timer, const Event& first) {
  if (const auto waits = waiting_.find(key_of(timer)); waits != waiting_.end()) {
    report_order(waits->second);
    waiting_.erase(waits);
    return;
  }
  while (const auto next = take(timer.at)) {
    if (key_of(*next) == key_of(timer)) break;
    if (does_nothing(*next)) continue;
    // Where late facts have a part in it the order of the log is not that of the instant (L4).
    const bool in_order = first.late || made_due_late(*next) != nullptr || is_doubtful(*next);
    waiting_.try_emplace(key_of(*next), Waiting{*next, timer, in_order ? 0 : first.seq});
  }
}

/// A timer's event has come after another that it should have stood before: that one is out of order, however
/// many it has passed.
void DueTimers::report_order(const Waiting& waiting) {
  if (waiting.passed_by_seq == 0 || !out_of_order_.insert(waiting.passed_by_seq).second) return;
  const events::Directory& names = verified_.state.names;
  report_(
      waiting.passed_by_seq, "T5",
      fmt::format("{} stands before {}: right is the order of window closings, returns, renewals, ends of "
                  "graces, each by number or account",
                  timer_words(waiting.passed_by, names), timer_words(waiting.timer, names)));
}

/// A timer whose turn has passed without its event.
void DueTimers::miss(const Timer& timer, Seq seq) {
  if (!still_stands(verified_.state, timer) || does_nothing(timer)) return;
  if (made_due_late(timer) != nullptr) {
    hold_overdue(timer);
    return;
  }
  if (is_doubtful(timer)) return;
  if (timer.kind == TimerKind::renewal && verified_.yield_due(timer.subject)) return;
  right_.clear();
  verified_.state.last_seq = seq - 1;
  decide_timer(verified_.state, timer, right_);
  const events::Directory& names = verified_.state.names;
  hold_missed(timer, seq,
              fmt::format("{} is missing: right is {} before this event", timer_words(timer, names),
                          event_words(right_.front(), names)));
  verified_.doubt_credit(right_.front().account);
  for (const Event& event : right_) verified_.assume(event);
}

/// Keeps the finding back: the event may come late.
void DueTimers::hold_missed(const Timer& timer, Seq seq, std::string text) {
  const auto before = missed_.find(key_of(timer));
  if (before != missed_.end()) report_(before->second.finding);
  missed_[key_of(timer)] = {timer.at, {seq, std::string(rule_of(timer.kind)), std::move(text), std::nullopt}};
}

void DueTimers::hold_overdue(const Timer& timer) {
  const bool of_account = timer.kind == TimerKind::grace_expiry;
  std::vector<Timer>& held = (of_account ? overdue_accounts_ : overdue_numbers_)[timer.subject];
  // It may have been set twice, by events that changed nothing.
  const auto is_it = [&](const Timer& each) { return key_of(each) == key_of(timer); };
  if (std::none_of(held.begin(), held.end(), is_it)) held.push_back(timer);
}

bool DueTimers::comes_late(TimerKind kind, Ordinal subject, core::Instant due) {
  const auto missed = missed_.find({kind, subject});
  if (missed == missed_.end() || missed->second.due != due) return false;
  missed_.erase(missed);
  return true;
}

void DueTimers::folded(const Event& event) {
  if (!waiting_.empty()) miss_those_passed(event);
  if (!overdue_numbers_.empty()) drop_those_without_ground(overdue_numbers_, event.number, event);
  if (!overdue_accounts_.empty()) drop_those_without_ground(overdue_accounts_, event.account, event);
}

/// A timer that another one has passed, and then ended what it was for, can only have been left out (T5).
void DueTimers::miss_those_passed(const Event& event) {
  for (const TimerKind kind : {TimerKind::window_closing, TimerKind::carrier_return, TimerKind::renewal}) {
    const auto found = waiting_.find({kind, event.number});
    if (found == waiting_.end() || still_stands(verified_.state, found->second.timer)) continue;
    const Waiting passed = found->second;
    waiting_.erase(found);
    if (passed.passed_by_seq == 0 || is_doubtful(passed.timer)) continue;
    hold_missed(
        passed.timer, passed.passed_by_seq,
        fmt::format("{} is missing: right is before {}", timer_words(passed.timer, verified_.state.names),
                    timer_words(passed.passed_by, verified_.state.names)));
    verified_.doubt_credit(event.account);
  }
}

/// What has no ground any more was never recorded where the clock next ran with what took the ground away. It
/// is missing where that was recorded later.
void DueTimers::drop_those_without_ground(std::unordered_map<Ordinal, std::vector<Timer>>& overdue,
                                          Ordinal subject, const Event& event) {
  const auto found = overdue.find(subject);
  if (found == overdue.end()) return;
  std::erase_if(found->second, [&](const Timer& timer) {
    if (still_stands(verified_.state, timer)) return false;
    const LateFact* fact = made_due_late(timer);
    // What hangs on the balance is decided by what is known at the end, in which a grace may have run out.
    if (timer.kind == TimerKind::grace_expiry) return true;
    const bool clock_ran = !event.late || event.actor == core::Actor::system;
    if (fact != nullptr && clock_ran && event.seq > fact->seq) report_overdue(timer, *fact);
    return true;
  });
  if (found->second.empty()) overdue.erase(found);
}

void DueTimers::finish() {
  for (const auto& [key, missed] : missed_) report_(missed.finding);
  missed_.clear();
  for (const auto* overdue : {&overdue_numbers_, &overdue_accounts_}) {
    for (const auto& [subject, timers] : *overdue) {
      for (const Timer& timer : timers) {
        if (const LateFact* fact = made_due_late(timer)) report_overdue(timer, *fact);
      }
    }
  }
}

void DueTimers::report_overdue(const Timer& timer, const LateFact& fact) {
  if (fact.clock_ran == 0 || is_doubtful(timer) || does_nothing(timer)) return;
  report_(fact.clock_ran, "L4",
          fmt::format("{} is missing: {}, made it due in the past, and the clock has run since: right is to "
                      "record it, late, before this event",
                      timer_words(timer, verified_.state.names), fact.words()));
}

const LateFact* DueTimers::made_due_late(const Timer& timer) const {
  const LateFacts& late = verified_.late;
  if (!late.any()) return nullptr;
  const bool of_account = timer.kind == TimerKind::grace_expiry;
  const LateFact* fact =
      of_account ? late.asked_of_account(timer.subject) : late.asked_of_number(timer.subject);
  if (fact == nullptr) fact = of_account ? late.of_account(timer.subject) : late.of_number(timer.subject);
  return fact != nullptr && timer.at <= fact->horizon ? fact : nullptr;
}

bool DueTimers::is_doubtful(const Timer& timer) const {
  if (timer.kind != TimerKind::grace_expiry) return verified_.doubts_number(timer.subject);
  return verified_.doubts_credit(timer.subject) || verified_.doubts_account(timer.subject);
}

/// The end of a grace of an account that holds no number leaves nothing to record (C8).
bool DueTimers::does_nothing(const Timer& timer) const {
  return timer.kind == TimerKind::grace_expiry && verified_.state.account(timer.subject).numbers == 0;
}

std::string timer_words(const Timer& timer, const events::Directory& names) {
  switch (timer.kind) {
    case TimerKind::window_closing:
      return fmt::format("the closing of the reclaim window of {} at {}", names.numbers.text(timer.subject),
                         timer.at.text());
    case TimerKind::carrier_return:
      return fmt::format("the return of {} at {}", names.numbers.text(timer.subject), timer.at.text());
    case TimerKind::renewal:
      return fmt::format("the renewal of {} due on {}", names.numbers.text(timer.subject),
                         timer.at.date().text());
    case TimerKind::grace_expiry:
      break;
  }
  return fmt::format("the end of the grace of {} at {}", names.accounts.text(timer.subject), timer.at.text());
}

std::string_view rule_of(TimerKind kind) {
  switch (kind) {
    case TimerKind::window_closing:
    case TimerKind::carrier_return:
      return "N7";
    case TimerKind::renewal:
      return "C3";
    case TimerKind::grace_expiry:
      break;
  }
  return "C8";
}

}  // namespace rentroll::scenarios
