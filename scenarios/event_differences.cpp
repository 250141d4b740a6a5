#include "scenarios/event_differences.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "events/json_value.hpp"

namespace rentroll::scenarios {
namespace {

using events::Directory;
using events::Event;
using events::EventType;
using events::Names;

std::string name_of(const Names& names, events::Ordinal ordinal) {
  return ordinal < names.size() ? std::string(names.text(ordinal)) : "none";
}

std::string or_none(const std::string& text) { return text.empty() ? "none" : text; }

std::string words_of(const nlohmann::json& value) {
  if (value.is_null()) return "none";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The rule by which an own field's value follows.
std::string_view rule_of(EventType type, std::string_view field, const core::Policy& policy) {
  if (field == "currency") return "M3";
  switch (type) {
    case EventType::number_rented:
    case EventType::number_reclaimed:
    case EventType::number_recovered:
      if (field == "charged") return "N5";
      if (field == "first_due") return "C3";
      return field == "first_month" && policy.billing_day == core::BillingDay::first ? "C3" : "C1";
    case EventType::rental_renewed:
      return field == "amount" ? "C7" : "C5";
    case EventType::charge_adjusted:
      return "C9";
    case EventType::number_unrented:
    case EventType::account_case_opened:
    case EventType::account_case_lifted:
      return "C8";
    case EventType::request_rejected:
      return "Q3";
    default:
      return "L5";
  }
}

/// Calls `visit(name, found, right)` for each own field of two payloads of one type.
template <class Payload, class Visit>
void for_each_pair(const Payload& found, const Payload& right, Visit&& visit) {
  int place = 0;
  found.fields(found, [&](const char* name, const auto& value) {
    int other = 0;
    right.fields(right, [&](const char*, const auto& right_value) {
      if (other++ != place) return;
      if constexpr (std::is_same_v<decltype(value), decltype(right_value)>) visit(name, value, right_value);
    });
    ++place;
  });
}

struct Comparison {
  const Event& found;
  const Event& right;
  const Directory& names;
  const core::Policy& policy;
  std::vector<EventDifference> differences;

  void add(std::string_view field, std::string_view rule, std::string_view found_words,
           std::string_view right_words) {
    differences.push_back(
        {std::string(field), rule, fmt::format("{} is {}: right is {}", field, found_words, right_words)});
  }

  void compare_columns() {
    if (found.account != right.account)
      add("account", "L2", name_of(names.accounts, found.account), name_of(names.accounts, right.account));
    if (found.number != right.number)
      add("number", "L2", name_of(names.numbers, found.number), name_of(names.numbers, right.number));
    if (found.actor != right.actor)
      add("actor", "Q1", core::to_text(found.actor), core::to_text(right.actor));
    if (found.request != right.request) add("request", "L2", or_none(found.request), or_none(right.request));
    if (found.cause != right.cause)
      add("cause", "L2", fmt::format("{}", found.cause), fmt::format("{}", right.cause));
  }

  template <class Payload>
  void operator()(const Payload& found_payload) {
    for_each_pair(found_payload, std::get<Payload>(right.payload),
                  [&](const char* name, const auto& value, const auto& right_value) {
                    if (value == right_value) return;
                    add(name, rule_of(found.type(), name, policy), words_of(events::json_value(value)),
                        words_of(events::json_value(right_value)));
                  });
  }
};

}  // namespace

std::vector<EventDifference> differences(const Event& found, const Event& right, const Directory& names,
                                         const core::Policy& policy) {
  Comparison comparison{found, right, names, policy, {}};
  comparison.compare_columns();
  std::visit(comparison, found.payload);
  return std::move(comparison.differences);
}

std::string event_words(const Event& event, const Directory& names) {
  std::string words(core::to_text(event.type()));
  if (event.number < names.numbers.size()) words += fmt::format(" of {}", names.numbers.text(event.number));
  if (event.account < names.accounts.size())
    words += fmt::format(" {} {}", event.number < names.numbers.size() ? "by" : "of",
                         names.accounts.text(event.account));
  return words;
}

std::string_view rule_of_consequence(const Event& event) {
  switch (event.type()) {
    case EventType::number_unrented:
      return std::get<events::NumberUnrented>(event.payload).reason == core::UnrentReason::unpaid ? "C8"
                                                                                                  : "A5";
    case EventType::account_closed:
      return "A5";
    case EventType::number_activated:
      return "N10";
    case EventType::rental_renewed:
    case EventType::account_case_opened:
    case EventType::account_case_lifted:
      return "C8";
    case EventType::request_rejected:
      return "Q3";
    default:
      return "L5";
  }
}

}  // namespace rentroll::scenarios
