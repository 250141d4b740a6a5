#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <vector>

#include "events/event_log.hpp"
#include "events/memory_store.hpp"

/// L4: a history whose facts are learned late.
namespace rentroll::tests {

/// The events of one instant, in their order.
using Moment = std::vector<events::Event>;

inline std::vector<Moment> moments_of(const std::vector<events::Event>& events) {
  std::vector<Moment> moments;
  for (const events::Event& event : events) {
    if (moments.empty() || moments.back().back().occurred_at != event.occurred_at) moments.emplace_back();
    moments.back().push_back(event);
  }
  return moments;
}

/// Puts some moments, or all, elsewhere: the later ones of them first.
inline void learn_late(std::vector<Moment>& moments) {
  const auto place = [&] {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, moments.size()));
  };
  const std::size_t moved = *rc::gen::element<std::size_t>(1, 2, 5, moments.size());
  for (std::size_t each = 0; each < moved; ++each) {
    const std::size_t from = place();
    const Moment moment = moments[from];
    moments.erase(moments.begin() + static_cast<std::ptrdiff_t>(from));
    moments.insert(moments.begin() + static_cast<std::ptrdiff_t>(place()), moment);
  }
}

/// A log in memory of the same events in the order in which they are learned, with the seqs that they have
/// there.
class LearnedLog {
 public:
  LearnedLog(const std::vector<Moment>& moments, const events::Directory& names)
      : LearnedLog(moments, moments.size(), names) {}

  /// Of the first moments alone. What they name as a cause may be learned later, and bears its seq already.
  LearnedLog(const std::vector<Moment>& moments, std::size_t known, const events::Directory& names) {
    std::vector<core::Seq> seqs(1);
    core::Seq seq = 0;
    for (const Moment& moment : moments) {
      for (const events::Event& event : moment) {
        if (seqs.size() <= event.seq) seqs.resize(event.seq + 1);
        seqs[event.seq] = ++seq;
      }
    }
    events::EventLog log(store);
    core::Instant horizon;
    std::vector<events::Event> unit;
    for (std::size_t place = 0; place < known; ++place) {
      for (events::Event event : moments[place]) {
        event.cause = event.cause == 0 ? 0 : seqs[event.cause];
        if (auto* adjusted = std::get_if<events::ChargeAdjusted>(&event.payload);
            adjusted && adjusted->corrects)
          adjusted->corrects->seq = seqs[adjusted->corrects->seq];
        event.late = event.occurred_at < horizon;
        horizon = std::max(horizon, event.occurred_at);
        event.recorded_at = horizon;
        unit.push_back(event);
        if (!event.ends_unit) continue;
        log.append(unit, names);
        unit.clear();
        if (*rc::gen::inRange(0, 8) == 0) log.flush(events::Durability::buffered);
      }
    }
    log.flush(events::Durability::buffered);
    last_seq = log.last_seq();
  }

  events::MemoryStore store;
  core::Seq last_seq = 0;
};

}  // namespace rentroll::tests
