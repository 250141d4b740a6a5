#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "events/event_log.hpp"

namespace rentroll::events {

/// A unit whose events tell its place in the log and how many they are, so that a reader knows a whole one.
inline std::vector<Event> marked_unit(Seq first_seq) {
  std::vector<Event> unit(first_seq % 7 + 1);
  for (Event& event : unit) {
    event.cause = first_seq;
    event.occurred_at = event.recorded_at =
        core::Instant::from_microseconds(static_cast<std::int64_t>(first_seq));
    event.payload = ClockAdvanced{};
  }
  return unit;
}

inline void append_marked(EventLog& log) {
  std::vector<Event> unit = marked_unit(log.last_seq() + 1);
  log.append(unit, Directory());
}

/// Reads marked units and answers with the last seq; throws where one is not whole or not as it was written.
inline Seq read_marked(const BlockStore& store) {
  EventCursor cursor(store.read(1), 1, nullptr);
  Event event;
  Seq last = 0;
  while (cursor.next(event)) {
    const Seq first = event.seq;
    const std::size_t size = first % 7 + 1;
    for (std::size_t i = 0; i < size; ++i, last = event.seq) {
      if (i > 0 && !cursor.next(event)) throw std::runtime_error("a unit is torn");
      if (event.cause != first || event.ends_unit != (i + 1 == size) ||
          event.occurred_at.microseconds() != static_cast<std::int64_t>(first)) {
        throw std::runtime_error("an event is not the one that was written");
      }
      if (event.seq != first + i) throw std::runtime_error("events are out of order");
    }
  }
  return last;
}

}  // namespace rentroll::events
