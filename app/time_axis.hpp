#pragma once

#include <string>
#include <vector>

#include "app/svg.hpp"

namespace rentroll::app {

/// A mark on an axis of time.
struct TimeTick {
  core::Instant at;
  std::string label;       ///< `2024`, `Jan 2024`, `Jan 31` or `09:30`
  bool on_narrow = false;  ///< also labelled where there is little room
  bool has_room = true;    ///< there is room for the label to the right of it
};

/// The round instants in [begin, end) that are marked, at most ten: years, months, days, hours or minutes, as
/// it fits. None where less than a minute is shown.
[[nodiscard]] std::vector<TimeTick> time_ticks(const TimeSpan& span);

/// `Jan` of a date in January.
[[nodiscard]] std::string month_name(core::Date date);

}  // namespace rentroll::app
