#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/directory.hpp"
#include "events/event.hpp"

/// Events with random fields, of every type, and a text that shows all there is to an event: two events are
/// the same where their texts are.
namespace rentroll::events {

constexpr std::int64_t instants_end_microseconds = 9'214'646'400'000'000;  // 2262-01-01 (T1)
constexpr std::int32_t dates_end_days = 107'016;                           // 2263-01-01

/// A value from [begin, end), with the ends more often than chance would have them.
template <class Number>
Number random_between(Number begin, Number end) {
  return *rc::gen::weightedOneOf<Number>(
      {{6, rc::gen::inRange(begin, end)}, {1, rc::gen::just(begin)}, {1, rc::gen::just(Number(end - 1))}});
}

inline bool random_bool() { return *rc::gen::inRange(0, 2) == 1; }

inline std::string random_text(const std::string& letters, std::size_t size_max) {
  const std::size_t size = random_between<std::size_t>(1, size_max + 1);
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  std::string text;
  for (std::uint32_t i = 0; i < size; ++i)
    text += letters[(seed / 7 + i * (seed % 1009 + 1)) % letters.size()];
  return text;
}

inline core::Instant random_instant() {
  return core::Instant::from_microseconds(random_between<std::int64_t>(0, instants_end_microseconds));
}

inline const std::string printable_ascii = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCXYZ[\\]^_`abcxyz{|}~";

inline std::string random_word(core::CaseIdKind) { return random_text(printable_ascii, 64); }
inline std::string random_word(core::RequestIdKind) { return random_text(printable_ascii + " ", 128); }
/// With a character of two bytes at its front, which is not to be cut.
inline std::string random_word(core::RemarkKind) {
  return "\xC3\xA4" + random_text(printable_ascii + " ", 998);
}

inline void randomize(bool& field) { field = random_bool(); }
inline void randomize(core::Money& field) {
  field = core::Money::from_millionths(*rc::gen::arbitrary<std::int64_t>());
}
inline void randomize(core::Date& field) { field = core::Date::from_days(random_between(0, dates_end_days)); }
inline void randomize(std::string& field) {
  field = "{\"do\":\"" + random_text("abcdefgh_", 3000) + "\"}";  // what was asked is a JSON object (Q3)
}
template <core::TextEnum Enum>
void randomize(Enum& field) {
  constexpr auto& words = core::EnumTexts<Enum>::value;
  field = words[random_between<std::size_t>(0, words.size())].first;
}
template <core::TextEnum Enum>
void randomize(core::EnumSet<Enum>& field) {
  for (const auto& [word, text] : core::EnumTexts<Enum>::value) {
    if (random_bool()) field.insert(word);
  }
}
template <int letters>
void randomize(core::Capitals<letters>& field) {
  std::string text;
  for (int i = 0; i < letters; ++i) text += static_cast<char>('A' + random_between(0, 26));
  field = core::Capitals<letters>::parse(text);
}
template <class Kind>
void randomize(core::CheckedText<Kind>& field) {
  field = core::CheckedText<Kind>::parse(random_word(Kind{}));
}
inline void randomize(core::ChargeId& field) {
  field.seq = random_between<Seq>(1, ~Seq{0});
  randomize(field.kind);
}
template <class Value>
void randomize(std::optional<Value>& field) {
  field.reset();
  if (random_bool()) randomize(field.emplace());
}

template <std::size_t... place>
void emplace_payload(Payload& payload, std::size_t which, std::index_sequence<place...>) {
  ((which == place ? static_cast<void>(payload.emplace<place>()) : void()), ...);
}

/// The payload of the type with this place, with random fields.
inline Payload random_payload(std::size_t place) {
  Payload payload;
  emplace_payload(payload, place, std::make_index_sequence<std::variant_size_v<Payload>>{});
  std::visit(
      [](auto& own) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(own)>, PolicySet>) {
          own.policy.reserve_window_days = random_between(0, 366);
          own.policy.reclaim_window_days = random_between(0, own.policy.reserve_window_days + 1);
          own.policy.grace_days = random_between(0, 366);
          randomize(own.policy.billing_day);
          randomize(own.policy.recovery_charges);
          randomize(own.policy.renewal_without_credit);
        } else {
          own.fields(own, [](const char*, auto& field) { randomize(field); });
        }
      },
      payload);
  return payload;
}

/// An event of a random type whose names are `directory`'s or new ones, which it is taught.
inline Event random_event(Directory& directory) {
  Event event;
  event.payload = random_payload(random_between<std::size_t>(0, std::variant_size_v<Payload>));
  event.occurred_at = event.recorded_at = random_instant();
  if (random_between(0, 4) == 0) event.recorded_at = random_instant();
  event.late = random_between(0, 4) == 0;
  randomize(event.actor);
  if (random_bool()) event.cause = random_between<Seq>(1, 1'000'000);
  if (random_bool())
    event.account = directory.accounts.intern("acme-" + std::to_string(random_between(0, 40)));
  if (random_bool()) event.number = directory.numbers.intern("+1415" + std::to_string(random_between(0, 90)));
  return event;
}

/// What one request or timer causes: one to six events, of which all, some or none bear its id.
inline std::vector<Event> random_unit(Directory& directory) {
  const std::string request = random_bool() ? random_word(core::RequestIdKind{}) : "";
  std::vector<Event> unit;
  for (int left = random_between(1, 7); left > 0; --left) {
    unit.push_back(random_event(directory));
    if (random_between(0, 4) != 0) unit.back().request = request;
  }
  return unit;
}

template <class Value>
std::string shown(const Value& value) {
  if constexpr (core::TextEnum<Value>) {
    return std::string(core::to_text(value));
  } else if constexpr (requires { value.text(); }) {
    return value.text();
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return value;
  } else {
    return std::to_string(value);
  }
}
template <class Enum>
std::string shown(const core::EnumSet<Enum>& set) {
  return "bits " + std::to_string(set.bits());
}
template <class Value>
std::string shown(const std::optional<Value>& value) {
  return value ? shown(*value) : "none";
}

/// All there is to an event.
inline std::string shown(const Event& event) {
  std::string text = std::to_string(event.seq) + " " + std::string(core::to_text(event.type()));
  const auto add = [&](const std::string& name, const std::string& value) {
    text += " " + name + "=" + value;
  };
  add("occurred_at", event.occurred_at.text());
  add("recorded_at", event.recorded_at.text());
  add("cause", std::to_string(event.cause));
  add("account", std::to_string(event.account));
  add("number", std::to_string(event.number));
  add("actor", std::string(core::to_text(event.actor)));
  add("version", std::to_string(event.version));
  add("late", std::to_string(event.late));
  add("ends_unit", std::to_string(event.ends_unit));
  add("request", event.request);
  std::visit(
      [&](const auto& own) {
        own.fields(own, [&](const char* name, const auto& field) { add(name, shown(field)); });
      },
      event.payload);
  return text;
}

inline std::vector<std::string> shown(const Names& names) {
  std::vector<std::string> texts;
  for (Ordinal ordinal = 0; ordinal < names.size(); ++ordinal) texts.emplace_back(names.text(ordinal));
  return texts;
}

}  // namespace rentroll::events
