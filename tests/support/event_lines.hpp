#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/directory.hpp"
#include "events/event_log.hpp"
#include "events/json_form.hpp"

namespace rentroll::tests {

/// An event as `rentroll events --format json` prints it, but for the order of the keys.
inline nlohmann::json event_object(const events::Event& event, const events::Directory& names) {
  nlohmann::json object = events::details(event);
  const auto name = [](const events::Names& of, events::Ordinal ordinal) {
    return ordinal == events::no_ordinal ? nlohmann::json(nullptr) : nlohmann::json(of.text(ordinal));
  };
  object["seq"] = event.seq;
  object["occurred_at"] = event.occurred_at.text();
  object["recorded_at"] = event.recorded_at.text();
  object["type"] = core::to_text(event.type());
  object["account"] = name(names.accounts, event.account);
  object["number"] = name(names.numbers, event.number);
  object["actor"] = core::to_text(event.actor);
  object["request"] = event.request.empty() ? nlohmann::json(nullptr) : nlohmann::json(event.request);
  object["cause"] = event.cause == 0 ? nlohmann::json(nullptr) : nlohmann::json(event.cause);
  object["version"] = event.version;
  object["late"] = event.late;
  return object;
}

/// All events of a store, one a line.
inline std::vector<nlohmann::json> event_objects(const events::BlockStore& store) {
  std::vector<nlohmann::json> objects;
  events::Directory names;
  events::EventCursor cursor(store.read(1), 1, &names);
  for (events::Event event; cursor.next(event);) objects.push_back(event_object(event, names));
  return objects;
}

inline std::string lines_of(const std::vector<nlohmann::json>& objects) {
  std::string lines;
  for (const nlohmann::json& object : objects) lines += object.dump() + "\n";
  return lines;
}

}  // namespace rentroll::tests
