#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// Numbers packed in as few bits as the widest of them needs: what the columns of a block and those of an
/// index have in common. FORMAT.md describes the bytes.
namespace rentroll::events {

/// So many numbers at most are packed together.
inline constexpr std::size_t packed_max = 64;
/// Their bytes, and eight more, since they are read and written eight at a time.
using PackedBytes = std::array<char, packed_max * 8 + 8>;

/// The mark beside a width where the numbers are differences.
inline constexpr std::uint8_t differences_mark = 0x80;

/// So many bits each: 0 to 56, or 64.
[[nodiscard]] unsigned width_of(std::span<const std::uint64_t> numbers);
/// Whether it is one of these.
[[nodiscard]] bool can_be_width(unsigned width);
/// How many bytes so many numbers of a width take.
[[nodiscard]] constexpr std::size_t packed_size(std::size_t count, unsigned width) {
  return (count * width + 7) / 8;
}

/// REQUIRES: none is wider; `bytes` are zeros from their beginning to eight bytes behind the packed numbers.
void pack(PackedBytes& bytes, std::span<const std::uint64_t> numbers, unsigned width);
/// REQUIRES: the width is not 0.
void unpack(const PackedBytes& bytes, std::span<std::uint64_t> numbers, unsigned width);

/// A difference in either direction as a small number: 0, -1, 1, -2, ...
[[nodiscard]] constexpr std::uint64_t folded(std::uint64_t difference) {
  return difference << 1 ^ (0 - (difference >> 63));
}
[[nodiscard]] constexpr std::uint64_t unfolded(std::uint64_t folded) {
  return folded >> 1 ^ (0 - (folded & 1));
}

}  // namespace rentroll::events
