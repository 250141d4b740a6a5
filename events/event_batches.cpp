#include "events/event_batches.hpp"

#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

/// So few that a batch and what its events touch stay in the nearest cache.
constexpr std::size_t batch_events = 64;
/// So many that handing a batch to another thread costs nothing beside its events.
constexpr std::size_t handed_events = 1024;
constexpr std::size_t handed_batches = 4;

/// Fills events from a cursor, as many as there is room for. What goes wrong is kept until the events before
/// it have been given out.
class Filler {
 public:
  explicit Filler(EventCursor cursor) : cursor_(std::move(cursor)) {}

  /// How many were filled, 0 at the end; `read(cursor)` is called after each.
  template <class Read>
  std::size_t fill(std::vector<Event>& events, Read&& read) {
    if (failure_) std::rethrow_exception(failure_);
    std::size_t filled = 0;
    try {
      while (filled < events.size() && cursor_.next(events[filled])) {
        ++filled;
        read(cursor_);
      }
    } catch (...) {
      if (filled == 0) throw;
      failure_ = std::current_exception();
    }
    return filled;
  }

 private:
  EventCursor cursor_;
  std::exception_ptr failure_;
};

class PlainBatches final : public EventBatches {
 public:
  explicit PlainBatches(EventCursor cursor) : filler_(std::move(cursor)), events_(batch_events) {}

  std::span<const Event> next() override {
    return {events_.data(), filler_.fill(events_, [](const EventCursor&) {})};
  }

 private:
  Filler filler_;
  std::vector<Event> events_;
};

/// Two threads: the one reads, decompresses and decodes into a ring of batches, the other is given them.
class PipelinedBatches final : public EventBatches {
 public:
  PipelinedBatches(EventCursor cursor, Directory& names)
      : filler_(std::move(cursor)), names_(names), reader_([this] { read_ahead(); }) {}

  ~PipelinedBatches() override {
    {
      const std::lock_guard lock(mutex_);
      abandoned_ = true;
    }
    changed_.notify_all();
    reader_.join();
  }
  PipelinedBatches(const PipelinedBatches&) = delete;
  PipelinedBatches& operator=(const PipelinedBatches&) = delete;

  std::span<const Event> next() override {
    std::unique_lock lock(mutex_);
    if (holds_one_) ++given_;
    holds_one_ = false;
    changed_.notify_all();
    changed_.wait(lock, [this] { return given_ != read_ || ended_; });
    if (given_ == read_) {
      if (failure_) std::rethrow_exception(failure_);
      return {};
    }
    holds_one_ = true;
    const Batch& batch = ring_[given_ % handed_batches];
    lock.unlock();
    for (const std::string& head : batch.heads) learn_names(head, names_);
    return {batch.events.data(), batch.filled};
  }

 private:
  struct Batch {
    std::vector<Event> events = std::vector<Event>(handed_events);
    std::size_t filled = 0;
    std::vector<std::string> heads;  // of the blocks that begin in it and introduce names
  };

  void read_ahead() {
    try {
      while (Batch* batch = free_batch()) {
        read(*batch);
        if (batch->filled == 0) break;
        const std::lock_guard lock(mutex_);
        ++read_;
        changed_.notify_all();
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  /// Null where nobody waits for events any more.
  Batch* free_batch() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return read_ - given_ < handed_batches || abandoned_; });
    return abandoned_ ? nullptr : &ring_[read_ % handed_batches];
  }

  void read(Batch& batch) {
    batch.heads.clear();
    batch.filled = filler_.fill(batch.events, [&](const EventCursor& cursor) {
      const BlockHeader& header = cursor.block().header();
      if (header.first_seq == block_) return;
      block_ = header.first_seq;
      if (header.new_accounts + header.new_numbers != 0) batch.heads.emplace_back(cursor.block().head());
    });
  }

  Filler filler_;
  Directory& names_;
  Seq block_ = 0;  // that the last event was read from
  std::array<Batch, handed_batches> ring_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t read_ = 0;   // batches so far
  std::size_t given_ = 0;  // batches that have been used
  bool holds_one_ = false;
  bool ended_ = false;
  bool abandoned_ = false;
  std::exception_ptr failure_;
  std::thread reader_;  // last: it uses all that stands above
};

}  // namespace

std::unique_ptr<EventBatches> read_batches(const BlockStore& store, Seq from, Directory& names, int threads) {
  if (threads > 1) {
    return std::make_unique<PipelinedBatches>(EventCursor(store.read(from), from, nullptr), names);
  }
  return std::make_unique<PlainBatches>(EventCursor(store.read(from), from, &names));
}

}  // namespace rentroll::events
