#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "events/archive.hpp"

namespace rentroll::events {

/// So many events stand together in a block of columns; as many values at most in a column of theirs.
inline constexpr std::size_t group_events_max = 64;

/// A column's values of one group of events, each in as few bits as the widest of them needs: either the
/// values themselves or how each differs from the one before, whichever is narrower. FORMAT.md describes the
/// bytes.
class PackedValues {
 public:
  /// REQUIRES: there is room for it.
  void add(std::uint64_t value) { values_[size_++] = value; }
  [[nodiscard]] std::span<const std::uint64_t> values() const { return {values_.data(), size_}; }
  /// Appends the values, if there are any, to `bytes`; there are none then.
  void store(std::string& bytes);
  /// Reads so many values, at most `group_events_max`. Throws DamagedBlock.
  void load(SpanInputArchive& archive, std::size_t count);
  /// Begins a block: what the first value differs from is 0.
  void begin() {
    size_ = 0;
    last_ = 0;
  }

 private:
  std::array<std::uint64_t, group_events_max> values_;
  std::size_t size_ = 0;
  std::uint64_t last_ = 0;  // of the group before
};

}  // namespace rentroll::events
