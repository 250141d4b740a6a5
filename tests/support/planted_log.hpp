#pragma once

#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "events/event_log.hpp"
#include "events/memory_store.hpp"
#include "scenarios/verification.hpp"

namespace rentroll::tests {

/// The events of a log, to plant faults among them, and the log that they then are: numbered anew, with
/// causes and corrected charges that follow their events.
struct PlantedLog {
  std::vector<events::Event> events;
  events::Directory names;

  PlantedLog(std::vector<events::Event> lawful, const events::Directory& known)
      : events(std::move(lawful)), names(known) {}

  void erase(std::size_t place) {
    const bool ended = events[place].ends_unit;
    if (ended && place > 0) events[place - 1].ends_unit = true;
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(place));
  }
  /// Puts a copy before the event that stands in a place: a unit of its own.
  events::Event& insert(std::size_t place, events::Event event) {
    event.ends_unit = true;
    event.seq = 0;
    return *events.insert(events.begin() + static_cast<std::ptrdiff_t>(place), std::move(event));
  }
  /// Moves an event, a unit of its own, to before another place, with that one's instant.
  void move(std::size_t from, std::size_t to) {
    events::Event event = events[from];
    const auto begin = events.begin();
    events.insert(begin + static_cast<std::ptrdiff_t>(to), event);
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(from + (to <= from ? 1U : 0U)));
  }

  [[nodiscard]] events::MemoryStore store() const {
    std::map<core::Seq, core::Seq> seqs;
    for (std::size_t place = 0; place < events.size(); ++place)
      if (events[place].seq != 0) seqs[events[place].seq] = place + 1;
    events::MemoryStore store;
    events::EventLog log(store);
    std::vector<events::Event> unit;
    for (const events::Event& each : events) {
      events::Event event = each;
      // Where the cause was taken out, what stood before it takes its place.
      if (const auto after = seqs.upper_bound(event.cause); event.cause != 0 && after != seqs.begin())
        event.cause = std::prev(after)->second;
      if (auto* adjusted = std::get_if<events::ChargeAdjusted>(&event.payload);
          adjusted != nullptr && adjusted->corrects)
        if (const auto found = seqs.find(adjusted->corrects->seq); found != seqs.end())
          adjusted->corrects->seq = found->second;
      unit.push_back(event);
      if (!each.ends_unit) continue;
      log.append(unit, names);
      unit.clear();
    }
    if (!unit.empty()) log.append(unit, names);
    log.flush(events::Durability::buffered);
    return store;
  }
};

/// All findings of a log.
inline std::vector<scenarios::VerificationFinding> findings_of(const events::BlockStore& store,
                                                               const projections::Cut& cut = {}) {
  std::vector<scenarios::VerificationFinding> found;
  scenarios::verify_log(store, cut,
                        [&](const scenarios::VerificationFinding& each) { found.push_back(each); });
  return found;
}

/// Findings as lines, for a test that fails.
inline std::string in_lines(const std::vector<scenarios::VerificationFinding>& found) {
  std::string lines;
  for (const auto& each : found) lines += std::to_string(each.seq) + " " + each.rule + " " + each.text + "\n";
  return lines;
}

}  // namespace rentroll::tests
