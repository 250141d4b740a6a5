#pragma once

#include <optional>
#include <string_view>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "events/event.hpp"

/// Charge lines: what an event charges. They are never kept; whoever wants them asks for them event by event.
namespace rentroll::projections {

/// One line of a bill. `reason` refers into the event that it was made from.
struct ChargeLine {
  core::ChargeId id;
  core::Instant occurred_at;
  events::Ordinal account = events::no_ordinal;
  events::Ordinal number = events::no_ordinal;
  std::optional<core::Date> period_begin;  ///< C5: [period_begin, period_end)
  std::optional<core::Date> period_end;
  core::Money amount;
  core::Currency currency;
  core::Seq cause = 0;
  std::optional<core::ChargeId> corrects;  ///< C9
  std::string_view reason;                 ///< C9
};

namespace detail {

inline ChargeLine line_of(const events::EventView& event, core::ChargeKind kind, core::Money amount,
                          core::Currency currency) {
  ChargeLine line;
  line.id = {event.seq, kind};
  line.occurred_at = event.occurred_at;
  line.account = event.account;
  line.number = event.number;
  line.amount = amount;
  line.currency = currency;
  line.cause = event.cause;
  return line;
}

/// C1: the setup fee, no line where it is zero, and the first month, a line also where it is zero.
template <events::EventType type, class Sink>
void charge(const events::EventView& event, const events::RentalBegun<type>& begun, Sink& sink) {
  if (!begun.charged) return;
  if (begun.setup != core::Money{})
    sink(line_of(event, core::ChargeKind::setup, begun.setup, begun.currency));
  ChargeLine line = line_of(event, core::ChargeKind::first_month, begun.first_month, begun.currency);
  line.period_begin = event.occurred_at.date();
  line.period_end = begun.first_due;
  sink(line);
}

template <class Sink>
void charge(const events::EventView& event, const events::RentalRenewed& renewed, Sink& sink) {
  ChargeLine line = line_of(event, core::ChargeKind::renewal, renewed.amount, renewed.currency);
  line.period_begin = renewed.period_begin;
  line.period_end = renewed.period_end;
  sink(line);
}

template <class Sink>
void charge(const events::EventView& event, const events::ChargeAdjusted& adjusted, Sink& sink) {
  ChargeLine line = line_of(event, core::ChargeKind::adjustment, adjusted.amount, adjusted.currency);
  line.corrects = adjusted.corrects;
  line.reason = adjusted.reason.text();
  sink(line);
}

template <class Payload, class Sink>
void charge(const events::EventView&, const Payload&, Sink&) {}

}  // namespace detail

/// Calls `sink(const ChargeLine&)` for each line that the event charges, the setup before the first month.
template <class Sink>
void for_each_charge(const events::EventView& event, Sink&& sink) {
  std::visit([&](const auto& payload) { detail::charge(event, payload, sink); }, event.payload());
}

/// The same where the event's payload is at hand.
template <class Payload, class Sink>
void for_each_charge(const events::EventView& event, const Payload& payload, Sink&& sink) {
  detail::charge(event, payload, sink);
}

/// The line of a kind that an event charges; nothing where it charges none. It refers into the event.
[[nodiscard]] inline std::optional<ChargeLine> charge_line(const events::EventView& event,
                                                           core::ChargeKind kind) {
  std::optional<ChargeLine> found;
  for_each_charge(event, [&](const ChargeLine& line) {
    if (line.id.kind == kind) found = line;
  });
  return found;
}

}  // namespace rentroll::projections
