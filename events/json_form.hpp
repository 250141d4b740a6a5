#pragma once

#include <nlohmann/json_fwd.hpp>

#include "events/event.hpp"

namespace rentroll::events {

/// An event's own fields as a JSON object with sorted keys: money, dates and words as texts, sets as arrays
/// of texts, what is absent as null, a refusal's `requested` as an object.
[[nodiscard]] nlohmann::json details(const Event& event);

}  // namespace rentroll::events
