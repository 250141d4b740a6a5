#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace rentroll::events {

using core::Seq;

/// A block on its way into a store, under the seq of its first event.
struct NewBlock {
  Seq first_seq = 0;
  std::string bytes;
};

/// Whether a write must survive the loss of power before the call returns.
enum class Durability { buffered, synced };

/// Goes through stored blocks in the order of their seqs.
class BlockCursor {
 public:
  virtual ~BlockCursor() = default;
  /// The next block's bytes, which hold until the next call; nothing at the end.
  virtual std::optional<std::string_view> next() = 0;
};

/// Where the blocks of a log lie. Every failure is a SystemError.
class BlockStore {
 public:
  virtual ~BlockStore() = default;
  /// Adds blocks, all or none, also over a crash.
  virtual void write(std::span<const NewBlock> blocks, Durability durability) = 0;
  /// Puts one block in the place of those that lie under these seqs, all or nothing, also over a crash.
  /// REQUIRES: it begins where the first of them does, and they follow one another.
  virtual void replace(std::span<const Seq> sealed, const NewBlock& block) = 0;
  /// From the block that holds `from` on, or from the first one where there is none. The cursor sees what was
  /// stored when it was made.
  [[nodiscard]] virtual std::unique_ptr<BlockCursor> read(Seq from) const = 0;
  /// The last block's bytes; nothing in an empty store.
  [[nodiscard]] virtual std::optional<std::string> last() const = 0;
};

}  // namespace rentroll::events
