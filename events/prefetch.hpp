#pragma once

#include <memory>

#include "events/block_store.hpp"

namespace rentroll::events {

/// Goes through the same blocks, read and decompressed by a second thread a few blocks ahead.
[[nodiscard]] std::unique_ptr<BlockCursor> prefetched(std::unique_ptr<BlockCursor> blocks);

}  // namespace rentroll::events
