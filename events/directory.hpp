#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rentroll::events {

/// The place of an account or a number in the order of first appearance in the log, from 0. States are
/// vectors by ordinal.
using Ordinal = std::uint32_t;
inline constexpr Ordinal no_ordinal = 0xFFFFFFFF;

/// Texts and their ordinals, both ways. About 20 bytes a text beside its characters.
class Names {
 public:
  [[nodiscard]] Ordinal size() const { return static_cast<Ordinal>(ends_.size()); }
  /// REQUIRES: ordinal < size(). The view holds until the next `intern`.
  [[nodiscard]] std::string_view text(Ordinal ordinal) const;
  [[nodiscard]] std::optional<Ordinal> find(std::string_view text) const;
  /// The ordinal of a text, which is given the next one where it is new.
  Ordinal intern(std::string_view text);
  /// Bytes of memory held.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  [[nodiscard]] std::size_t slot_of(std::string_view text) const;
  void grow();

  std::string characters_;           // all texts, one after another
  std::vector<std::uint64_t> ends_;  // by ordinal: where its text ends in characters_
  std::vector<Ordinal> slots_;       // open addressing by hash; no_ordinal is a free slot
};

/// The accounts and the numbers that a log names.
struct Directory {
  Names accounts;
  Names numbers;
};

}  // namespace rentroll::events
