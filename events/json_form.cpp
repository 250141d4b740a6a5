#include "events/json_form.hpp"

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
    object["requested"] = json::parse(rejected->requested);
  }
  return object;
}

}  // namespace rentroll::events
