#include "events/memory_store.hpp"

namespace rentroll::events {
namespace {

class MemoryCursor final : public BlockCursor {
 public:
  using Iterator = std::map<Seq, std::string>::const_iterator;
  MemoryCursor(Iterator at, Iterator end) : at_(at), end_(end) {}
  std::optional<std::string_view> next() override {
    if (at_ == end_) return std::nullopt;
    return (at_++)->second;
  }

 private:
  Iterator at_;
  Iterator end_;
};

}  // namespace

void MemoryStore::write(std::span<const NewBlock> blocks, Durability) {
  for (const NewBlock& block : blocks) blocks_.emplace(block.first_seq, block.bytes);
}

std::unique_ptr<BlockCursor> MemoryStore::read(Seq from) const {
  auto at = blocks_.upper_bound(from);
  if (at != blocks_.begin()) --at;
  return std::make_unique<MemoryCursor>(at, blocks_.end());
}

std::optional<std::string> MemoryStore::last() const {
  if (blocks_.empty()) return std::nullopt;
  return blocks_.rbegin()->second;
}

}  // namespace rentroll::events
