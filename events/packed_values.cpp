#include "events/packed_values.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace rentroll::events {
namespace {

/// The mark beside the width where the values are differences.
constexpr std::uint8_t differences_mark = 0x80;
/// A number that begins at any bit of a byte and is no wider than this lies within eight bytes. Wider ones
/// take eight bytes each.
constexpr unsigned width_max = 56;
constexpr unsigned whole_width = 64;

/// A difference in either direction as a small number: 0, -1, 1, -2, ...
std::uint64_t folded(std::uint64_t difference) { return difference << 1 ^ (0 - (difference >> 63)); }
std::uint64_t unfolded(std::uint64_t folded) { return folded >> 1 ^ (0 - (folded & 1)); }

unsigned width_of(std::span<const std::uint64_t> values) {
  std::uint64_t all = 0;
  for (const std::uint64_t value : values) all |= value;
  const auto width = static_cast<unsigned>(std::bit_width(all));
  return width > width_max ? whole_width : width;
}

std::size_t bytes_of(std::size_t count, unsigned width) { return (count * width + 7) / 8; }

using Buffer = std::array<char, group_events_max * 8 + 8>;

void put(Buffer& buffer, std::span<const std::uint64_t> values, unsigned width) {
  std::size_t bit = 0;
  for (const std::uint64_t value : values) {
    std::uint64_t word = 0;
    char* const at = buffer.data() + bit / 8;
    std::memcpy(&word, at, sizeof word);
    word |= value << bit % 8;
    std::memcpy(at, &word, sizeof word);
    bit += width;
  }
}

void take(const Buffer& buffer, std::span<std::uint64_t> values, unsigned width) {
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - width);
  std::size_t bit = 0;
  for (std::uint64_t& value : values) {
    std::memcpy(&value, buffer.data() + bit / 8, sizeof value);
    value = value >> bit % 8 & mask;
    bit += width;
  }
}

}  // namespace

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
  Buffer buffer{};
  put(buffer, chosen, width);
  bytes += static_cast<char>(width | mark);
  bytes.append(buffer.data(), bytes_of(size_, width));
  last_ = values_[size_ - 1];
  size_ = 0;
}

void PackedValues::load(SpanInputArchive& archive, std::size_t count) {
  size_ = count;
  if (count == 0) return;
  std::uint8_t form = 0;
  archive(form);
  const unsigned width = form & ~differences_mark;
  if (width > width_max && width != whole_width) throw DamagedBlock("a column's width is none that can be");
  const std::span<std::uint64_t> values(values_.data(), count);
  if (width == 0) {
    std::fill(values.begin(), values.end(), 0);
  } else {
    Buffer buffer;
    archive.load_binary(buffer.data(), bytes_of(count, width));
    take(buffer, values, width);
  }
  if ((form & differences_mark) != 0) {
    for (std::uint64_t& value : values) value = last_ += unfolded(value);
  }
  last_ = values.back();
}

}  // namespace rentroll::events
