#pragma once

#include <optional>
#include <span>

#include "events/event.hpp"
#include "scenarios/request.hpp"

namespace rentroll::scenarios {

/// The request that a unit of events records, accepted or refused, by the table under L5. Nothing where no
/// request set it off: a timer's events, `PolicySet`, `ClockAdvanced`.
[[nodiscard]] std::optional<RequestBody> recorded_request(std::span<const events::Event> unit,
                                                          const events::Directory& names);

}  // namespace rentroll::scenarios
