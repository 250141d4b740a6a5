#include "events/scaled_values.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

#include "events/bit_packing.hpp"
#include "events/damaged_block.hpp"

namespace rentroll::events {
namespace {

using Group = std::array<std::uint64_t, packed_max>;

void put(std::string& bytes, std::span<const std::uint64_t> values, unsigned width) {
  const std::size_t size = packed_size(values.size(), width);
  PackedBytes packed;
  std::memset(packed.data(), 0, size + sizeof(std::uint64_t));
  pack(packed, values, width);
  bytes.append(packed.data(), size);
}

void get(std::string_view bytes, std::span<std::uint64_t> values, unsigned width) {
  PackedBytes packed;
  std::memcpy(packed.data(), bytes.data(), bytes.size());
  std::memset(packed.data() + bytes.size(), 0, sizeof(std::uint64_t));
  unpack(packed, values, width);
}

std::uint64_t magnitude(std::uint64_t difference) {
  return (difference >> 63) != 0 ? 0 - difference : difference;
}

/// What divides all differences; 1 where there are none.
std::uint64_t common_divisor(std::span<const std::uint64_t> differences) {
  std::uint64_t divisor = 0;
  for (const std::uint64_t difference : differences) {
    divisor = std::gcd(divisor, magnitude(difference));
    if (divisor == 1) break;
  }
  return std::max<std::uint64_t>(divisor, 1);
}

/// Appends a group; `last` is the value before it.
void store_group(std::string& bytes, std::span<const std::uint64_t> values, std::uint64_t last, bool scaled) {
  Group group;
  const std::span<std::uint64_t> differences(group.data(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    differences[i] = values[i] - std::exchange(last, values[i]);
  }
  const std::uint64_t divisor = scaled ? common_divisor(differences) : 1;
  for (std::uint64_t& difference : differences) {
    const bool negative = (difference >> 63) != 0;
    const std::uint64_t part = divisor == 1 ? magnitude(difference) : magnitude(difference) / divisor;
    difference = folded(negative ? 0 - part : part);
  }
  const unsigned width = width_of(values);
  const unsigned narrower = width_of(differences);
  if (narrower >= width) {
    bytes += static_cast<char>(width);
    put(bytes, values, width);
    return;
  }
  bytes += static_cast<char>(narrower | differences_mark);
  store_number(bytes, divisor);
  put(bytes, differences, narrower);
}

}  // namespace

void store_number(std::string& bytes, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
  bytes += static_cast<char>(number);
}

void store_column(std::string& bytes, std::span<const std::uint64_t> values, bool scaled) {
  if (values.empty()) return;
  // Its first value stands before the groups.
  std::uint64_t last = values.front();
  store_number(bytes, last);
  values = values.subspan(1);
  while (!values.empty()) {
    const auto group = values.first(std::min(values.size(), packed_max));
    store_group(bytes, group, last, scaled);
    last = group.back();
    values = values.subspan(group.size());
  }
}

std::string_view ScaledReader::take(std::size_t size) {
  if (size > left_.size()) throw DamagedBlock("it ends too early");
  const std::string_view taken = left_.substr(0, size);
  left_.remove_prefix(size);
  return taken;
}

std::uint64_t ScaledReader::number() {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(1).front());
    number |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return number;
  }
  throw DamagedBlock("a number is longer than any can be");
}

std::size_t ScaledReader::count(std::size_t most) {
  const std::uint64_t counted = number();
  if (counted > most) throw DamagedBlock("it holds more than can be");
  return counted;
}

void ScaledReader::column(std::size_t count, std::vector<std::uint64_t>& values) {
  values.resize(count);
  if (count == 0) return;
  std::uint64_t last = values[0] = number();
  for (std::size_t begin = 1; begin < count; begin += packed_max) {
    const std::span<std::uint64_t> group(values.data() + begin, std::min(packed_max, count - begin));
    const auto form = static_cast<unsigned char>(take(1).front());
    const unsigned width = form & ~unsigned{differences_mark};
    if (!can_be_width(width)) throw DamagedBlock("a column's width is none that can be");
    const bool differences = (form & differences_mark) != 0;
    const std::uint64_t divisor = differences ? number() : 1;
    if (width == 0) {
      std::fill(group.begin(), group.end(), 0);
    } else {
      get(take(packed_size(group.size(), width)), group, width);
    }
    if (differences) {
      for (std::uint64_t& value : group) value = last += unfolded(value) * divisor;
    }
    last = group.back();
  }
}

}  // namespace rentroll::events
