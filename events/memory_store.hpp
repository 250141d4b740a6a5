#pragma once

#include <map>

#include "events/block_store.hpp"

namespace rentroll::events {

/// Blocks in memory: for tests and for what is thrown away.
class MemoryStore final : public BlockStore {
 public:
  void write(std::span<const NewBlock> blocks, Durability durability) override;
  [[nodiscard]] std::unique_ptr<BlockCursor> read(Seq from) const override;
  [[nodiscard]] std::optional<std::string> last() const override;

 private:
  std::map<Seq, std::string> blocks_;
};

}  // namespace rentroll::events
