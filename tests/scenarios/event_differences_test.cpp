#include "scenarios/event_differences.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "events/json_form.hpp"
#include "tests/events/random_events.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;

std::set<std::string> fields_of(const std::vector<EventDifference>& differences) {
  std::set<std::string> fields;
  for (const EventDifference& each : differences) fields.insert(each.field);
  return fields;
}

/// The own fields that are printed otherwise.
std::set<std::string> differing(const Event& found, const Event& right) {
  const nlohmann::json one = events::details(found);
  const nlohmann::json other = events::details(right);
  std::set<std::string> fields;
  for (const auto& field : one.items()) {
    if (field.value() != other.at(field.key())) fields.insert(field.key());
  }
  return fields;
}

/// Two random events of each type are compared as they stand.
void each_type_is_compared(core::BillingDay billing_day) {
  const events::Directory names;
  core::Policy policy;
  policy.billing_day = billing_day;
  for (std::size_t place = 0; place < std::variant_size_v<events::Payload>; ++place) {
    Event found;
    Event right;
    found.payload = events::random_payload(place);
    right.payload = events::random_payload(place);
    const auto differences = scenarios::differences(found, right, names, policy);
    RC_ASSERT(fields_of(differences) == differing(found, right));
    for (const EventDifference& each : differences) {
      RC_ASSERT(!each.rule.empty());
      RC_ASSERT(each.text.starts_with(each.field + " is "));
      RC_ASSERT(each.text.find(": right is ") != std::string::npos);
    }
    RC_ASSERT(scenarios::differences(found, found, names, policy).empty());
  }
}

}  // namespace

TEST_CASE("two events of each type differ in the own fields that are printed otherwise, and in no other") {
  for (const core::BillingDay billing_day : {core::BillingDay::ratchet, core::BillingDay::first}) {
    CHECK(rc::check("each type", [&] { each_type_is_compared(billing_day); }));
  }
}

TEST_CASE("each column that differs is named with both values") {
  events::Directory names;
  Event right;
  right.account = names.accounts.intern("acme");
  right.number = names.numbers.intern("+14155550100");
  right.actor = core::Actor::customer;
  right.cause = 7;
  Event found = right;
  CHECK(differences(found, right, names, {}).empty());

  found.account = events::no_ordinal;
  found.number = names.numbers.intern("+14155550101");
  found.actor = core::Actor::support;
  found.request = "r-1";
  found.cause = 0;
  std::vector<std::string> texts;
  for (const EventDifference& each : differences(found, right, names, {})) texts.push_back(each.text);
  CHECK(texts == std::vector<std::string>{"account is none: right is acme",
                                          "number is +14155550101: right is +14155550100",
                                          "actor is support: right is customer",
                                          "request is r-1: right is none", "cause is 0: right is 7"});
}

}  // namespace rentroll::scenarios
