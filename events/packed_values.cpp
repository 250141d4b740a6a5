#include "events/packed_values.hpp"

#include <algorithm>

#include "events/bit_packing.hpp"

namespace rentroll::events {

static_assert(group_events_max <= packed_max);

void PackedValues::store(std::string& bytes) {
  if (size_ == 0) return;
  std::array<std::uint64_t, group_events_max> differences;
  for (std::size_t i = 0; i < size_; ++i) {
    differences[i] = folded(values_[i] - (i == 0 ? last_ : values_[i - 1]));
  }
  std::span<const std::uint64_t> chosen = values();
  unsigned width = width_of(chosen);
  std::uint8_t mark = 0;
  if (const unsigned narrower = width_of({differences.data(), size_}); narrower < width) {
    chosen = {differences.data(), size_};
    width = narrower;
    mark = differences_mark;
  }
  PackedBytes packed{};
  pack(packed, chosen, width);
  bytes += static_cast<char>(width | mark);
  bytes.append(packed.data(), packed_size(size_, width));
  last_ = values_[size_ - 1];
  size_ = 0;
}

void PackedValues::load(SpanInputArchive& archive, std::size_t count) {
  size_ = count;
  if (count == 0) return;
  std::uint8_t form = 0;
  archive(form);
  const unsigned width = form & ~differences_mark;
  if (!can_be_width(width)) throw DamagedBlock("a column's width is none that can be");
  const std::span<std::uint64_t> values(values_.data(), count);
  if (width == 0) {
    std::fill(values.begin(), values.end(), 0);
  } else {
    PackedBytes packed;
    archive.load_binary(packed.data(), packed_size(count, width));
    unpack(packed, values, width);
  }
  if ((form & differences_mark) != 0) {
    for (std::uint64_t& value : values) value = last_ += unfolded(value);
  }
  last_ = values.back();
}

}  // namespace rentroll::events
