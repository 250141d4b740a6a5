#pragma once

#include <vector>

#include "events/directory.hpp"

namespace rentroll::events {

/// Puts ordinals into the byte order of their texts, each once. Those that begin in that order already are
/// not sorted again, but what follows is merged in. REQUIRES: each is less than names.size().
void order_by_text(const Names& names, std::vector<Ordinal>& ordinals);

}  // namespace rentroll::events
