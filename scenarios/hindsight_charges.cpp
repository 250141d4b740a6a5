#include "scenarios/hindsight_charges.hpp"

#include <fmt/format.h>

#include "events/rental_beginning.hpp"
#include "projections/charges.hpp"
#include "scenarios/decide.hpp"

namespace rentroll::scenarios {

using core::ChargeKind;
using core::Money;
using events::Event;

void HindsightCharges::judge_renewals(Unit unit, bool stands) {
  for (const Event& event : unit) {
    const auto* renewed = std::get_if<events::RentalRenewed>(&event.payload);
    if (renewed == nullptr) continue;
    const RightRenewal right = right_renewal(event, *renewed, stands);
    if (right.amount == renewed->amount) continue;
    const LateFact* fact = right.fact != nullptr ? right.fact : cause_of_wrong(event);
    if (fact != nullptr) compare(event, ChargeKind::renewal, renewed->amount, right.amount, *fact);
  }
}

/// Nothing for a rental that had ended by then, or for an account that was closed (A5); else the monthly fee
/// (C7), whatever the balance was.
HindsightCharges::RightRenewal HindsightCharges::right_renewal(const Event& event,
                                                               const events::RentalRenewed& renewed,
                                                               bool stands) {
  const projections::State& state = context_.state();
  if (state.account(event.account).closed) return {};
  const projections::Number& number = state.number(event.number);
  if (!stands || number.account != event.account || number.origin != event.cause) return {};
  if (const auto* terms = terms_learned_after(event)) return {terms->monthly, terms->fact};
  right_.clear();
  decide_timer(state, {event.occurred_at, TimerKind::renewal, event.number}, right_);
  const auto* decided =
      right_.empty() ? nullptr : std::get_if<events::RentalRenewed>(&right_.front().payload);
  return {decided == nullptr ? renewed.amount : decided->amount, nullptr};
}

const VerifiedState::RightTerms* HindsightCharges::terms_learned_after(const Event& event) const {
  const auto* terms = context_.verified.right_terms(event.number);
  return terms != nullptr && terms->fact->seq > event.seq ? terms : nullptr;
}

/// What ended the rental, where that was learned late, else the last late fact about the number or account.
const LateFact* HindsightCharges::cause_of_wrong(const Event& event) const {
  const LateFacts& late = context_.verified.late;
  for (const LateFact* fact : {late.with_seq(context_.state().number(event.number).origin),
                               late.asked_of_number(event.number), late.asked_of_account(event.account)}) {
    if (fact != nullptr && fact->seq > event.seq) return fact;
  }
  // A late renewal is decided by what is known when it is recorded, and the truth of its instant may differ.
  const LateFact* fact = late.of_number(event.number);
  return fact != nullptr ? fact : late.of_account(event.account);
}

void HindsightCharges::judge_beginning(const Event& begun, const std::optional<Event>& right,
                                       const LateFact& fact) {
  const auto first_month = charged_as(begun, ChargeKind::first_month);
  if (!first_month) return;
  const auto right_as = [&](ChargeKind kind) {
    return right ? charged_as(*right, kind).value_or(Money{}) : Money{};
  };
  Money right_first_month = right_as(ChargeKind::first_month);
  if (const auto setup = charged_as(begun, ChargeKind::setup)) {
    compare(begun, ChargeKind::setup, *setup, right_as(ChargeKind::setup), fact);
  } else {
    right_first_month += right_as(ChargeKind::setup);  // there is no line of its own to adjust (C1)
  }
  compare(begun, ChargeKind::first_month, *first_month, right_first_month, fact);
  if (!right) return;
  const auto monthly = events::monthly_of(*right);
  if (monthly && *monthly != context_.state().number(begun.number).monthly)
    context_.verified.set_right_terms(begun.number, {begun.seq, *monthly, &fact});
}

void HindsightCharges::compare(const Event& event, ChargeKind kind, Money charged, Money right,
                               const LateFact& fact) const {
  if (charged == right) return;
  WrongCharge wrong;
  wrong.id = {event.seq, kind};
  wrong.account = context_.names().accounts.text(event.account);
  wrong.currency = context_.state().account(event.account).currency;
  wrong.charged = charged;
  wrong.right = right;
  wrong.learned = fact.seq;
  wrong.reason = fact.words();
  context_.wrong.add(std::move(wrong), event_words(event, context_.names()));
}

void HindsightCharges::report_second_holder(const Event& begun) const {
  const projections::Number& number = context_.state().number(begun.number);
  const LateFact* holder = context_.verified.late.with_seq(number.origin);
  if (number.state != core::NumberState::rented || holder == nullptr || holder->seq < begun.seq) return;
  context_.report(
      holder->seq, "N2",
      fmt::format("{} holds {} from here on, and {}, seq {}, which was recorded before, would be a "
                  "second holder's",
                  context_.names().accounts.text(number.account), context_.names().numbers.text(begun.number),
                  event_words(begun, context_.names()), begun.seq));
}

std::optional<Money> charged_as(const Event& event, ChargeKind kind) {
  const auto line = projections::charge_line(event, kind);
  return line ? std::optional(line->amount) : std::nullopt;
}

}  // namespace rentroll::scenarios
