#pragma once

#include <map>
#include <memory>
#include <string>

#include "events/block_store.hpp"

namespace rentroll::events {

/// Blocks in memory: for tests and for what is thrown away.
class MemoryStore final : public BlockStore {
 public:
  MemoryStore() = default;
  MemoryStore(MemoryStore&&) = default;
  MemoryStore& operator=(MemoryStore&&) = default;
  void write(std::span<const NewBlock> blocks, Durability durability) override;
  void replace(std::span<const Seq> sealed, const NewBlock& block) override;
  [[nodiscard]] std::unique_ptr<BlockCursor> read(Seq from) const override;
  [[nodiscard]] std::optional<std::string> last() const override;

 private:
  using Blocks = std::map<Seq, std::string>;
  std::shared_ptr<Blocks> blocks_ = std::make_shared<Blocks>();  // cursors keep those that were replaced
};

}  // namespace rentroll::events
