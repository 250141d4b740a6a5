#pragma once

#include <array>
#include <cstdint>

#include "events/archive.hpp"
#include "events/block.hpp"

/// What the forms of a block have in common. For source files only: the archives are dear to compile.
namespace rentroll::events {

/// The forms: rows, rows behind a late event, columns. New blocks are of the last one.
inline constexpr std::uint8_t rows_form = 1;
inline constexpr std::uint8_t rows_after_late_form = 2;
inline constexpr std::uint8_t columns_form = 3;

/// What an event bears beside its type, actor and own fields.
enum Flag : std::uint8_t {
  flag_ends_unit = 1,
  flag_occurred_at = 2,  // it differs from that of the event before in the block
  flag_recorded_at = 4,  // it differs from occurred_at
  flag_late = 8,
  flag_account = 16,
  flag_number = 32,
  flag_cause = 64,
  flag_request = 128
};

/// The version of the form of each type's own fields in a block; 0 where the type does not occur in it.
using Versions = std::array<std::uint8_t, event_types_end>;

/// A block's header, and what is needed to read on.
struct BlockBeginning {
  std::uint8_t form = 0;
  BlockHeader header;
  Versions versions{};
};

/// Reads the first bytes of a block up to its names. Throws DamagedBlock.
[[nodiscard]] BlockBeginning load_beginning(SpanInputArchive& archive);

/// Reads the names that a block introduces, and learns those that `names` does not have yet unless it is
/// null. Throws DamagedBlock.
void load_names(SpanInputArchive& archive, Ordinal first, std::uint32_t count, Names* names);

/// Throws DamagedBlock unless events of this type occur in the block, and the actor is a known one.
inline void check_type(const BlockBeginning& beginning, std::uint8_t type, std::uint8_t actor) {
  if (type == 0 || type >= event_types_end || beginning.versions[type] == 0 ||
      !core::is_named<core::Actor>(actor)) {
    throw DamagedBlock("an event's type or actor is none that is known");
  }
}

}  // namespace rentroll::events
