#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "core/instant.hpp"
#include "core/vocabulary.hpp"
#include "events/directory.hpp"
#include "events/payloads.hpp"

namespace rentroll::events {

using core::Seq;

/// A fact, recorded once, never changed or removed (L1, L2).
struct Event {
  Seq seq = 0;                   ///< given by the log at the append
  core::Instant occurred_at;     ///< when it is true in the domain (T4)
  core::Instant recorded_at;     ///< when the log learned it (T4)
  Seq cause = 0;                 ///< the event that set it off, 0 for none
  Ordinal account = no_ordinal;  ///< in the log's directory
  Ordinal number = no_ordinal;   ///< in the log's directory
  core::Actor actor = core::Actor::system;
  std::uint8_t version = 1;  ///< of its stored form (L2)
  bool late = false;         ///< its occurred_at lies before the horizon (L4)
  bool ends_unit = false;    ///< the last of what one request or timer caused (L1)
  std::string request;       ///< the request id, empty for none
  Payload payload;

  [[nodiscard]] EventType type() const { return static_cast<EventType>(payload.index() + 1); }
};

/// A payload's place in the variant is its type's number less one, and `type()` relies on it.
template <std::size_t... place>
constexpr bool payloads_in_order(std::index_sequence<place...>) {
  return ((static_cast<std::size_t>(std::variant_alternative_t<place, Payload>::type) == place + 1) && ...);
}
static_assert(std::variant_size_v<Payload> + 1 == event_types_end);
static_assert(payloads_in_order(std::make_index_sequence<std::variant_size_v<Payload>>{}));

}  // namespace rentroll::events
