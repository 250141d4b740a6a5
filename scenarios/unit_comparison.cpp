#include "scenarios/unit_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rentroll::scenarios {
namespace {

using events::Event;

/// Where two units of other lengths part: the first event that speaks of something else.
bool are_same_step(const Event& found, const Event& right, bool same_length) {
  return found.type() == right.type() && (same_length || found.number == right.number);
}

UnitDifference difference_of_kind(Unit found, Unit right, std::size_t place, const events::Directory& names) {
  UnitDifference difference;
  difference.of_kind = true;
  difference.place = place;
  difference.seq = place < found.size() ? found[place].seq : found.back().seq;
  if (found.size() > right.size()) {
    difference.rule = rule_of_consequence(found[place]);
    difference.text = fmt::format("{} is one event too much", event_words(found[place], names));
  } else if (found.size() < right.size()) {
    difference.rule = rule_of_consequence(right[place]);
    difference.text =
        fmt::format("{} is missing in what begins with {}, seq {}", event_words(right[place], names),
                    event_words(found.front(), names), found.front().seq);
  } else {
    difference.rule = rule_of_consequence(right[place]);
    difference.text =
        fmt::format("{}: right is {}", event_words(found[place], names), event_words(right[place], names));
  }
  return difference;
}

}  // namespace

bool UnitDifference::differs_in(std::string_view field) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const EventDifference& each) { return each.field == field; });
}

std::vector<UnitDifference> compare_units(Unit found, Unit right, const projections::State& state) {
  std::vector<UnitDifference> all;
  const bool same_length = found.size() == right.size();
  for (std::size_t place = 0; place < std::max(found.size(), right.size()); ++place) {
    const bool same_step = place < found.size() && place < right.size() &&
                           are_same_step(found[place], right[place], same_length);
    if (!same_step) {
      all.push_back(difference_of_kind(found, right, place, state.names));
      break;
    }
    auto fields = differences(found[place], right[place], state.names, state.policy);
    if (fields.empty()) continue;
    UnitDifference difference;
    difference.seq = found[place].seq;
    difference.rule = fields.front().rule;
    difference.place = place;
    difference.text = event_words(found[place], state.names) + ": ";
    for (const EventDifference& field : fields)
      difference.text += (&field == &fields.front() ? "" : "; ") + field.text;
    difference.fields = std::move(fields);
    all.push_back(std::move(difference));
  }
  return all;
}

}  // namespace rentroll::scenarios
