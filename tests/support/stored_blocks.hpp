#pragma once

#include <string>
#include <vector>

#include "events/block_store.hpp"

namespace rentroll::tests {

/// The bytes of all blocks of a store, in their order.
inline std::vector<std::string> blocks_of(const events::BlockStore& store) {
  std::vector<std::string> all;
  const auto cursor = store.read(1);
  while (const auto block = cursor->next()) all.emplace_back(*block);
  return all;
}

}  // namespace rentroll::tests
