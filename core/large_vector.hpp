#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace rentroll::core {

/// Asks the system for memory in huge pages where much is needed. What is read in no order, as the states of
/// a large log are, would spend its time on finding pages otherwise.
template <class Value>
struct HugePageAllocator {
  using value_type = Value;
  static constexpr std::size_t huge_page_bytes = std::size_t{2} << 20;

  HugePageAllocator() = default;
  template <class Other>
  HugePageAllocator(const HugePageAllocator<Other>&) {}

  Value* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(Value)) throw std::bad_array_new_length();
    const std::size_t bytes = count * sizeof(Value);
    void* const memory = ::operator new(bytes, alignment(bytes));
    // A wish: where the system has no huge pages, the usual ones do.
    if (bytes >= huge_page_bytes) ::madvise(memory, bytes, MADV_HUGEPAGE);
    return static_cast<Value*>(memory);
  }
  void deallocate(Value* memory, std::size_t count) {
    ::operator delete(memory, alignment(count * sizeof(Value)));
  }

  friend bool operator==(const HugePageAllocator&, const HugePageAllocator&) { return true; }

 private:
  static std::align_val_t alignment(std::size_t bytes) {
    return std::align_val_t{bytes >= huge_page_bytes ? huge_page_bytes : alignof(std::max_align_t)};
  }
};

/// A vector that may become large and is then read in no order.
template <class Value>
using LargeVector = std::vector<Value, HugePageAllocator<Value>>;

/// Says that a value is about to be written, so that it has come from memory by then; nothing where there is
/// none at that place.
template <class Value>
void ask_for(const LargeVector<Value>& values, std::size_t place) {
  if (place >= values.size()) return;
  const char* const begin = reinterpret_cast<const char*>(&values[place]);
  __builtin_prefetch(begin, 1);
  // What divides a cache line lies in one, since large vectors begin with a page.
  constexpr std::size_t cache_line_bytes = 64;
  if constexpr (cache_line_bytes % sizeof(Value) != 0) __builtin_prefetch(begin + sizeof(Value) - 1, 1);
}

}  // namespace rentroll::core
