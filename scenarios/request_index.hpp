#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "scenarios/request.hpp"

namespace rentroll::scenarios {

using core::Seq;

/// How a request ended: accepted (no rejection) or refused, and the events that recorded it.
struct Outcome {
  std::optional<core::Rejection> rejection;
  Seq first_seq = 0;
  Seq last_seq = 0;
  bool repeated = false;  ///< it had been asked before, was answered as then, and recorded nothing (Q2)

  /// `accepted` or `rejected REASON`
  [[nodiscard]] std::string text() const;
};

/// The requests of a log that bear an id, with their first content and answer (Q2).
class RequestIndex {
 public:
  struct Entry {
    std::string content_hash;
    Outcome outcome;
  };

  /// Null where the id is new.
  [[nodiscard]] const Entry* find(const std::string& id) const;
  /// The first content of an id stays: first in the log, whose late events are learned before others (L4).
  void add(const std::string& id, const Entry& entry) {
    const auto [place, is_new] = entries_.try_emplace(id, entry);
    if (!is_new && entry.outcome.first_seq < place->second.outcome.first_seq) place->second = entry;
  }

 private:
  std::unordered_map<std::string, Entry> entries_;
};

/// What makes two requests the same: all but the instant.
[[nodiscard]] std::string content_hash(core::Actor actor, const RequestBody& body);

}  // namespace rentroll::scenarios
