#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "events/event.hpp"

/// The canonical form of one event, which is a leaf of the log's Merkle tree. FORMAT.md describes the bytes.
/// It depends on nothing but the event: not on the block that holds it, nor on the order in which the log
/// came to know the names, nor on where units end, which an import does not know.
namespace rentroll::events {

/// An event by itself, with its names as texts; empty for none. Its ordinals and `ends_unit` mean nothing.
struct NamedEvent {
  Event event;
  std::string account;
  std::string number;
};

/// Writes leaves; one writer is used for many.
class LeafWriter {
 public:
  LeafWriter();
  ~LeafWriter();
  LeafWriter(const LeafWriter&) = delete;
  LeafWriter& operator=(const LeafWriter&) = delete;

  /// An event's leaf, which holds until the next call. The names are those of its account and its number,
  /// empty for none.
  std::string_view write(const EventView& event, std::string_view account, std::string_view number);
  /// The leaf of an event whose names a directory has.
  std::string_view write(const EventView& event, const Directory& names);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The event that a leaf is of. Throws InputError where the bytes are no leaf.
[[nodiscard]] NamedEvent read_leaf(std::string_view leaf);

}  // namespace rentroll::events
