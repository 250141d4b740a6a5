#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/instant.hpp"
#include "core/vocabulary.hpp"
#include "events/directory.hpp"
#include "events/payloads.hpp"

namespace rentroll::events {

using core::Seq;

/// What every event bears around its own fields.
struct Envelope {
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
};

/// A fact, recorded once, never changed or removed (L1, L2).
struct Event : Envelope {
  std::string request;  ///< the request id, empty for none
  Payload payload;

  [[nodiscard]] EventType type() const { return static_cast<EventType>(payload.index() + 1); }
};

/// An event whose own fields and request id lie elsewhere: that of an `Event`, or of a block, where what
/// events have in common stands once. It holds as long as that does, and costs less than a copy.
class EventView : public Envelope {
 public:
  EventView() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): every event can be looked at
  EventView(const Event& event)
      : Envelope(static_cast<const Envelope&>(event)), request(event.request), payload_(&event.payload) {}
  EventView(const Envelope& envelope, std::string_view its_request, const Payload& payload)
      : Envelope(envelope), request(its_request), payload_(&payload) {}

  std::string_view request;  ///< the request id, empty for none

  [[nodiscard]] const Envelope& envelope() const { return *this; }
  /// REQUIRES: it is a view of an event.
  [[nodiscard]] const Payload& payload() const { return *payload_; }
  [[nodiscard]] EventType type() const { return static_cast<EventType>(payload_->index() + 1); }

  /// For who keeps it, or looks at all of it.
  // NOLINTNEXTLINE(google-explicit-constructor): it is the same event
  operator Event() const { return {envelope(), std::string(request), *payload_}; }
  void copy_to(Event& event) const;

 private:
  const Payload* payload_ = nullptr;
};

inline void EventView::copy_to(Event& event) const {
  static_cast<Envelope&>(event) = envelope();
  event.request = request;
  // Renewals are most of what a log holds, and a variant asks twice what it is.
  const auto* const renewed = std::get_if<RentalRenewed>(payload_);
  auto* const before = std::get_if<RentalRenewed>(&event.payload);
  if (renewed != nullptr && before != nullptr) {
    *before = *renewed;
  } else {
    event.payload = *payload_;
  }
}

/// A payload's place in the variant is its type's number less one, and `type()` relies on it.
template <std::size_t... place>
constexpr bool payloads_in_order(std::index_sequence<place...>) {
  return ((static_cast<std::size_t>(std::variant_alternative_t<place, Payload>::type) == place + 1) && ...);
}
static_assert(std::variant_size_v<Payload> + 1 == event_types_end);
static_assert(payloads_in_order(std::make_index_sequence<std::variant_size_v<Payload>>{}));

}  // namespace rentroll::events
