#include "projections/rental_words.hpp"

#include <fmt/format.h>

#include "core/billing_day_words.hpp"

namespace rentroll::projections {
namespace {

/// Room for a sentence and the balances that follow it.
constexpr std::size_t sentence_bytes = 160;

using core::Date;
using core::Money;

/// The dates that the billing day can reckon with; a log that was imported unchecked may hold others.
bool is_reckonable(Date begun, Date due) {
  static const Date last = Date::parse("2262-02-01");
  return Date{} <= begun && begun <= due && due <= last;
}

/// How the next due date follows from the one before (C3). `recorded` is what the event says: where the rule
/// says otherwise, so does the audit.
std::string due_date_rule(const Moment& moment, Date begun, Date due, Date recorded) {
  const core::BillingDay rule = moment.state.policy.billing_day;
  if (!is_reckonable(begun, due)) return "C3: the rental's dates cannot be reckoned with";
  const Date expected = core::next_due(rule, begun, due);
  if (expected != recorded) {
    return fmt::format("C3: {} is recorded, but after {} comes {}: {}", recorded.text(), due.text(),
                       expected.text(), core::due_date_reason(rule, begun, due));
  }
  if (moment.detail == Detail::brief) return "C3: " + core::due_date_reason(rule, begun, due);
  return core::due_date_in_words(rule, begun, due) + " (C3)";
}

/// Where a rental's terms come from (C1).
std::string price_rule(const Moment& moment, Money setup, Money monthly, core::Currency currency) {
  const core::PriceKey key{moment.number().country, moment.number().type, currency};
  const core::Price* price = moment.state.prices.find(key);
  if (price == nullptr) return "C1: there is no price for it";
  const Seq source = moment.sources.price(key);
  if (price->setup != setup || price->monthly != monthly) {
    return fmt::format("C1: {} and {} are recorded, but the price in force, of event {}, is {} and {}",
                       setup.text(), monthly.text(), source, price->setup.text(), price->monthly.text());
  }
  return fmt::format("C1: {} setup and {} a month, the price set by event {}", setup.text(), monthly.text(),
                     source);
}

/// How the first month's amount follows from the monthly fee (C3, `first`); nothing where it is the whole
/// fee.
template <events::EventType type>
std::optional<std::string> first_month_rule(const Moment& moment, const events::RentalBegun<type>& begun) {
  const core::BillingDay rule = moment.state.policy.billing_day;
  const Date date = moment.event.occurred_at.date();
  const Money expected = core::first_month(rule, date, begun.monthly);
  if (begun.charged && expected != begun.first_month) {
    return fmt::format("C3: {} is recorded for the first month, but it costs {}", begun.first_month.text(),
                       expected.text());
  }
  const auto reckoning = core::first_month_in_words(rule, date, begun.monthly);
  if (!begun.charged || !reckoning) return std::nullopt;
  return moment.detail == Detail::brief ? "C3: first month " + *reckoning : *reckoning + " (C3)";
}

/// What a rental costs at its beginning, and when it is due next.
template <events::EventType type>
std::string begin_in_words(const events::RentalBegun<type>& begun) {
  std::string what = "nothing charged";
  if (begun.charged && begun.setup == Money{}) {
    what = fmt::format("{} first month charged", begun.first_month.text());
  } else if (begun.charged) {
    what = fmt::format("{} setup and {} first month charged", begun.setup.text(), begun.first_month.text());
  }
  return fmt::format("{}, next due {}", what, begun.first_due.text());
}

void add_activation_rule(const Moment& moment, Told& told) {
  if (moment.number().activated()) return;
  told.rules.push_back(
      fmt::format("N10: pending activation until accepted: {}", set_in_words(moment.number().required)));
}

/// The rules of every beginning of a rental (C1, C2, C3, N10).
template <events::EventType type>
void add_begin_rules(const Moment& moment, const events::RentalBegun<type>& begun, Told& told) {
  const Date date = moment.event.occurred_at.date();
  told.rules.push_back(due_date_rule(moment, date, date, begun.first_due));
  if (auto reckoning = first_month_rule(moment, begun)) told.rules.push_back(std::move(*reckoning));
  told.rules.push_back(price_rule(moment, begun.setup, begun.monthly, begun.currency));
  if (begun.charged) {
    told.rules.push_back(fmt::format("C2: {} needed, {} there", (begun.setup + begun.first_month).text(),
                                     moment.account_before.balance().text()));
  }
  add_activation_rule(moment, told);
}

/// Whether a number's rental was carried over, so that its due dates do not go by the date of its rent (C11).
bool is_carried_over(const Number& number) { return number.begun != number.since.date(); }

/// `its last rental ended at T, event 26`, of a number in its windows.
std::string release_in_words(const Number& number) {
  return fmt::format("its last rental ended at {}, event {}", number.released_at.text(), number.origin);
}

std::string returned_rule(const Moment& moment) {
  return fmt::format("N6: goes back to the carrier at {}",
                     moment.number().reserved_until(moment.state.policy).text());
}

/// C8: what a renewal that leaves the balance below zero sets off.
std::string unpaid_rule(const Moment& moment) {
  const core::Policy& policy = moment.state.policy;
  const Account& account = moment.account();
  switch (policy.renewal_without_credit) {
    case core::RenewalWithoutCredit::charge:
    case core::RenewalWithoutCredit::cancel:
      break;
    case core::RenewalWithoutCredit::suspend:
      return "C8: the balance is below zero: charged all the same, and suspended until it is 0 or more again";
    case core::RenewalWithoutCredit::unrent:
      return fmt::format(
          "C8: the balance is below zero: charged all the same, and unless it is 0 or more before {}, {} "
          "after event {}, all numbers of the account are unrented",
          account.grace_until.text(), days_in_words(policy.grace_days), account.grace_cause);
  }
  return "C8: the balance is below zero: charged all the same";
}

/// Where a renewal's amount comes from (C7).
std::string fee_rule(const Moment& moment, Money amount) {
  const Money fee = moment.number_before.monthly;
  const Seq repricing = moment.sources.repricing(moment.event.number);
  const std::string source = repricing != 0
                                 ? fmt::format("by the repricing of event {}", repricing)
                                 : fmt::format("by the terms of event {}", moment.number_before.origin);
  if (fee != amount)
    return fmt::format("C7: {} is recorded, but the fee is {} {}", amount.text(), fee.text(), source);
  return fmt::format("C7: fee of {} {}", fee.text(), source);
}

/// C8: why the clock unrented a number.
Told unpaid_words(const Moment& moment) {
  const std::string_view account = moment.account_text(moment.event.account);
  const Number& number = moment.number_before;
  if (moment.state.policy.renewal_without_credit == core::RenewalWithoutCredit::cancel) {
    return {fmt::format("unrented from {} in place of the renewal due {}", account, number.next_due.text()),
            {fmt::format("C8: {} needed for the renewal, {} there: not charged but cancelled",
                         number.monthly.text(), moment.account_before.balance().text())}};
  }
  Told told{fmt::format("unrented from {} at the end of its grace", account), {}};
  const Sources::Grace* grace = moment.sources.grace(moment.event.account);
  const bool is_known = grace != nullptr && grace->seq == moment.event.cause;
  told.rules.push_back(fmt::format(
      "C8: the balance has been below zero for {}, since {}", days_in_words(moment.state.policy.grace_days),
      is_known ? fmt::format("the renewal of {} at {}, event {}", moment.number_text(grace->number),
                             grace->at.text(), grace->seq)
               : fmt::format("event {}", moment.event.cause)));
  return told;
}

}  // namespace

Told words(const Moment&, const events::NumberStocked& stocked) {
  Told told;
  told.change = fmt::format(
      "stocked as a {} number of {} that carries {}; onboarding {}; required for activation: {}",
      core::to_text(stocked.number_type), stocked.country.text(), set_in_words(stocked.capabilities),
      core::to_text(stocked.onboarding), set_in_words(stocked.required));
  told.rules = {"N1: rentable by any account that may rent it"};
  if (stocked.onboarding == core::Onboarding::testing) told.rules = {"N9: in testing nobody can rent it"};
  if (stocked.onboarding == core::Onboarding::preview)
    told.rules = {"N9: in preview only accounts that have been granted preview can rent it"};
  return told;
}

Told words(const Moment& moment, const events::NumberOnboarded& onboarded) {
  return {fmt::format("onboarding {} -> {}", core::to_text(moment.number_before.onboarding),
                      core::to_text(onboarded.status)),
          {"N9: forward, one step at a time"}};
}

Told words(const Moment& moment, const events::NumberRented& rented) {
  Told told;
  told.change =
      fmt::format("rented by {}: {}", moment.account_text(moment.event.account), begin_in_words(rented));
  add_begin_rules(moment, rented, told);
  return told;
}

Told words(const Moment& moment, const events::NumberReclaimed& reclaimed) {
  Told told;
  told.change = fmt::format("reclaimed by {}: {}", moment.account_text(moment.event.account),
                            begin_in_words(reclaimed));
  add_begin_rules(moment, reclaimed, told);
  told.rules.push_back(fmt::format("N3: {}, reclaimable until {}", release_in_words(moment.number_before),
                                   moment.number_before.reclaim_until(moment.state.policy).text()));
  told.rules.emplace_back("N4: charged like a new purchase");
  return told;
}

Told words(const Moment& moment, const events::NumberRecovered& recovered) {
  Told told;
  told.change = fmt::format("recovered for {}: {}", moment.account_text(moment.event.account),
                            begin_in_words(recovered));
  add_begin_rules(moment, recovered, told);
  told.rules.push_back(fmt::format("N5: {}, recoverable by support until {}",
                                   release_in_words(moment.number_before),
                                   moment.number_before.reserved_until(moment.state.policy).text()));
  told.rules.emplace_back(recovered.charged
                              ? "N5: charged like a new purchase"
                              : "N5: recovery_charges = none: nothing charged before the first due date");
  return told;
}

Told words(const Moment& moment, const events::RentalCarriedOver& carried) {
  Told told;
  told.change = fmt::format("carried over for {}, which has rented it since {}: nothing charged, next due {}",
                            moment.account_text(moment.event.account), carried.rented_on.text(),
                            carried.next_due.text());
  told.rules.push_back(fmt::format("N13: {} setup and {} a month, the terms that it had before",
                                   carried.setup.text(), carried.monthly.text()));
  told.rules.push_back(fmt::format("C11: nothing charged before {}, by which the later due dates go",
                                   carried.next_due.text()));
  add_activation_rule(moment, told);
  return told;
}

Told words(const Moment& moment, const events::DocumentAccepted& accepted) {
  core::EnumSet<core::Document> missing;
  for (const auto& [document, text] : core::EnumTexts<core::Document>::value) {
    const bool is_missing =
        moment.number().required.contains(document) && !moment.number().accepted.contains(document);
    if (is_missing) missing.insert(document);
  }
  return {fmt::format("document {} accepted; missing now: {}", core::to_text(accepted.document),
                      set_in_words(missing)),
          {"N10: active when the last required document is accepted"}};
}

Told words(const Moment& moment, const events::NumberActivated&) {
  return {"activation pending -> active",
          {fmt::format("N10: event {} was the last required document", moment.event.cause)}};
}

Told words(const Moment& moment, const events::RentalRenewed& renewed) {
  Told told;
  // Renewals are most of what is told: their words are put together without a format to be read.
  told.change.reserve(sentence_bytes);
  told.change.append("renewed for ").append(moment.account_text(moment.event.account)).append(": ");
  told.change.append(renewed.amount.text()).append(" charged from ").append(renewed.period_begin.text());
  told.change.append(" on, next due ").append(renewed.period_end.text());
  const Number& before = moment.number_before;
  if (before.state != core::NumberState::rented) {
    told.rules.emplace_back("N2: the number was not rented, so nothing was due");
    return told;
  }
  told.rules.push_back(due_date_rule(moment, before.begun, renewed.period_begin, renewed.period_end));
  if (is_carried_over(before)) {
    told.rules.push_back(fmt::format("C11: carried over, it counts as begun on {}", before.begun.text()));
  }
  if (before.next_due != renewed.period_begin) {
    told.rules.push_back(fmt::format("C5: renewed from {}, but the renewal of {} was due",
                                     renewed.period_begin.text(), before.next_due.text()));
  }
  const bool says_fee = moment.detail == Detail::reckoning || before.monthly != renewed.amount ||
                        moment.sources.repricing(moment.event.number) != 0;
  if (says_fee) told.rules.push_back(fee_rule(moment, renewed.amount));
  if (moment.account_before.state() != core::AccountState::active) {
    told.rules.push_back(
        fmt::format("C4: charged though the account is {}", state_in_words(moment.account_before.state())));
  }
  if (moment.account().balance() < Money{}) told.rules.push_back(unpaid_rule(moment));
  return told;
}

Told words(const Moment& moment, const events::RentalRepriced& repriced) {
  return {fmt::format("monthly fee {} -> {}, from the renewal of {} on", moment.number_before.monthly.text(),
                      repriced.monthly.text(), moment.number().next_due.text()),
          {"C7: price change, from the next renewal on"}};
}

Told words(const Moment& moment, const events::NumberUnrented& unrented) {
  const std::string_view account = moment.account_text(moment.event.account);
  if (unrented.reason == core::UnrentReason::account_closed) {
    return {fmt::format("released because the account {} is closed", account),
            {"A5: closing an account releases all its numbers", "N12: nothing to reclaim or recover",
             returned_rule(moment)}};
  }
  Told told;
  if (unrented.reason == core::UnrentReason::unpaid) {
    told = unpaid_words(moment);
  } else {
    told.change = fmt::format("unrented by {}", account);
  }
  const Number& number = moment.number();
  told.rules.push_back(
      fmt::format("N3: reclaimable until {}", number.reclaim_until(moment.state.policy).text()));
  told.rules.push_back(fmt::format("N5: recoverable by support until {}, then it goes back to the carrier",
                                   number.reserved_until(moment.state.policy).text()));
  told.rules.emplace_back("C6: nothing is refunded");
  return told;
}

Told words(const Moment& moment, const events::ReclaimWindowClosed&) {
  return {fmt::format("no longer reclaimable by {}", moment.account_text(moment.event.account)),
          {fmt::format("N7: {} after {}", days_in_words(moment.state.policy.reclaim_window_days),
                       release_in_words(moment.number_before)),
           fmt::format("N5: recoverable by support until {}",
                       moment.number_before.reserved_until(moment.state.policy).text())}};
}

Told words(const Moment& moment, const events::NumberDisconnected& disconnected) {
  return {fmt::format("disconnected from {}, reason \"{}\"", moment.account_text(moment.event.account),
                      disconnected.reason.text()),
          {"N11: nothing to reclaim or recover", returned_rule(moment)}};
}

Told words(const Moment& moment, const events::NumberWithdrawn&) {
  return {fmt::format("withdrawn by the {}", core::to_text(moment.event.actor)),
          {"N8: availability is best effort; a withdrawn number is returned at once"}};
}

Told words(const Moment& moment, const events::NumberReturned&) {
  return {"returned to the carrier",
          {fmt::format("N6: {} after {}; rentable only after it has been stocked again",
                       days_in_words(moment.state.policy.reserve_window_days),
                       release_in_words(moment.number_before))}};
}

Told words(const Moment&, const events::NumberCaseOpened& opened) {
  return {fmt::format("case {} opened, scope sending, reason {}", opened.case_id.text(),
                      core::to_text(opened.reason)),
          {"A4: the number may not send while it is open"}};
}

Told words(const Moment& moment, const events::NumberCaseLifted& lifted) {
  return {fmt::format("case {} lifted", lifted.case_id.text()),
          {lifting_rule(moment.state.cases_of_number(moment.event.number), lifted.case_id)}};
}

}  // namespace rentroll::projections
