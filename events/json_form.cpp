#include "events/json_form.hpp"

#include <utility>

#include "events/damaged_block.hpp"
#include "events/json_value.hpp"

namespace rentroll::events {

using nlohmann::json;

json details(const Event& event) {
  json object = json::object();
  std::visit(
      [&](const auto& payload) {
        payload.fields(payload,
                       [&](const char* name, const auto& field) { object[name] = json_value(field); });
      },
      event.payload);
  if (const auto* rejected = std::get_if<RequestRejected>(&event.payload)) {
    json requested = json::parse(rejected->requested, nullptr, false);
    if (!requested.is_object()) throw DamagedBlock("what a refused request asked for is no JSON object");
    object["requested"] = std::move(requested);
  }
  return object;
}

}  // namespace rentroll::events
