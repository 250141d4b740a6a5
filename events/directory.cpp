#include "events/directory.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

#include "core/assert.hpp"

namespace rentroll::events {
namespace {

/// A phone number's text has mostly 12 or 13 (E.164).
constexpr std::size_t text_bytes_expected = 13;

std::uint32_t hash_of(std::string_view text) {
  return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
}

/// How many slots so many names need: no more than two thirds of them are taken.
std::size_t slots_for(std::size_t names) {
  return std::max<std::size_t>(16, std::bit_ceil(names * 3 / 2 + 1));
}

}  // namespace

std::string_view Names::text(Ordinal ordinal) const {
  RENTROLL_ASSERT(ordinal < ends_.size());
  const std::uint64_t begin = ordinal == 0 ? 0 : ends_[ordinal - 1];
  return {characters_.data() + begin, ends_[ordinal] - begin};
}

/// The slot that holds the text, or the free one where it would stand. REQUIRES: a free slot exists.
std::size_t Names::slot_of(std::string_view text, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot].ordinal != no_ordinal &&
         (slots_[slot].hash != hash || this->text(slots_[slot].ordinal) != text)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Names::expect(std::string_view text) const {
  if (!slots_.empty()) __builtin_prefetch(&slots_[hash_of(text) & (slots_.size() - 1)], 1);
}

void Names::expect(std::span<const Ordinal> ordinals) const {
  for (const Ordinal ordinal : ordinals) core::ask_for(ends_, ordinal);
  for (const Ordinal ordinal : ordinals) {
    if (ordinal < size()) __builtin_prefetch(text(ordinal).data());
  }
}

std::optional<Ordinal> Names::find(std::string_view text) const {
  if (slots_.empty()) return std::nullopt;
  const Ordinal found = slots_[slot_of(text, hash_of(text))].ordinal;
  if (found == no_ordinal) return std::nullopt;
  return found;
}

Ordinal Names::intern(std::string_view text) {
  if (ends_.size() * 3 >= slots_.size() * 2) grow(slots_for(ends_.size() + 1));
  const std::uint32_t hash = hash_of(text);
  const std::size_t slot = slot_of(text, hash);
  if (slots_[slot].ordinal != no_ordinal) return slots_[slot].ordinal;
  const auto ordinal = static_cast<Ordinal>(ends_.size());
  RENTROLL_ASSERT(ordinal != no_ordinal);
  characters_.insert(characters_.end(), text.begin(), text.end());
  ends_.push_back(characters_.size());
  slots_[slot] = {ordinal, hash};
  return ordinal;
}

void Names::reserve(Ordinal count) {
  if (count <= size()) return;
  characters_.reserve(count * text_bytes_expected);
  ends_.reserve(count);
  if (slots_for(count) > slots_.size()) grow(slots_for(count));
}

std::string_view Names::characters(Ordinal count) const {
  RENTROLL_ASSERT(count <= ends_.size());
  return {characters_.data(), count == 0 ? 0 : ends_[count - 1]};
}

std::optional<Names> Names::of(core::LargeVector<char> characters, std::span<const std::uint8_t> sizes) {
  Names names;
  names.ends_.reserve(sizes.size());
  std::uint64_t end = 0;
  for (const std::uint8_t size : sizes) {
    if (size == 0) return std::nullopt;
    names.ends_.push_back(end += size);
  }
  if (end != characters.size() || sizes.size() >= no_ordinal) return std::nullopt;
  names.characters_ = std::move(characters);
  names.slots_.assign(slots_for(sizes.size()), Slot{});
  constexpr Ordinal ahead = 16;  // by so many names their places are asked for
  for (Ordinal ordinal = 0; ordinal < names.size(); ++ordinal) {
    if (ordinal + ahead < names.size()) names.expect(names.text(ordinal + ahead));
    const std::string_view text = names.text(ordinal);
    const std::uint32_t hash = hash_of(text);
    const std::size_t slot = names.slot_of(text, hash);
    if (names.slots_[slot].ordinal != no_ordinal) return std::nullopt;
    names.slots_[slot] = {ordinal, hash};
  }
  return names;
}

void Names::grow(std::size_t slots) {
  const core::LargeVector<Slot> before = std::move(slots_);
  slots_.assign(slots, Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& each : before) {
    if (each.ordinal == no_ordinal) continue;
    std::size_t slot = each.hash & mask;
    while (slots_[slot].ordinal != no_ordinal) slot = (slot + 1) & mask;
    slots_[slot] = each;
  }
}

std::size_t Names::memory_bytes() const {
  return characters_.capacity() + ends_.capacity() * sizeof(std::uint64_t) + slots_.capacity() * sizeof(Slot);
}

}  // namespace rentroll::events
