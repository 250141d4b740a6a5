#include "events/prefetch.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace rentroll::events {
namespace {

constexpr std::size_t blocks_ahead_max = 16;

class PrefetchedCursor final : public BlockCursor {
 public:
  explicit PrefetchedCursor(std::unique_ptr<BlockCursor> blocks)
      : blocks_(std::move(blocks)), reader_([this] { read_ahead(); }) {}

  ~PrefetchedCursor() override {
    {
      const std::lock_guard lock(mutex_);
      abandoned_ = true;
    }
    changed_.notify_all();
    reader_.join();
  }
  PrefetchedCursor(const PrefetchedCursor&) = delete;
  PrefetchedCursor& operator=(const PrefetchedCursor&) = delete;

  std::optional<std::string_view> next() override {
    std::unique_lock lock(mutex_);
    // The block given out last has been used: its memory serves for another one.
    if (!current_.empty()) spare_.push_back(std::move(current_));
    changed_.wait(lock, [this] { return !ahead_.empty() || ended_; });
    if (ahead_.empty()) {
      current_.clear();
      if (failure_) std::rethrow_exception(failure_);
      return std::nullopt;
    }
    current_ = std::move(ahead_.front());
    ahead_.pop_front();
    lock.unlock();
    changed_.notify_all();
    return current_;
  }

 private:
  void read_ahead() {
    try {
      while (const auto block = blocks_->next()) {
        std::string copy = spare();
        copy.assign(*block);
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return ahead_.size() < blocks_ahead_max || abandoned_; });
        if (abandoned_) return;
        ahead_.push_back(std::move(copy));
        lock.unlock();
        changed_.notify_all();
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_all();
  }

  std::string spare() {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return {};
    std::string taken = std::move(spare_.back());
    spare_.pop_back();
    return taken;
  }

  std::unique_ptr<BlockCursor> blocks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> ahead_;
  std::deque<std::string> spare_;
  std::exception_ptr failure_;
  bool ended_ = false;
  bool abandoned_ = false;
  std::string current_;
  std::thread reader_;  // last: it uses all that stands above
};

}  // namespace

std::unique_ptr<BlockCursor> prefetched(std::unique_ptr<BlockCursor> blocks) {
  return std::make_unique<PrefetchedCursor>(std::move(blocks));
}

}  // namespace rentroll::events
