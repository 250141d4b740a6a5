#pragma once

#include <optional>
#include <span>
#include <vector>

#include "events/event.hpp"
#include "projections/state.hpp"
#include "scenarios/request.hpp"
#include "scenarios/request_index.hpp"
#include "scenarios/timers.hpp"

namespace rentroll::scenarios {

/// Where the simulator records what happens: the log, or what stands in for it.
class Recorder {
 public:
  virtual ~Recorder() = default;
  /// Records a unit and gives its events their seqs.
  virtual void record(std::span<events::Event> unit, const events::Directory& names) = 0;
  /// An event recorded before; nothing where there is none.
  [[nodiscard]] virtual std::optional<events::Event> find(Seq seq) = 0;
};

/// Runs requests and timers over a virtual clock: what is accepted becomes events that are recorded and
/// folded into the state. It decides against the very state that a replay fills.
class Simulator {
 public:
  /// Goes on from a state, its timers included. All three must outlive the simulator.
  Simulator(projections::State& state, RequestIndex& index, Recorder& recorder);

  /// Begins a new log: `PolicySet`. REQUIRES: no event yet.
  void begin(const core::Policy& policy, core::Instant at);

  /// Lets timers fire up to and including the request's instant, then decides it, records what follows from
  /// it, and lets timers fire that were set for the very instant (T5). A request before the horizon is
  /// refused `time_goes_backwards` (Q4). Throws MoneyOverflow (M1), and InputError, before anything happens,
  /// for one whose dates do not fit its instant (N13) and that is not refused anyway, nor answered as before.
  Outcome request(const Request& request);

  /// Lets timers fire up to and including an instant. It records nothing where none is due. Those that a fact
  /// learned late has made due before the horizon come first, and what they record is late (L4).
  void advance_to(core::Instant at);

  /// Comes to the end of a run: timers up to and including it, then `ClockAdvanced` (L5).
  void finish(core::Instant at);

 private:
  [[nodiscard]] static Outcome answer_repeated(const RequestIndex::Entry& entry);
  void record(std::vector<events::Event>& unit);
  void fire(const Timer& timer);

  projections::State& state_;
  RequestIndex& index_;
  Recorder& recorder_;
  Timers timers_;
  std::vector<events::Event> unit_;  // reused, so that a timer allocates nothing
};

}  // namespace rentroll::scenarios
