#include "events/memory_store.hpp"

#include <iterator>
#include <utility>

namespace rentroll::events {
namespace {

class MemoryCursor final : public BlockCursor {
 public:
  using Blocks = std::map<Seq, std::string>;
  using Iterator = Blocks::const_iterator;
  /// `last` is the last block that the cursor sees; blocks written later come behind it.
  MemoryCursor(std::shared_ptr<const Blocks> blocks, Iterator at, Iterator last)
      : blocks_(std::move(blocks)), at_(at), last_(last) {}
  std::optional<std::string_view> next() override {
    if (ended_) return std::nullopt;
    ended_ = at_ == last_;
    return (at_++)->second;
  }

 private:
  std::shared_ptr<const Blocks> blocks_;
  Iterator at_;
  Iterator last_;
  bool ended_ = false;
};

class EmptyCursor final : public BlockCursor {
 public:
  std::optional<std::string_view> next() override { return std::nullopt; }
};

}  // namespace

void MemoryStore::write(std::span<const NewBlock> blocks, Durability) {
  for (const NewBlock& block : blocks) blocks_->emplace(block.first_seq, block.bytes);
}

void MemoryStore::replace(std::span<const Seq> sealed, const NewBlock& block) {
  if (blocks_.use_count() > 1) blocks_ = std::make_shared<Blocks>(*blocks_);
  for (const Seq seq : sealed) blocks_->erase(seq);
  blocks_->emplace(block.first_seq, block.bytes);
}

std::unique_ptr<BlockCursor> MemoryStore::read(Seq from) const {
  if (blocks_->empty()) return std::make_unique<EmptyCursor>();
  auto at = blocks_->upper_bound(from);
  if (at != blocks_->begin()) --at;
  return std::make_unique<MemoryCursor>(blocks_, at, std::prev(blocks_->end()));
}

std::optional<std::string> MemoryStore::last() const {
  if (blocks_->empty()) return std::nullopt;
  return blocks_->rbegin()->second;
}

}  // namespace rentroll::events
