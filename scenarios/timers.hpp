#pragma once

#include <optional>
#include <queue>
#include <string_view>
#include <vector>

#include "events/text_order.hpp"
#include "projections/state.hpp"

namespace rentroll::scenarios {

using events::Ordinal;

/// What the clock sets off, in the order in which timers of one instant fire (T5).
enum class TimerKind : std::uint8_t { window_closing, carrier_return, renewal, grace_expiry };

struct Timer {
  core::Instant at;
  TimerKind kind{};
  Ordinal subject = events::no_ordinal;  ///< a number, or for a grace an account
};

/// Whether what a timer was set for is still so, and its instant the same.
[[nodiscard]] bool still_stands(const projections::State& state, const Timer& timer);

/// The text of the number or account that a timer is about.
[[nodiscard]] std::string_view subject_text(const projections::State& state, const Timer& timer);

/// The timers that are set, in T5's order: by instant, kind, and byte order of the number's or account's
/// text. A timer is never taken back: one whose ground has gone is passed over when its turn comes. Renewals,
/// which are nearly all timers, stand in a list a day.
class Timers {
 public:
  /// Sets the timers that a state stands for.
  explicit Timers(const projections::State& state);

  /// Sets the timers that an event sets. REQUIRES: the state has taken the event in.
  void schedule(const projections::State& state, const events::Event& event);

  /// Takes the first timer that falls due at or before `until`; nothing where there is none.
  [[nodiscard]] std::optional<Timer> take(const projections::State& state, core::Instant until);

 private:
  /// A window's or grace's timer, later ones before earlier ones, as a heap of the standard library wants it.
  struct Later {
    const projections::State* state;
    bool operator()(const Timer& a, const Timer& b) const;
  };

  void schedule_number(const projections::State& state, Ordinal number);
  void schedule_grace(const projections::State& state, Ordinal account);
  void gather_renewals(const projections::State& state, core::Date until);
  void look_ahead(const projections::State& state) const;
  [[nodiscard]] std::optional<Timer> next_renewal(const projections::State& state, core::Instant until);
  [[nodiscard]] std::optional<Timer> next_other(const projections::State& state, core::Instant until);

  std::priority_queue<Timer, std::vector<Timer>, Later> others_;
  std::vector<std::vector<events::TextBeginning>> renewals_by_day_;  // by days from 1970-01-01
  std::vector<events::TextBeginning> today_;  // the renewals of one day, in byte order of the texts
  std::size_t done_today_ = 0;
  core::Date today_date_;
  core::Date next_date_;  // the first day that has not been gathered
};

}  // namespace rentroll::scenarios
