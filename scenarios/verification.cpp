#include "scenarios/verification.hpp"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "events/damaged_block.hpp"
#include "events/event_log.hpp"
#include "scenarios/due_timers.hpp"
#include "scenarios/log_order.hpp"
#include "scenarios/request_verifier.hpp"
#include "scenarios/timer_verifier.hpp"
#include "scenarios/verified_state.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;
using events::EventType;
using projections::Cut;

class LogVerifier {
 public:
  LogVerifier(const events::BlockStore& store, const Cut& cut,
              const std::function<void(const VerificationFinding&)>& found, const Progress& progress)
      : store_(store), cut_(cut), report_(found), progress_(progress) {}

  Verification verify();

 private:
  void check_order();
  void decide_again();
  void add(const Event& event);
  void judge(Unit unit);
  void judge_by_type(Unit unit);
  void finish();
  [[nodiscard]] bool is_taken(const Event& event) const {
    return !cut_.as_of || event.occurred_at <= *cut_.as_of;
  }
  void show_progress(const Event& event) const {
    if (progress_) progress_(event.occurred_at, event.seq);
  }

  const events::BlockStore& store_;
  Cut cut_;
  VerificationReport report_;
  const Progress& progress_;
  bool is_end_known_ = true;
  bool whole_ = true;  // nothing stands in the log behind what is looked at
  VerifiedState verified_{report_};
  LogOrder order_{report_, verified_.late};
  WrongCharges wrong_;
  VerificationContext context_{store_, verified_, wrong_, report_};
  DueTimers due_{verified_, report_};
  TimerVerifier timers_{context_, due_};
  CorrectedCharges charges_{store_};
  RequestVerifier requests_{context_, charges_};
  std::vector<Event> unit_;  // of more than one event, as it is gathered
  Verification result_;
};

/// The log in its own order, up to damage or the end of the cut.
void LogVerifier::check_order() {
  Seq read = 0;
  const Seq last = *cut_.at_seq;
  try {
    events::EventCursor cursor(store_.read(1), 1, &verified_.state.names);
    for (Event event; read < last && cursor.next(event);) {
      read = event.seq;
      if (!is_taken(event)) continue;
      show_progress(event);
      order_.add(event);
      charges_.note(event);
      ++result_.events;
    }
    if (!is_end_known_) cut_.at_seq = read;
    if (is_end_known_ && read < last)
      throw events::DamagedBlock(fmt::format("the log ends at {}, not at {}", read, last));
  } catch (const core::SystemError& error) {
    whole_ = false;
    cut_.at_seq = read;
    report_(read + 1, "L1",
            fmt::format("events from {} on cannot be read and are not judged: {}", read + 1, error.what()));
  }
  result_.last_seq = read;
  result_.horizon = order_.horizon();
  order_.finish(whole_ && !cut_.as_of);
}

/// The log in the order of the fold, (occurred_at, seq) (L4).
void LogVerifier::decide_again() {
  const Seq last = *cut_.at_seq;
  if (last == 0) return;
  try {
    const auto add_and_show = [&](const Event& event) {
      show_progress(event);
      add(event);
    };
    const auto expect = [&](std::span<const events::EventView> events) {
      projections::expect(verified_.state, events);
    };
    projections::for_each_in_truth(store_, cut_, 0, last, verified_.state.names, 1, expect, add_and_show);
  } catch (const core::SystemError& error) {
    report_(
        verified_.state.last_seq + 1, "L1",
        fmt::format("what comes after event {} is not judged: {}", verified_.state.last_seq, error.what()));
  }
}

/// Gathers units; nearly all are of one event, which is not copied.
void LogVerifier::add(const Event& event) {
  const bool goes_on = !unit_.empty() && event.seq == unit_.back().seq + 1;
  if (!unit_.empty() && !goes_on) {
    judge(unit_);
    unit_.clear();
  }
  if (unit_.empty() && event.ends_unit) {
    judge({&event, 1});
    return;
  }
  unit_.push_back(event);
  if (!event.ends_unit) return;
  judge(unit_);
  unit_.clear();
}

void LogVerifier::judge(Unit unit) {
  bool complete = true;
  for (const Event& event : unit) {
    if (bears_its_subjects(event)) continue;
    complete = false;
    report_(event.seq, "L2",
            fmt::format("{} bears no account, or no number, and speaks of one", core::to_text(event.type())));
  }
  try {
    if (complete) {
      judge_by_type(unit);
    } else {
      for (const Event& event : unit) {
        if (bears_its_subjects(event)) verified_.fold(event);
      }
    }
  } catch (const core::InputError& error) {
    report_(unit.front().seq, "M1",
            fmt::format("{} cannot be decided again: {}", event_words(unit.front(), context_.names()),
                        error.what()));
    context_.fold(unit);
  }
  for (const Event& event : unit) {
    due_.folded(event);
    charges_.charge(event);
    if (verified_.late.any()) wrong_.look_at(event);
  }
}

void LogVerifier::judge_by_type(Unit unit) {
  const Event& first = unit.front();
  if (first.type() == EventType::policy_set) {
    if (first.seq == 1) context_.fold(unit);
    return;
  }
  // An instant that what follows contradicts does not move the clock.
  const bool moves_clock = !order_.goes_back_after(unit.back().seq);
  if (is_of_timer(first) && first.type() != EventType::clock_advanced) {
    ++result_.timers;
    if (moves_clock) due_.pass(first.occurred_at, first.seq);
    timers_.judge(unit, moves_clock);
    return;
  }
  if (moves_clock) due_.meet_request(first);
  if (first.type() == EventType::clock_advanced) {
    Event right;
    right.payload = events::ClockAdvanced{};
    for (const UnitDifference& difference : compare_units(unit, {&right, 1}, verified_.state))
      report_(difference.seq, difference.rule, difference.text);
    context_.fold(unit);
    return;
  }
  ++result_.requests;
  requests_.judge(unit);
}

void LogVerifier::finish() {
  const Seq last = *cut_.at_seq;
  // The clock has run past an instant that is asked for: all its timers have fired.
  if (cut_.as_of && last != 0 && events::horizon(store_, last) > *cut_.as_of)
    due_.pass(core::Instant::from_microseconds(cut_.as_of->microseconds() + 1), result_.last_seq);
  due_.finish();
  wrong_.report(report_);
}

Verification LogVerifier::verify() {
  try {
    const Seq last = projections::check_cut(store_, cut_);
    whole_ = last == events::last_seq(store_);
    cut_.at_seq = last;
    if (last == 0) return result_;
  } catch (const core::SystemError& error) {
    report_(1, "L1", fmt::format("the end of the log cannot be read: {}", error.what()));
    is_end_known_ = whole_ = false;
    cut_.at_seq = std::numeric_limits<Seq>::max();
  }
  cut_.known_at.reset();  // at_seq says it
  check_order();
  decide_again();
  finish();
  return result_;
}

}  // namespace

Verification verify_log(const events::BlockStore& store, const Cut& cut,
                        const std::function<void(const VerificationFinding&)>& found,
                        const Progress& progress) {
  return LogVerifier(store, cut, found, progress).verify();
}

}  // namespace rentroll::scenarios
