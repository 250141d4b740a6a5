#pragma once

#include <vector>

#include "events/block_store.hpp"

namespace rentroll::events {

/// Blocks in memory that go on where another store ends, which stays as it is: what will be appended to a log
/// is seen here as if it were there already, and can still be given up.
class OverlayStore final : public BlockStore {
 public:
  /// `base` must outlive the overlay, and nothing is written to it meanwhile.
  explicit OverlayStore(const BlockStore& base) : base_(base) {}

  /// Keeps the blocks in memory. REQUIRES: they follow the last one in order.
  void write(std::span<const NewBlock> blocks, Durability durability) override;
  /// REQUIRES: they were written here.
  void replace(std::span<const Seq> sealed, const NewBlock& block) override;
  [[nodiscard]] std::unique_ptr<BlockCursor> read(Seq from) const override;
  [[nodiscard]] std::optional<std::string> last() const override;

  /// The blocks that were written here.
  [[nodiscard]] std::span<const NewBlock> added() const { return added_; }

 private:
  const BlockStore& base_;
  std::vector<NewBlock> added_;
};

}  // namespace rentroll::events
