#include "scenarios/request_ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "events/event_log.hpp"
#include "scenarios/recorded_request.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;

/// Whether a unit that begins with this event says that its id had been used.
bool is_refused_for_id(const Event& first) {
  const auto* refused = std::get_if<events::RequestRejected>(&first.payload);
  return refused != nullptr && refused->reason == core::Rejection::request_id_reused;
}

}  // namespace

bool RequestIds::check(Unit unit, const Request& request) {
  const Event& first = unit.front();
  const std::optional<Seq> other = add(first);
  const std::string words = event_words(first, context_.names());
  if (!other) {
    // A late unit may come before the first use, which stands before it in the log.
    if (!is_refused_for_id(first) || first.late) return true;
    context_.report(first.seq, "Q2",
                    fmt::format("{}: refused request_id_reused, and the id {} is new", words, first.request));
    return false;
  }
  if (*other > first.seq) {
    report_later(first, *other);
    return true;
  }
  const bool same = is_same(request, *other);
  if (is_refused_for_id(first) && !same) return true;
  context_.report(
      first.seq, "Q2",
      fmt::format("{}: the request id {} was used before, in seq {}, {}", words, first.request, *other,
                  same ? "with the same content: right is the same answer, and nothing recorded"
                       : "with other content: right is a refusal, request_id_reused"));
  return false;
}

/// A late unit was folded before one of lower seq with its id.
void RequestIds::report_later(const Event& first, Seq later) const {
  const auto event = events::read_event(context_.store, later);
  if (!event || is_refused_for_id(*event)) return;
  context_.report(later, "Q2",
                  fmt::format("the request id {} was used before, in seq {}: right is the same answer, and "
                              "nothing recorded, or a refusal, request_id_reused",
                              first.request, first.seq));
}

/// Whether the unit that begins with a seq records the same request: all but the instant.
bool RequestIds::is_same(const Request& request, Seq before) const {
  std::vector<Event> unit;
  events::EventCursor cursor(context_.store.read(before), before, nullptr);
  // Nothing of a request stands behind its second event.
  for (Event event; unit.size() < 2 && cursor.next(event);) {
    unit.push_back(event);
    if (event.ends_unit) break;
  }
  if (unit.empty() || unit.front().actor != request.actor) return false;
  const auto body = recorded_request(unit, context_.names());
  return body && content_of(*body) == content_of(request.body);
}

std::optional<Seq> RequestIds::add(const events::Event& first) {
  if ((used_ + 1) * 2 > entries_.size()) grow();
  const std::uint64_t hash = std::hash<std::string>{}(first.request);
  for (std::size_t place = hash & (entries_.size() - 1);; place = (place + 1) & (entries_.size() - 1)) {
    Entry& entry = entries_[place];
    if (entry.seq == 0) {
      entry = {hash, first.seq};
      ++used_;
      return std::nullopt;
    }
    if (entry.hash != hash) continue;
    const auto other = events::read_event(context_.store, entry.seq);
    if (!other || other->request != first.request) continue;
    const Seq before = entry.seq;
    entry.seq = std::min(before, first.seq);
    return before;
  }
}

void RequestIds::grow() {
  std::vector<Entry> smaller(entries_.empty() ? 16 : entries_.size() * 2);
  smaller.swap(entries_);
  for (const Entry& entry : smaller) {
    if (entry.seq != 0) entries_[free_place(entry.hash)] = entry;
  }
}

std::size_t RequestIds::free_place(std::uint64_t hash) const {
  std::size_t place = hash & (entries_.size() - 1);
  while (entries_[place].seq != 0) place = (place + 1) & (entries_.size() - 1);
  return place;
}

}  // namespace rentroll::scenarios
