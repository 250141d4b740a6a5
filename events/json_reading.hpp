#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "events/event.hpp"

namespace rentroll::events {

/// An event as a line tells it. What the log itself knows is not filled in: the ordinals of the names, and
/// whether the event ends its unit.
struct EventLine {
  Event event;          ///< `late` as the line says it, false where it says nothing
  std::string account;  ///< empty where the event names none
  std::string number;   ///< empty where the event names none
};

/// Reads events in the form in which `rentroll events --format json` prints them: the columns, and beside
/// them the event's own fields (`details`). It is strict: each key is there once and no other, but that
/// `version` and `late` may be missing, and each value is one that an event of that type can have. What other
/// events say is not looked at.
class EventLineReader {
 public:
  EventLineReader();
  ~EventLineReader();
  EventLineReader(const EventLineReader&) = delete;
  EventLineReader& operator=(const EventLineReader&) = delete;

  /// Reads a line without its end into `line`. Throws InputError that names the key and what would be right.
  void read(std::string_view text, EventLine& line);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace rentroll::events
