#include "scenarios/timers.hpp"

#include <algorithm>
#include <cstdint>

namespace rentroll::scenarios {
namespace {

using projections::Account;
using projections::Number;
using projections::State;

bool in_grace(const Account& account) { return account.grace_cause != 0 && !account.closed; }

/// So many renewals ahead a number's state is asked for, and then its account's, that they have come from
/// memory by the time that they are needed.
constexpr std::size_t numbers_ahead = 24;
constexpr std::size_t accounts_ahead = 12;
}  // namespace

std::string_view subject_text(const State& state, const Timer& timer) {
  return timer.kind == TimerKind::grace_expiry ? state.names.accounts.text(timer.subject)
                                               : state.names.numbers.text(timer.subject);
}

bool still_stands(const State& state, const Timer& timer) {
  switch (timer.kind) {
    case TimerKind::window_closing: {
      const Number number = state.number(timer.subject);
      return number.state == core::NumberState::reclaimable && number.reclaim_until(state.policy) == timer.at;
    }
    case TimerKind::carrier_return: {
      const Number number = state.number(timer.subject);
      return number.in_windows() && number.reserved_until(state.policy) == timer.at;
    }
    case TimerKind::renewal: {
      // Most timers are of this kind, and no more is read of the number than it needs.
      if (timer.subject >= state.numbers.size()) return false;
      const projections::NumberRental& rental = state.numbers.rental(timer.subject);
      return rental.state == core::NumberState::rented &&
             core::Instant::begin_of(rental.next_due) == timer.at;
    }
    case TimerKind::grace_expiry: {
      const Account& account = state.account(timer.subject);
      return in_grace(account) && account.grace_until == timer.at;
    }
  }
  return false;
}

bool Timers::Later::operator()(const Timer& a, const Timer& b) const {
  if (a.at != b.at) return a.at > b.at;
  if (a.kind != b.kind) return a.kind > b.kind;
  return subject_text(*state, a) > subject_text(*state, b);
}

Timers::Timers(const State& state) : others_(Later{&state}), next_date_(state.horizon.date()) {
  // A fact that was learned late may have made timers due in the past (L4).
  for (const projections::NumberRental& number : state.numbers.rentals()) {
    if (number.state == core::NumberState::rented) next_date_ = std::min(next_date_, number.next_due);
  }
  for (Ordinal number = 0; number < state.numbers.size(); ++number) schedule_number(state, number);
  for (Ordinal account = 0; account < state.accounts.size(); ++account) schedule_grace(state, account);
}

void Timers::schedule(const State& state, const events::Event& event) {
  using events::EventType;
  switch (event.type()) {
    case EventType::number_rented:
    case EventType::number_reclaimed:
    case EventType::number_recovered:
    case EventType::rental_carried_over:
    case EventType::number_unrented:
    case EventType::number_disconnected:
      schedule_number(state, event.number);
      break;
    case EventType::rental_renewed:
      schedule_number(state, event.number);
      // Only the renewal that begins a grace sets its timer.
      if (state.account(event.account).grace_cause == event.seq) schedule_grace(state, event.account);
      break;
    default:
      break;
  }
}

void Timers::schedule_number(const State& state, Ordinal ordinal) {
  const projections::NumberRental& rental = state.numbers.rental(ordinal);
  if (rental.state == core::NumberState::rented && rental.next_due < next_date_) {
    // Due on a day whose list has been gone through: by a late fact (L4), or carried over at that instant
    // (C11).
    others_.push({core::Instant::begin_of(rental.next_due), TimerKind::renewal, ordinal});
  } else if (rental.state == core::NumberState::rented) {
    const auto day = static_cast<std::size_t>(rental.next_due.days());
    if (renewals_by_day_.size() <= day) renewals_by_day_.resize(day + 1);
    // Nearly always that of the renewal that was taken last.
    const bool is_last = done_today_ != 0 && today_[done_today_ - 1].ordinal == ordinal;
    renewals_by_day_[day].push_back(is_last ? today_[done_today_ - 1] : events::TextBeginning{{}, ordinal});
  } else if (projections::in_windows(rental.state)) {
    const Number number = state.numbers[ordinal];
    if (number.state == core::NumberState::reclaimable) {
      others_.push({number.reclaim_until(state.policy), TimerKind::window_closing, ordinal});
    }
    others_.push({number.reserved_until(state.policy), TimerKind::carrier_return, ordinal});
  }
}

void Timers::schedule_grace(const State& state, Ordinal ordinal) {
  const Account& account = state.accounts[ordinal];
  if (in_grace(account)) others_.push({account.grace_until, TimerKind::grace_expiry, ordinal});
}

/// Brings up the next day, up to and including `until`, on which a number may be renewed.
void Timers::gather_renewals(const State& state, core::Date until) {
  today_.clear();
  done_today_ = 0;
  for (; next_date_ <= until; next_date_ = next_date_.plus_days(1)) {
    const auto day = static_cast<std::size_t>(next_date_.days());
    if (day >= renewals_by_day_.size() || renewals_by_day_[day].empty()) continue;
    today_date_ = next_date_;
    next_date_ = next_date_.plus_days(1);
    today_ = std::move(renewals_by_day_[day]);
    renewals_by_day_[day] = {};
    events::order_by_text(state.names.numbers, today_);
    return;
  }
}

/// Asks for the states that the next renewals of the day will need.
void Timers::look_ahead(const State& state) const {
  if (const std::size_t place = done_today_ + numbers_ahead; place < today_.size()) {
    core::ask_for(state.numbers.rentals(), today_[place].ordinal);
    core::ask_for(state.numbers.details(), today_[place].ordinal);
  }
  if (const std::size_t place = done_today_ + accounts_ahead; place < today_.size()) {
    core::ask_for(state.accounts, state.numbers.rental(today_[place].ordinal).account);
  }
}

std::optional<Timer> Timers::next_renewal(const State& state, core::Instant until) {
  while (true) {
    if (done_today_ == today_.size()) gather_renewals(state, until.date());
    if (done_today_ == today_.size()) return std::nullopt;
    look_ahead(state);
    const Timer timer{core::Instant::begin_of(today_date_), TimerKind::renewal, today_[done_today_].ordinal};
    if (still_stands(state, timer)) return timer;
    ++done_today_;
  }
}

std::optional<Timer> Timers::next_other(const State& state, core::Instant until) {
  while (!others_.empty() && others_.top().at <= until) {
    if (still_stands(state, others_.top())) return others_.top();
    others_.pop();
  }
  return std::nullopt;
}

std::optional<Timer> Timers::take(const State& state, core::Instant until) {
  const auto renewal = next_renewal(state, until);
  const auto other = next_other(state, until);
  if (!renewal && !other) return std::nullopt;
  const bool renewal_first = renewal && (!other || Later{&state}(*other, *renewal));
  if (renewal_first) {
    ++done_today_;
    return renewal;
  }
  others_.pop();
  return other;
}

}  // namespace rentroll::scenarios
