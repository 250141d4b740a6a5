#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <utility>

namespace rentroll::core {

/// A ring of places that one thread fills and another one uses, in order. A place comes back to be filled
/// again with what was left in it, so that its memory is used again, too. Threads wait for each other without
/// a processor's time, and wake each other seldom, since that costs as much as hundreds of events: the one
/// that fills, when all is full, sleeps until half of it has been used.
template <class Value, std::size_t places>
class HandOverRing {
 public:
  /// The next place to fill; waits until there is one. Null where the other thread has left.
  [[nodiscard]] Value* place_to_fill() {
    std::unique_lock lock(mutex_);
    if (filled_ - used_ == places) {
      used_some_.wait(lock, [this] { return filled_ - used_ <= few || left_; });
    }
    return left_ ? nullptr : &ring_[filled_ % places];
  }
  /// Hands over the place that `place_to_fill` gave.
  void hand_over() {
    const std::lock_guard lock(mutex_);
    if (++filled_ == used_ + 1) filled_one_.notify_one();
  }
  /// Says that nothing comes after what has been handed over, or that the failure does.
  void end(std::exception_ptr failure = nullptr) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    failure_ = std::move(failure);
    filled_one_.notify_one();
  }

  /// Gives back the place that was used last, if any, and answers with the next one that has been handed
  /// over; waits until there is one. At the end null, or the failure that is there is thrown.
  [[nodiscard]] Value* next() {
    std::unique_lock lock(mutex_);
    if (holds_one_) ++used_;
    holds_one_ = false;
    if (filled_ - used_ <= few) used_some_.notify_one();
    filled_one_.wait(lock, [this] { return used_ != filled_ || ended_; });
    holds_one_ = used_ != filled_;
    if (!holds_one_ && failure_) std::rethrow_exception(failure_);
    return holds_one_ ? &ring_[used_ % places] : nullptr;
  }
  /// Says that nothing more will be used: nobody waits for a place from then on.
  void leave() {
    const std::lock_guard lock(mutex_);
    left_ = true;
    used_some_.notify_one();
  }

 private:
  static constexpr std::size_t few = places / 2;

  std::array<Value, places> ring_;
  std::mutex mutex_;
  std::condition_variable filled_one_;
  std::condition_variable used_some_;
  std::size_t filled_ = 0;  // places so far
  std::size_t used_ = 0;    // places that have been given back
  bool holds_one_ = false;
  bool ended_ = false;
  std::exception_ptr failure_;  // which comes at the end
  bool left_ = false;
};

}  // namespace rentroll::core
