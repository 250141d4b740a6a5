#include "events/bit_packing.hpp"

#include <bit>
#include <cstring>

namespace rentroll::events {
namespace {

/// A number that begins at any bit of a byte and is no wider than this lies within eight bytes. Wider ones
/// take eight bytes each.
constexpr unsigned width_max = 56;
constexpr unsigned whole_width = 64;

}  // namespace

unsigned width_of(std::span<const std::uint64_t> numbers) {
  std::uint64_t all = 0;
  for (const std::uint64_t number : numbers) all |= number;
  const auto width = static_cast<unsigned>(std::bit_width(all));
  return width > width_max ? whole_width : width;
}

bool can_be_width(unsigned width) { return width <= width_max || width == whole_width; }

void pack(PackedBytes& bytes, std::span<const std::uint64_t> numbers, unsigned width) {
  std::size_t bit = 0;
  for (const std::uint64_t number : numbers) {
    std::uint64_t word = 0;
    char* const at = bytes.data() + bit / 8;
    std::memcpy(&word, at, sizeof word);
    word |= number << bit % 8;
    std::memcpy(at, &word, sizeof word);
    bit += width;
  }
}

void unpack(const PackedBytes& bytes, std::span<std::uint64_t> numbers, unsigned width) {
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - width);
  std::size_t bit = 0;
  for (std::uint64_t& number : numbers) {
    std::memcpy(&number, bytes.data() + bit / 8, sizeof number);
    number = number >> bit % 8 & mask;
    bit += width;
  }
}

}  // namespace rentroll::events
