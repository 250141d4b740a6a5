#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/text_enum.hpp"

/// The JSON form of core's values: money, instants, dates, ids and words as texts, sets as arrays of texts,
/// what is absent as null. For source files only: the JSON library is dear to compile.
namespace rentroll::events {

template <class Value>
nlohmann::json json_value(const Value& value) {
  if constexpr (core::TextEnum<Value>) {
    return core::to_text(value);
  } else if constexpr (requires { value.text(); }) {
    return value.text();
  } else {
    return value;
  }
}

template <class Value>
nlohmann::json json_value(const std::optional<Value>& value) {
  return value ? json_value(*value) : nlohmann::json(nullptr);
}

template <class Enum>
nlohmann::json json_value(const core::EnumSet<Enum>& set) {
  nlohmann::json words = nlohmann::json::array();
  for (const auto& [word, text] : core::EnumTexts<Enum>::value) {
    if (set.contains(word)) words.push_back(text);
  }
  return words;
}

}  // namespace rentroll::events
