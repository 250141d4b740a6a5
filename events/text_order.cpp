#include "events/text_order.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace rentroll::events {
namespace {

/// So many texts are asked for together.
constexpr std::size_t texts_ahead = 32;

bool is_looked_up(const TextBeginning& beginning) { return beginning.bytes[0] != 0; }

void look_up(const Names& names, TextBeginning& beginning) {
  static_assert(std::endian::native == std::endian::little);
  const std::string_view text = names.text(beginning.ordinal);
  std::memcpy(beginning.bytes.data(), text.data(), std::min(text.size(), sizeof beginning.bytes));
  for (std::uint64_t& part : beginning.bytes) part = __builtin_bswap64(part);
}

void look_up_all(const Names& names, std::vector<TextBeginning>& beginnings) {
  std::vector<Ordinal> ordinals;
  for (std::span<TextBeginning> left(beginnings); !left.empty();) {
    const auto next = left.first(std::min(left.size(), texts_ahead));
    ordinals.clear();
    for (const TextBeginning& each : next) {
      if (!is_looked_up(each)) ordinals.push_back(each.ordinal);
    }
    names.expect(ordinals);
    for (TextBeginning& each : next) {
      if (!is_looked_up(each)) look_up(names, each);
    }
    left = left.subspan(next.size());
  }
}

}  // namespace

void order_by_text(const Names& names, std::vector<TextBeginning>& beginnings) {
  look_up_all(names, beginnings);
  const auto before = [&](const TextBeginning& a, const TextBeginning& b) {
    if (a.bytes[0] != b.bytes[0]) return a.bytes[0] < b.bytes[0];
    if (a.bytes[1] != b.bytes[1]) return a.bytes[1] < b.bytes[1];
    return a.ordinal != b.ordinal && names.text(a.ordinal) < names.text(b.ordinal);
  };
  const auto rest = std::is_sorted_until(beginnings.begin(), beginnings.end(), before);
  std::sort(rest, beginnings.end(), before);
  std::inplace_merge(beginnings.begin(), rest, beginnings.end(), before);
  const auto same = [](const TextBeginning& a, const TextBeginning& b) { return a.ordinal == b.ordinal; };
  beginnings.erase(std::unique(beginnings.begin(), beginnings.end(), same), beginnings.end());
}

void order_by_text(const Names& names, std::vector<Ordinal>& ordinals) {
  std::vector<TextBeginning> beginnings;
  beginnings.reserve(ordinals.size());
  for (const Ordinal ordinal : ordinals) beginnings.push_back({{}, ordinal});
  order_by_text(names, beginnings);
  ordinals.clear();
  for (const TextBeginning& each : beginnings) ordinals.push_back(each.ordinal);
}

}  // namespace rentroll::events
