#include "scenarios/request_verifier.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/rental_beginning.hpp"
#include "scenarios/recorded_request.hpp"
#include "scenarios/refusal_words.hpp"
#include "scenarios/rejection_ground.hpp"

namespace rentroll::scenarios {
namespace {

using core::Rejection;
using events::Event;
using events::EventType;

const events::RequestRejected* refusal_in(Unit unit) {
  return std::get_if<events::RequestRejected>(&unit.front().payload);
}

/// The currency that an event says its account to have, where it says one.
core::Currency currency_of(const Event& event) {
  return std::visit(
      [](const auto& payload) {
        if constexpr (requires { payload.currency; }) {
          return payload.currency;
        } else {
          return core::Currency();
        }
      },
      event.payload);
}

}  // namespace

void RequestVerifier::judge(Unit unit) {
  const Event& first = unit.front();
  std::optional<Request> request = read(unit);
  if (!request || !check_well_formed_for(unit, *request)) {
    context_.fold(unit);
    return;
  }
  const Asked asked = look_up(unit, *request);
  if (!first.request.empty() && !ids_.check(unit, *request)) {
    context_.fold(unit);
    return;
  }
  const auto* refused = refusal_in(unit);
  // The instant of a request that came before the horizon is not recorded (Q4), so it cannot be decided
  // again.
  if (refused != nullptr && refused->reason == Rejection::time_goes_backwards) {
    context_.fold(unit);
    return;
  }
  const LateFacts& late = context_.verified.late;
  if (const LateFact* fact = late.any() ? late.learned_after(unit) : nullptr) {
    judge_in_hindsight(unit, asked, *fact);
    return;
  }
  std::optional<Rejection> reason;
  if (refused != nullptr && refused->reason == Rejection::request_id_reused) {
    reason = Rejection::request_id_reused;
  } else {
    reason = decide_again(unit, asked);
  }
  if (refused != nullptr) {
    judge_refused(unit, asked, reason);
  } else {
    judge_accepted(unit, asked, reason);
  }
}

std::optional<Request> RequestVerifier::read(Unit unit) const {
  const Event& first = unit.front();
  std::string why;
  try {
    if (auto body = recorded_request(unit, context_.names())) {
      Request request;
      request.at = first.occurred_at;
      request.actor = first.actor;
      if (!first.request.empty()) request.id = core::RequestId::parse(first.request);
      request.body = std::move(*body);
      return request;
    }
    why = "no request makes it, and no timer";
  } catch (const core::InputError& error) {
    why = fmt::format("what was asked for cannot be read: {}", error.what());
  }
  context_.report(first.seq, rule_of_consequence(first),
                  fmt::format("{}: {}", event_words(first, context_.names()), why));
  return std::nullopt;
}

/// What is not well-formed is bad input and never recorded (Q3).
bool RequestVerifier::check_well_formed_for(Unit unit, const Request& request) const {
  const Event& first = unit.front();
  const auto* refused = refusal_in(unit);
  std::string_view rule = "Q3";
  try {
    check_well_formed(request.body);
    rule = "N13";
    const bool not_looked_at = refused != nullptr && (refused->reason == Rejection::request_id_reused ||
                                                      refused->reason == Rejection::time_goes_backwards);
    if (!not_looked_at) check_fits_instant(request.body, request.at);
    return true;
  } catch (const core::InputError& error) {
    context_.report(first.seq, rule,
                    fmt::format("{}: such a request is never recorded: {}",
                                event_words(first, context_.names()), error.what()));
  }
  return false;
}

Asked RequestVerifier::look_up(Unit unit, Request& request) const {
  Asked asked{request, events::no_ordinal, events::no_ordinal, std::nullopt};
  if (const auto* account = account_named(request.body))
    asked.account = context_.names().accounts.find(account->text()).value_or(events::no_ordinal);
  if (auto* adjust = std::get_if<Adjust>(&request.body); adjust != nullptr && adjust->charge) {
    asked.corrected = charges_.find(adjust->charge->text(), unit.front().seq);
    fill_in_number(*adjust, asked.corrected, asked.account, context_.names().numbers);
  }
  if (const auto* number = number_named(request.body))
    asked.number = context_.names().numbers.find(number->text()).value_or(events::no_ordinal);
  return asked;
}

std::optional<Rejection> RequestVerifier::decide_again(Unit unit, const Asked& asked) {
  right_.clear();
  context_.state().last_seq = unit.front().seq - 1;
  return decide(context_.state(), asked, right_);
}

void RequestVerifier::judge_accepted(Unit unit, const Asked& asked, std::optional<Rejection> reason) {
  const Event& first = unit.front();
  if (reason) {
    if (!doubts(first, *reason)) {
      context_.report(first.seq, rule_broken(*reason, context_.state().number(asked.number)),
                      fmt::format("{}: right is a refusal, {}: {}", event_words(first, context_.names()),
                                  core::to_text(*reason),
                                  refusal_words(*reason, asked.request, context_.state(), Mood::was)));
    }
    go_on_as_accepted(unit, *reason);
    return;
  }
  const std::vector<UnitDifference> differences = compare_units(unit, right_, context_.state());
  if (differences.empty()) {
    context_.fold(unit);
    return;
  }
  for (const UnitDifference& difference : differences) {
    const bool by_credit =
        difference.of_kind && difference.rule == "C8" && context_.verified.doubts_credit(first.account);
    if (!by_credit) context_.report(difference.seq, difference.rule, difference.text);
  }
  go_on_as_right(unit, differences);
}

void RequestVerifier::go_on_as_right(Unit unit, const std::vector<UnitDifference>& differences) {
  const std::vector<Event> right = right_;
  const Event& first = unit.front();
  VerifiedState& verified = context_.verified;
  context_.fold(unit);
  for (const Event& event : unit) {
    if (event.account != events::no_ordinal) verified.doubt_credit(event.account);
  }
  const UnitDifference& last = differences.back();
  if (last.of_kind) {
    if (unit.size() >= right.size()) return;
    for (std::size_t place = last.place; place < right.size(); ++place) verified.assume(right[place]);
    return;
  }
  if (!events::begins_priced_rental(first.type())) return;
  // The rental goes on by the rules or by what its beginning says, and its price is taken for the one in
  // force: the price list lacks one, or this one is wrong.
  projections::Numbers& numbers = context_.state().numbers;
  events::with_beginning(first, [&](const auto& found) {
    using Beginning = std::decay_t<decltype(found)>;
    const auto& begun = std::get<Beginning>(right.front().payload);
    if (differences.front().differs_in("first_due")) {
      numbers.rental(first.number).next_due = begun.first_due;
      verified.timers.schedule(context_.state(), right.front());
      verified.claim_due(first.number, found.first_due);
    }
    if (differences.front().differs_in("monthly")) {
      numbers.details(first.number).monthly = begun.monthly;
      verified.claim_monthly(first.number, found.monthly);
    }
  });
  if (differences.front().differs_in("monthly") || differences.front().differs_in("setup")) take_price(first);
}

/// Goes on behind a request that was accepted in spite of a reason.
void RequestVerifier::go_on_as_accepted(Unit unit, Rejection reason) {
  const Event& first = unit.front();
  projections::State& state = context_.state();
  const bool unopened = reason == Rejection::unknown_account;
  if (reason == Rejection::no_price) take_price(first);
  context_.fold(unit);
  if (unopened && first.account < state.accounts.size()) {
    projections::Account& account = state.accounts[first.account];
    account.opened = account.verified = true;
    account.currency = currency_of(first);
    context_.verified.doubt_credit(first.account);
    return;
  }
  if (reason == Rejection::not_released && first.account < state.accounts.size())
    state.accounts[first.account].preview = true;
  doubt(first, reason);
  if (first.account != events::no_ordinal) context_.verified.doubt_credit(first.account);
}

void RequestVerifier::take_price(const Event& begun) {
  projections::State& state = context_.state();
  const projections::Number& number = state.number(begun.number);
  events::with_beginning(begun, [&](const auto& found) {
    state.prices.set({number.country, number.type, found.currency}, {found.setup, found.monthly});
  });
}

void RequestVerifier::judge_refused(Unit unit, const Asked& asked, std::optional<Rejection> reason) {
  const Event& first = unit.front();
  const auto& refused = *refusal_in(unit);
  if (reason == refused.reason) {
    Event right = refusal(asked, first.occurred_at, *reason);
    // A refusal bears the number that was asked for, not one that was filled in (C9).
    const bool may_be_filled = asked.corrected && asked.corrected->number == asked.number;
    if (may_be_filled && first.number == events::no_ordinal) right.number = events::no_ordinal;
    for (const UnitDifference& difference : compare_units(unit, {&right, 1}, context_.state()))
      context_.report(difference.seq, difference.rule, difference.text);
    context_.fold(unit);
    return;
  }
  const bool doubtful = doubts(first, refused.reason) || (reason && doubts(first, *reason));
  if (!doubtful) {
    const std::string right =
        reason ? fmt::format("{}: {}", core::to_text(*reason),
                             refusal_words(*reason, asked.request, context_.state(), Mood::was))
               : "accepted";
    context_.report(first.seq, "Q3",
                    fmt::format("{} was refused {}: right is {}", in_words(asked.request.body),
                                core::to_text(refused.reason), right));
  }
  context_.fold(unit);
  doubt(first, refused.reason);
  if (reason) doubt(first, *reason);
}

/// What was lawful by what was known when it was recorded is not judged by what was learned later, but for
/// its charges (L4).
void RequestVerifier::judge_in_hindsight(Unit unit, const Asked& asked, const LateFact& fact) {
  const Event& first = unit.front();
  if (!events::begins_priced_rental(first.type())) {
    context_.fold(unit);
    return;
  }
  hindsight_.report_second_holder(first);
  const std::optional<Rejection> reason = decide_again(unit, asked);
  std::optional<Event> right;
  if (!reason) right = right_.front();
  context_.fold(unit);
  if (!reason || reason == Rejection::account_closed) hindsight_.judge_beginning(first, right, fact);
}

bool RequestVerifier::doubts(const Event& first, Rejection reason) const {
  const VerifiedState& verified = context_.verified;
  switch (ground_of(reason)) {
    case RejectionGround::account:
      return verified.doubts_account(first.account);
    case RejectionGround::credit:
      return verified.doubts_credit(first.account) || verified.doubts_account(first.account);
    case RejectionGround::number:
      return verified.doubts_number(first.number);
    case RejectionGround::other:
      break;
  }
  return false;
}

void RequestVerifier::doubt(const Event& first, Rejection reason) {
  VerifiedState& verified = context_.verified;
  switch (ground_of(reason)) {
    case RejectionGround::account:
      if (first.account != events::no_ordinal) verified.doubt_account(first.account);
      return;
    case RejectionGround::credit:
      if (first.account != events::no_ordinal) verified.doubt_credit(first.account);
      return;
    case RejectionGround::number:
      if (first.number != events::no_ordinal) verified.doubt_number(first.number);
      return;
    case RejectionGround::other:
      return;
  }
}

}  // namespace rentroll::scenarios
