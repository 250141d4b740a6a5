#include "scenarios/whatif.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/rental_beginning.hpp"
#include "scenarios/recorded_request.hpp"
#include "scenarios/refusal_words.hpp"

namespace rentroll::scenarios {
namespace {

using core::Rejection;
using events::Event;
using projections::ChargeLine;
using projections::State;

std::optional<core::ChargeId> charge_named(const RequestBody& body) {
  const auto* adjust = std::get_if<Adjust>(&body);
  if (adjust == nullptr || !adjust->charge) return std::nullopt;
  return core::ChargeId::parse(adjust->charge->text());
}

/// Gives the names that one directory has more than another to that one too, under the same ordinals.
void learn(events::Names& names, const events::Names& more) {
  while (names.size() < more.size()) names.intern(more.text(names.size()));
}

std::optional<Rejection> refusal_of(const Event& event) {
  const auto* rejected = std::get_if<events::RequestRejected>(&event.payload);
  if (rejected == nullptr) return std::nullopt;
  return rejected->reason;
}

void add(TwoSums& sums, Side side, core::Money amount) {
  ++(side == Side::was ? sums.charges_was : sums.charges_would_be);
  (side == Side::was ? sums.amount_was : sums.amount_would_be) += amount;
}

}  // namespace

ChargeIds corrected_charges(const events::BlockStore& store, Seq last) {
  ChargeIds corrected;
  events::EventCursor cursor(store.read(1), 1, nullptr);
  for (Event event; cursor.next(event) && event.seq <= last;) {
    if (const auto* adjusted = std::get_if<events::ChargeAdjusted>(&event.payload)) {
      if (adjusted->corrects) corrected.insert(*adjusted->corrects);
    }
    // Of the refusals of an adjustment only this one says that its charge exists.
    if (refusal_of(event) == Rejection::nothing_to_change) {
      const RequestBody body = body_of(std::get<events::RequestRejected>(event.payload).requested);
      if (const auto charge = charge_named(body)) corrected.insert(*charge);
    }
  }
  return corrected;
}

WhatIf::WhatIf(Supposition supposed, ChargeIds corrected)
    : supposed_(std::move(supposed)), pairs_(std::move(corrected)) {}

void WhatIf::ScratchRecorder::record(std::span<Event> unit, const events::Directory& names) {
  LogRecorder::record(unit, names);
  for (const Event& event : unit) owner_.charge(Side::would_be, event);
}

void WhatIf::take(const State& was, const Event& event) {
  unit_.push_back(event);
  last_instant_ = event.occurred_at;
  run_has_ended_ = event.type() == events::EventType::clock_advanced;
  if (!event.ends_unit) return;
  try {
    take_unit(was);
  } catch (const core::MoneyOverflow& overflow) {
    throw overflow.at(
        fmt::format("what would be up to event {} of the log, {}", event.seq, last_instant_.text()));
  }
}

void WhatIf::finish(State& was) {
  if (was.last_seq == 0) return;
  try {
    end(was);
  } catch (const core::MoneyOverflow& overflow) {
    throw overflow.at(fmt::format("what would be up to the end of the log, {}", last_instant_.text()));
  }
}

void WhatIf::end(State& was) {
  if (!unit_.empty()) take_unit(was);
  advance_to(last_instant_);
  if (run_has_ended_) return;
  RequestIndex no_requests;
  const EventSink charged = [this](const Event& event) { charge(Side::was, event); };
  PassingRecorder recorder(charged);
  Simulator(was, no_requests, recorder).advance_to(last_instant_);
}

void WhatIf::take_unit(const State& was) {
  learn(would_be_.names.accounts, was.names.accounts);
  learn(would_be_.names.numbers, was.names.numbers);
  if (would_be_.last_seq == 0) begin();
  request_ = unit_.front().seq;
  // The scratch log keeps up with every timer of the log, so that few lines wait for their pairs.
  advance_to(last_instant_);
  if (run_has_ended_) {
    simulator_.finish(last_instant_);
  } else if (auto body = recorded_request(unit_, was.names)) {
    run_again(was, std::move(*body));
  }
  for (const Event& event : unit_) charge(Side::was, event);
  unit_.clear();
}

/// The scratch log begins where the log does, with the policy supposed or that of the log.
void WhatIf::begin() {
  core::Policy policy;
  if (const auto* set = std::get_if<events::PolicySet>(&unit_.front().payload)) policy = set->policy;
  simulator_.begin(supposed_.policy.value_or(policy), unit_.front().occurred_at);
}

void WhatIf::run_again(const State& was, RequestBody body) {
  const Event& first = unit_.front();
  const std::optional<Rejection> refused_then = refusal_of(first);
  Request asked;
  asked.at = first.occurred_at;
  asked.actor = first.actor;
  if (!first.request.empty()) asked.id = core::RequestId::parse(first.request);
  asked.body = std::move(body);
  const auto* price = std::get_if<SetPrice>(&asked.body);
  if (price != nullptr && !refused_then && replaces(*price)) {
    // It is not asked, but its id stays taken (Q2).
    if (!asked.id.empty()) index_.add(asked.id.text(), {content_hash(asked.actor, asked.body), Outcome{}});
    return;
  }
  Request translated = asked;
  translate(translated.body);
  // Q4: how long before the horizon it was asked is not recorded.
  if (refused_then == Rejection::time_goes_backwards)
    translated.at = core::Instant::from_microseconds(would_be_.horizon.microseconds() - 1);
  other_side_refuses_ = refused_then.has_value();
  const std::optional<Rejection> refused_now = simulator_.request(translated).rejection;
  other_side_refuses_ = refused_now.has_value();
  if (refused_now != refused_then) compare(was, asked, refused_then, refused_now);
}

bool WhatIf::replaces(const SetPrice& price) const {
  return std::any_of(supposed_.prices.begin(), supposed_.prices.end(), [&](const Request& supposed) {
    const auto& set = std::get<SetPrice>(supposed.body);
    return set.country == price.country && set.type == price.type && set.currency == price.currency;
  });
}

/// Lets timers fire, and sets the supposed prices that are due, before anything is asked at the same instant
/// (T5).
void WhatIf::advance_to(core::Instant at) {
  for (; prices_set_ < supposed_.prices.size() && supposed_.prices[prices_set_].at <= at; ++prices_set_) {
    Request price = supposed_.prices[prices_set_];
    price.at = std::max(price.at, would_be_.horizon);
    simulator_.request(price);
  }
  simulator_.advance_to(at);
}

/// Names the charge that an adjustment corrects as the scratch log does. A charge that does not exist there
/// gets a name that no charge has.
void WhatIf::translate(RequestBody& body) const {
  const auto charge = charge_named(body);
  if (!charge) return;
  const auto there = pairs_.counterpart(*charge);
  std::get<Adjust>(body).charge = core::Remark::parse(there ? there->text() : charge->text() + " of the log");
}

void WhatIf::compare(const State& was, const Request& asked, std::optional<Rejection> refused_then,
                     std::optional<Rejection> refused_now) {
  RequestDifference difference{request_, asked, refused_then, refused_now, ""};
  difference.reason = refused_now ? refusal_words(*refused_now, asked, would_be_, Mood::would_be)
                                  : refusal_words(*refused_then, asked, was, Mood::was);
  requests_.push_back(std::move(difference));
}

void WhatIf::charge(Side side, const Event& event) {
  pairs_.add(side, event, request_);
  std::vector<bool>& hangs = hangs_[static_cast<std::size_t>(side)];
  if (events::begins_rental(event.type())) {
    if (hangs.size() <= event.number) hangs.resize(event.number + 1);
    hangs[event.number] = other_side_refuses_;
  }
  projections::for_each_charge(event, [&](const ChargeLine& line) {
    const bool is_adjustment = line.id.kind == core::ChargeKind::adjustment;
    const bool of_rental = !is_adjustment && line.number < hangs.size() && hangs[line.number];
    if (of_rental || (is_adjustment && other_side_refuses_)) add(hanging_[line.currency], side, line.amount);
  });
}

std::vector<CurrencyComparison> WhatIf::hanging() const {
  std::vector<CurrencyComparison> all;
  for (const auto& [currency, sums] : hanging_) all.push_back({currency, sums});
  return all;
}

std::vector<AccountComparison> compare_accounts(const State& was, const State& would_be) {
  std::vector<AccountComparison> all;
  const auto accounts = static_cast<Ordinal>(std::max(was.accounts.size(), would_be.accounts.size()));
  for (Ordinal ordinal = 0; ordinal < accounts; ++ordinal) {
    const projections::Account& then = was.account(ordinal);
    const projections::Account& now = would_be.account(ordinal);
    if (then.charges == 0 && now.charges == 0) continue;
    const core::Currency currency = then.charges != 0 ? then.currency : now.currency;
    all.push_back({ordinal, currency, {then.charges, then.charged, now.charges, now.charged}});
  }
  const events::Names& names = was.names.accounts;
  std::sort(all.begin(), all.end(), [&](const AccountComparison& a, const AccountComparison& b) {
    return names.text(a.account) < names.text(b.account);
  });
  return all;
}

}  // namespace rentroll::scenarios
