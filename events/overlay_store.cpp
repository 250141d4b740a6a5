#include "events/overlay_store.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace rentroll::events {
namespace {

/// First the blocks of the base, unless that is null, then those in memory. The span is one of what had been
/// added when the cursor was made.
class OverlayCursor final : public BlockCursor {
 public:
  OverlayCursor(std::unique_ptr<BlockCursor> base, const std::vector<NewBlock>& added, std::size_t place)
      : base_(std::move(base)), added_(added), place_(place), end_(added.size()) {}

  std::optional<std::string_view> next() override {
    if (base_ != nullptr) {
      if (const auto block = base_->next()) return block;
      base_.reset();
    }
    if (place_ == end_) return std::nullopt;
    return added_[place_++].bytes;
  }

 private:
  std::unique_ptr<BlockCursor> base_;
  const std::vector<NewBlock>& added_;
  std::size_t place_;
  std::size_t end_;
};

}  // namespace

void OverlayStore::write(std::span<const NewBlock> blocks, Durability) {
  for (const NewBlock& block : blocks) {
    RENTROLL_ASSERT(added_.empty() || added_.back().first_seq < block.first_seq);
    added_.push_back(block);
  }
}

void OverlayStore::replace(std::span<const Seq> sealed, const NewBlock& block) {
  const auto before = added_.size();
  std::erase_if(added_, [&](const NewBlock& each) {
    return std::find(sealed.begin(), sealed.end(), each.first_seq) != sealed.end();
  });
  RENTROLL_ASSERT(before - added_.size() == sealed.size());
  const auto place = std::find_if(added_.begin(), added_.end(),
                                  [&](const NewBlock& each) { return each.first_seq > block.first_seq; });
  added_.insert(place, block);
}

std::unique_ptr<BlockCursor> OverlayStore::read(Seq from) const {
  const auto behind = std::upper_bound(added_.begin(), added_.end(), from,
                                       [](Seq seq, const NewBlock& block) { return seq < block.first_seq; });
  if (behind == added_.begin()) return std::make_unique<OverlayCursor>(base_.read(from), added_, 0);
  return std::make_unique<OverlayCursor>(nullptr, added_,
                                         static_cast<std::size_t>(behind - added_.begin()) - 1);
}

std::optional<std::string> OverlayStore::last() const {
  return added_.empty() ? base_.last() : std::optional(added_.back().bytes);
}

}  // namespace rentroll::events
