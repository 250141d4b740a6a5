#pragma once

#include <vector>

#include "projections/state.hpp"

/// What became of numbers over time: the states that they were in, one after the other.
namespace rentroll::projections {

/// A number in one state, for [begin, end) (T2).
struct LifeSegment {
  core::Instant begin;
  core::Instant end;
  core::NumberState state{};
  Ordinal account = no_ordinal;  ///< the holder, in the windows the last one
};

/// Keeps the lives of all numbers while a log is replayed; 16 bytes a change of state.
class NumberLives {
 public:
  /// Takes an event that has just been folded into `state`. Events come in the order of the fold.
  void add(const events::Event& event, const State& state);

  /// The segments of a number from its first stocking to `end`, each beginning where the one before ends.
  /// What lasted for no time is left out; a rental that follows another at once is a segment of its own.
  /// At each instant in it a segment has the state and the account that a replay as of that instant shows.
  /// Empty where the number was not stocked before `end`. REQUIRES: no event occurred at `end` or later.
  [[nodiscard]] std::vector<LifeSegment> segments(Ordinal number, core::Instant end) const;

 private:
  struct Change {
    core::Instant at;
    Ordinal account;
    core::NumberState state;
  };
  struct Life {
    core::Instant since;  // as the number says; of a rental carried over that lies before the change
    std::vector<Change> changes;
  };

  std::vector<Life> lives_;  // by ordinal
};

/// The parts of segments that lie in [begin, end).
[[nodiscard]] std::vector<LifeSegment> clipped(const std::vector<LifeSegment>& segments, core::Instant begin,
                                               core::Instant end);

}  // namespace rentroll::projections
