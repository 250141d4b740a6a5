#pragma once

#include <array>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "core/error.hpp"
#include "events/archive.hpp"
#include "events/payloads.hpp"

/// The stored form of the events' own fields, which is the same in a block and in a leaf. For source files
/// only: the archives are dear to compile.
namespace rentroll::events {

/// The newest form of every type; all types are in their first.
inline constexpr std::uint8_t newest_version = 1;

template <class Archive, class EventPayload>
void archive_payload(Archive& archive, EventPayload& payload) {
  std::remove_const_t<EventPayload>::fields(payload,
                                            [&](const char*, auto& field) { archive_field(archive, field); });
}

template <class EventPayload>
void check_stored(const EventPayload&) {}

/// A policy was checked before it was stored.
inline void check_stored(const PolicySet& stored) {
  try {
    stored.policy.check();
  } catch (const core::InputError& error) {
    throw DamagedBlock(error.what());
  }
}

template <std::size_t place>
void load_payload(SpanInputArchive& archive, Payload& payload) {
  auto& loaded = payload.emplace<place>();
  archive_payload(archive, loaded);
  check_stored(loaded);
}

using PayloadLoader = void (*)(SpanInputArchive&, Payload&);

template <std::size_t... place>
constexpr std::array<PayloadLoader, sizeof...(place)> payload_loaders(std::index_sequence<place...>) {
  return {load_payload<place>...};
}

/// By a type's number less one.
inline constexpr auto loaders = payload_loaders(std::make_index_sequence<std::variant_size_v<Payload>>{});

}  // namespace rentroll::events
