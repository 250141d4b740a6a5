#include "events/event_batches.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "core/hand_over_ring.hpp"
#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

/// So few that a batch and what its events touch stay in the nearest cache.
constexpr std::size_t batch_events = 64;
/// So many that handing them to another thread costs nothing beside reading them.
constexpr std::size_t handed_events = 4096;
constexpr std::size_t handed_batches = 8;

/// Those of some events that come from `from` on.
std::span<const EventView> events_from(Seq from, std::span<const EventView> events) {
  if (events.empty() || events.front().seq >= from) return events;
  return events.subspan(std::min<std::size_t>(from - events.front().seq, events.size()));
}

class PlainBatches final : public EventBatches {
 public:
  PlainBatches(const BlockStore& store, Seq from, Directory& names)
      : blocks_(store.read(from), from), from_(from), names_(names), buffer_(batch_events) {}

  std::span<const EventView> next() override {
    while (true) {
      const auto events = in_block_ ? decoder_.next(buffer_) : std::span<const EventView>();
      in_block_ = !events.empty();
      if (const auto wanted = events_from(from_, events); !wanted.empty()) return wanted;
      if (in_block_) continue;
      const auto block = blocks_.next();
      if (!block) return {};
      decoder_.open(*block, &names_);
      in_block_ = true;
    }
  }

 private:
  WholeBlocks blocks_;
  Seq from_;
  Directory& names_;
  BlockDecoder decoder_;
  EventBuffer buffer_;
  bool in_block_ = false;
};

/// Two threads: the one reads, decompresses and decodes into a ring of batches, the other is given them.
class PipelinedBatches final : public EventBatches {
 public:
  PipelinedBatches(const BlockStore& store, Seq from, Directory& names)
      : blocks_(store.read(from), from), from_(from), names_(names), reader_([this] { read_ahead(); }) {}

  ~PipelinedBatches() override {
    ring_.leave();
    reader_.join();
  }
  PipelinedBatches(const PipelinedBatches&) = delete;
  PipelinedBatches& operator=(const PipelinedBatches&) = delete;

  std::span<const EventView> next() override {
    while (left_.empty()) {
      const Batch* batch = ring_.next();
      if (batch == nullptr) return {};
      left_ = batch->events;
      if (!batch->head.empty()) learn_names(batch->head, names_);
    }
    const auto batch = left_.first(std::min(batch_events, left_.size()));
    left_ = left_.subspan(batch.size());
    return batch;
  }

 private:
  /// A block that events which have been handed over refer to.
  struct Block {
    std::string bytes;
    BlockDecoder decoder;
  };
  struct Batch {
    EventBuffer buffer{handed_events};
    std::span<const EventView> events;
    std::string_view head;  // of its block, where it introduces names with this batch
  };

  void read_ahead() {
    try {
      Batch* batch = ring_.place_to_fill();
      for (std::size_t count = 0; batch != nullptr; ++count) {
        const auto bytes = blocks_.next();
        if (!bytes) break;
        // Each of the batches that may still be read is of a block of its own at the most.
        Block& block = open_[count % open_.size()];
        block.bytes = *bytes;
        const BlockHeader& header = block.decoder.open(block.bytes, nullptr);
        const bool introduces = header.new_accounts + header.new_numbers != 0;
        batch = read_block(block, batch, introduces ? block.decoder.head() : std::string_view());
      }
      ring_.end();
    } catch (...) {
      ring_.end(std::current_exception());
    }
  }

  /// Hands over all events of a block. Answers with the next free batch; null where nobody waits any more.
  Batch* read_block(Block& block, Batch* batch, std::string_view head) {
    while (batch != nullptr) {
      const auto events = block.decoder.next(batch->buffer);
      if (events.empty()) break;
      batch->events = events_from(from_, events);
      batch->head = std::exchange(head, {});
      if (batch->events.empty() && batch->head.empty()) continue;
      ring_.hand_over();
      batch = ring_.place_to_fill();
    }
    return batch;
  }

  WholeBlocks blocks_;
  Seq from_;
  Directory& names_;
  std::span<const EventView> left_;  // of the batch that was taken over
  core::HandOverRing<Batch, handed_batches> ring_;
  std::array<Block, handed_batches + 1> open_;
  std::thread reader_;  // last: it uses all that stands above
};

}  // namespace

std::unique_ptr<EventBatches> read_batches(const BlockStore& store, Seq from, Directory& names, int threads) {
  if (threads > 1) return std::make_unique<PipelinedBatches>(store, from, names);
  return std::make_unique<PlainBatches>(store, from, names);
}

}  // namespace rentroll::events
