#pragma once

#include "app/log_reader.hpp"
#include "events/log_tree.hpp"

namespace rentroll::app {

/// The tree of the events that a reader looks at, brought up to date, with progress shown. What is kept of it
/// is compared with the log in some places.
[[nodiscard]] events::LogTree open_tree(const LogReader& log, const std::string& folder, unsigned samples);

}  // namespace rentroll::app
