#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/large_vector.hpp"

namespace rentroll::events {

/// The place of an account or a number in the order of first appearance in the log, from 0. States are
/// vectors by ordinal.
using Ordinal = std::uint32_t;
inline constexpr Ordinal no_ordinal = 0xFFFFFFFF;

/// Texts and their ordinals, both ways. 20 to 32 bytes a text beside its characters.
class Names {
 public:
  [[nodiscard]] Ordinal size() const { return static_cast<Ordinal>(ends_.size()); }
  /// REQUIRES: ordinal < size(). The view holds until the next `intern`.
  [[nodiscard]] std::string_view text(Ordinal ordinal) const;
  [[nodiscard]] std::optional<Ordinal> find(std::string_view text) const;
  /// Says that a text is about to be looked for: its place has come from memory by then.
  void expect(std::string_view text) const;
  /// Says that the texts of some ordinals are about to be asked for. Those beyond size() are passed over.
  void expect(std::span<const Ordinal> ordinals) const;
  /// The ordinal of a text, which is given the next one where it is new.
  Ordinal intern(std::string_view text);
  /// Makes room for so many texts in all, which are about to come.
  void reserve(Ordinal count);
  /// The texts of the first `count` ordinals, one after another. REQUIRES: count <= size().
  [[nodiscard]] std::string_view characters(Ordinal count) const;
  /// Names of texts that stand one after another, by the size of each. Nothing where a text is empty or comes
  /// twice, or the sizes do not add up.
  [[nodiscard]] static std::optional<Names> of(core::LargeVector<char> characters,
                                               std::span<const std::uint8_t> sizes);
  /// Bytes of memory held.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Slot {
    Ordinal ordinal = no_ordinal;  // that of a free slot
    std::uint32_t hash = 0;        // so that other texts are seldom looked at
  };

  [[nodiscard]] std::size_t slot_of(std::string_view text, std::uint32_t hash) const;
  void grow(std::size_t slots);

  core::LargeVector<char> characters_;     // all texts, one after another
  core::LargeVector<std::uint64_t> ends_;  // by ordinal: where its text ends in characters_
  core::LargeVector<Slot> slots_;          // open addressing by hash
};

/// How many accounts and numbers a log has named.
struct NameCounts {
  Ordinal accounts = 0;
  Ordinal numbers = 0;
};

/// The accounts and the numbers that a log names.
struct Directory {
  Names accounts;
  Names numbers;
};

}  // namespace rentroll::events
