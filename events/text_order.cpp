#include "events/text_order.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace rentroll::events {
namespace {

/// So many texts are asked for together.
constexpr std::size_t texts_ahead = 32;

/// An ordinal by the beginning of its text as integers that order as the bytes do. A phone number's is all of
/// it; only longer names and ones that are none go on behind it.
struct ByText {
  std::array<std::uint64_t, 2> beginning{};
  Ordinal ordinal = no_ordinal;

  ByText(const Names& names, Ordinal of) : ordinal(of) {
    static_assert(std::endian::native == std::endian::little);
    const std::string_view text = names.text(of);
    std::memcpy(beginning.data(), text.data(), std::min(text.size(), sizeof beginning));
    for (std::uint64_t& part : beginning) part = __builtin_bswap64(part);
  }
};

}  // namespace

void order_by_text(const Names& names, std::vector<Ordinal>& ordinals) {
  std::vector<ByText> ordered;
  ordered.reserve(ordinals.size());
  for (std::span<const Ordinal> left(ordinals); !left.empty();) {
    const auto next = left.first(std::min(left.size(), texts_ahead));
    names.expect(next);
    for (const Ordinal ordinal : next) ordered.emplace_back(names, ordinal);
    left = left.subspan(next.size());
  }
  const auto before = [&](const ByText& a, const ByText& b) {
    if (a.beginning != b.beginning) return a.beginning < b.beginning;
    return a.ordinal != b.ordinal && names.text(a.ordinal) < names.text(b.ordinal);
  };
  const auto rest = std::is_sorted_until(ordered.begin(), ordered.end(), before);
  std::sort(rest, ordered.end(), before);
  std::inplace_merge(ordered.begin(), rest, ordered.end(), before);
  const auto same = [](const ByText& a, const ByText& b) { return a.ordinal == b.ordinal; };
  ordered.erase(std::unique(ordered.begin(), ordered.end(), same), ordered.end());
  ordinals.clear();
  for (const ByText& each : ordered) ordinals.push_back(each.ordinal);
}

}  // namespace rentroll::events
