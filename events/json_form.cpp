#include "events/json_form.hpp"

#include <utility>

#include "events/damaged_block.hpp"
#include "events/json_value.hpp"

namespace rentroll::events {

using nlohmann::json;

namespace {

/// What is printed is gone through by recursion: what is nested without end would end the program.
json requested_object(const std::string& text) {
  constexpr int depth_max = 8;
  const auto check_depth = [](int depth, json::parse_event_t, json&) {
    if (depth > depth_max) throw DamagedBlock("what a refused request asked for is nested too deeply");
    return true;
  };
  json requested = json::parse(text, check_depth, false);
  if (!requested.is_object()) throw DamagedBlock("what a refused request asked for is no JSON object");
  return requested;
}

}  // namespace

json details(const Event& event) {
  json object = json::object();
  std::visit(
      [&](const auto& payload) {
        payload.fields(payload,
                       [&](const char* name, const auto& field) { object[name] = json_value(field); });
      },
      event.payload);
  if (const auto* rejected = std::get_if<RequestRejected>(&event.payload)) {
    object["requested"] = requested_object(rejected->requested);
  }
  return object;
}

}  // namespace rentroll::events
