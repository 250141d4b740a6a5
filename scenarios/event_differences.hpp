#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/policy.hpp"
#include "events/event.hpp"

namespace rentroll::scenarios {

/// What a recorded event says otherwise than the one that the rules make.
struct EventDifference {
  std::string field;      ///< `amount`
  std::string_view rule;  ///< by which the right value follows
  std::string text;       ///< `amount is 2.00: right is 1.00`
};

/// The columns and own fields in which two events of one type differ, but for seq and instants. Of a log
/// where everything is as it should be, this is asked of each event.
[[nodiscard]] std::vector<EventDifference> differences(const events::Event& found, const events::Event& right,
                                                       const events::Directory& names,
                                                       const core::Policy& policy);

/// An event in few words: `RentalRenewed of +14155550100 by acme`.
[[nodiscard]] std::string event_words(const events::Event& event, const events::Directory& names);

/// The rule by which an event follows others of its unit, or comes in their place: for one that is missing,
/// too much, or of another kind.
[[nodiscard]] std::string_view rule_of_consequence(const events::Event& event);

}  // namespace rentroll::scenarios
