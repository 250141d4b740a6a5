#include "projections/audit_moment.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rentroll::projections {
namespace {

/// What an event sets, by its type.
struct Learning {
  const events::Event& event;
  const State& after;
  std::map<core::PriceKey, Seq>& prices;
  std::unordered_map<Ordinal, Seq>& repricings;
  std::unordered_map<Ordinal, Sources::Grace>& graces;

  void operator()(const events::PriceSet& set) const {
    prices[{set.country, set.number_type, set.currency}] = event.seq;
  }
  template <events::EventType type>
  void operator()(const events::RentalBegun<type>&) const {
    repricings.erase(event.number);
  }
  void operator()(const events::RentalCarriedOver&) const { repricings.erase(event.number); }
  void operator()(const events::RentalRepriced&) const { repricings[event.number] = event.seq; }
  void operator()(const events::RentalRenewed&) const {
    if (after.account(event.account).grace_cause != event.seq) return;
    graces[event.account] = {event.seq, event.number, event.occurred_at};
  }
  template <class Payload>
  void operator()(const Payload&) const {}
};

}  // namespace

void Sources::learn(const events::Event& event, const State& after) {
  std::visit(Learning{event, after, prices_, repricings_, graces_}, event.payload);
}

Seq Sources::price(const core::PriceKey& key) const {
  const auto found = prices_.find(key);
  return found == prices_.end() ? 0 : found->second;
}

Seq Sources::repricing(Ordinal number) const {
  const auto found = repricings_.find(number);
  return found == repricings_.end() ? 0 : found->second;
}

const Sources::Grace* Sources::grace(Ordinal account) const {
  const auto found = graces_.find(account);
  return found == graces_.end() ? nullptr : &found->second;
}

std::string_view Moment::account_text(Ordinal account) const {
  return account == no_ordinal ? "nobody" : state.names.accounts.text(account);
}

std::string_view Moment::number_text(Ordinal number) const {
  return number == no_ordinal ? "no number" : state.names.numbers.text(number);
}

std::string days_in_words(int days) { return fmt::format("{} {}", days, days == 1 ? "day" : "days"); }

std::string state_in_words(core::AccountState state) {
  return std::string(state == core::AccountState::unknown ? "not opened" : core::to_text(state));
}

std::string state_in_words(core::NumberState state) {
  return std::string(state == core::NumberState::unknown ? "not stocked" : core::to_text(state));
}

std::string lifting_rule(const Cases* cases, const core::CaseId& lifted) {
  const Case* found = find_case(cases, lifted.text());
  if (found == nullptr) return "A4: no such case had been opened";
  const bool remains = std::any_of(cases->begin(), cases->end(),
                                   [&](const Case& each) { return each.open && each.scope == found->scope; });
  const std::string_view scope = core::to_text(found->scope);
  if (remains) return fmt::format("A4: another case of scope {} is open and still holds", scope);
  return fmt::format("A4: no other case of scope {} is open, so what it took away is given back", scope);
}

}  // namespace rentroll::projections
