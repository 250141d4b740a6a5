#pragma once

#include "events/event.hpp"

namespace rentroll::scenarios {

/// Whether an event belongs to the unit of the one before it: to what the same request or timer caused, by
/// the table under L5. The log marks where units end and a file of events does not, so that they are found
/// again by this. It tells them apart wherever the rules were obeyed, but for an account that was opened
/// without credit and given some at the same instant, both without request id: that reads as one request.
[[nodiscard]] bool continues_unit(const events::Event& before, const events::Event& event);

}  // namespace rentroll::scenarios
