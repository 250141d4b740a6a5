#pragma once

#include <optional>
#include <vector>

#include "events/event.hpp"

namespace rentroll::tests {

/// Events as a test writes them down, in the order of a log. No rule is applied to them.
struct WrittenEvents {
  template <class Payload>
  events::Event& add(const char* at, Payload payload, events::Ordinal account,
                     events::Ordinal number = events::no_ordinal) {
    events::Event& event = all.emplace_back();
    event.seq = all.size();
    event.occurred_at = event.recorded_at = core::Instant::parse(at);
    event.account = account;
    event.number = number;
    event.payload = payload;
    return event;
  }

  std::vector<events::Event> all;
  events::Directory names;
};

/// A rental that begins for 0.50 and 1.00 a month, both charged, and is due on 2024-02-29.
template <events::EventType type>
events::RentalBegun<type> rental_begun(core::Currency currency) {
  const core::Money monthly = core::Money::parse("1");
  return {core::Money::parse("0.50"), monthly, currency, true, monthly, core::Date::parse("2024-02-29")};
}

/// The renewal that follows it.
inline events::RentalRenewed rental_renewed(core::Currency currency) {
  return {core::Money::parse("1"), currency, core::Date::parse("2024-02-29"),
          core::Date::parse("2024-03-29")};
}

inline events::ChargeAdjusted charge_adjusted(core::Currency currency, const char* amount,
                                              std::optional<core::ChargeId> corrects = std::nullopt) {
  return {core::Money::parse(amount), currency, corrects, core::Remark::parse("a gift")};
}

}  // namespace rentroll::tests
