#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "events/directory.hpp"

namespace rentroll::events {

/// An ordinal, and the beginning of its text as integers that order as the bytes do: of a phone number that
/// is all of it.
struct TextBeginning {
  std::array<std::uint64_t, 2> bytes{};  ///< zeros where it has not been looked up yet
  Ordinal ordinal = no_ordinal;
};

/// Puts ordinals into the byte order of their texts, each once. Those that begin in that order already are
/// not sorted again, but what follows is merged in. REQUIRES: each is less than names.size().
void order_by_text(const Names& names, std::vector<Ordinal>& ordinals);

/// The same, and looks up the beginnings that have not been, for who will order the same ordinals again.
void order_by_text(const Names& names, std::vector<TextBeginning>& beginnings);

}  // namespace rentroll::events
