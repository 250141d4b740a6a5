#include "events/json_form.hpp"

#include <nlohmann/json.hpp>

namespace rentroll::events {
namespace {

using nlohmann::json;

template <class Value>
json to_json(const Value& value) {
  if constexpr (core::TextEnum<Value>) {
    return core::to_text(value);
  } else if constexpr (requires { value.text(); }) {
    return value.text();
  } else {
    return value;
  }
}

template <class Value>
json to_json(const std::optional<Value>& value) {
  return value ? to_json(*value) : json(nullptr);
}

template <class Enum>
json to_json(const core::EnumSet<Enum>& set) {
  json words = json::array();
  for (const auto& [word, text] : core::EnumTexts<Enum>::value) {
    if (set.contains(word)) words.push_back(text);
  }
  return words;
}

}  // namespace

json details(const Event& event) {
  json object = json::object();
  std::visit(
      [&](const auto& payload) {
        payload.fields(payload, [&](const char* name, const auto& field) { object[name] = to_json(field); });
      },
      event.payload);
  if (const auto* rejected = std::get_if<RequestRejected>(&event.payload)) {
    object["requested"] = json::parse(rejected->requested);
  }
  return object;
}

}  // namespace rentroll::events
