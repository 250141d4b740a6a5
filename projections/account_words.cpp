#include "projections/account_words.hpp"

#include <fmt/format.h>

namespace rentroll::projections {
namespace {

constexpr const char* shown_state =
    "A1: closed, suspended, disabled, pending_verification: the first that holds is shown, else active";

/// C8: a balance of 0 or more ends the grace.
void add_end_of_grace(const Moment& moment, Told& told) {
  if (moment.account_before.grace_cause == 0 || moment.account().grace_cause != 0) return;
  told.rules.push_back(
      fmt::format("C8: the balance is 0 or more again, which ends the grace that event {} began",
                  moment.account_before.grace_cause));
}

/// What a case takes away (A4), and what it leaves (A3).
std::vector<std::string> rules_of_scope(core::Scope scope) {
  switch (scope) {
    case core::Scope::sending:
      return {"A4: a number may not send"};
    case core::Scope::throughput:
      return {"A4: high throughput is withdrawn"};
    case core::Scope::provisioning:
      return {"A2: no new numbers while it is open"};
    case core::Scope::all_services:
      break;
  }
  return {"A1: suspended while a case of scope all_services is open",
          "A3: its rentals go on and are charged"};
}

}  // namespace

Told words(const Moment& moment, const events::AccountOpened& opened) {
  Told told;
  told.change = fmt::format("account {} opened in {}, {}", moment.account_text(moment.event.account),
                            opened.currency.text(), opened.verified ? "verified" : "not verified yet");
  told.rules.emplace_back(opened.verified ? "A2: active, so it may rent"
                                          : "A2: it may rent once it is verified");
  told.rules.emplace_back("M3: one currency for all its money");
  return told;
}

Told words(const Moment& moment, const events::AccountVerified&) {
  return {fmt::format("account {} verified", moment.account_text(moment.event.account)), {shown_state}};
}

Told words(const Moment& moment, const events::AccountDisabled&) {
  return {fmt::format("account {} disabled", moment.account_text(moment.event.account)),
          {"A2: no new numbers while it is disabled", "A3: its rentals go on and are charged"}};
}

Told words(const Moment& moment, const events::AccountEnabled&) {
  return {fmt::format("account {} enabled again", moment.account_text(moment.event.account)), {shown_state}};
}

Told words(const Moment& moment, const events::AccountClosed&) {
  Told told;
  told.change =
      fmt::format("account {} closed, with a balance of {} {}", moment.account_text(moment.event.account),
                  moment.account().balance().text(), moment.account().currency.text());
  told.rules.emplace_back("A5: its numbers are released first; it accepts nothing any more but adjustments");
  if (moment.account_before.grace_cause != 0) told.rules.emplace_back("C8: closing ends the grace");
  return told;
}

Told words(const Moment& moment, const events::CreditAdded& added) {
  Told told{fmt::format("credit of {} added", added.amount.text()),
            {"C10: balance = credit added - all charges"}};
  add_end_of_grace(moment, told);
  return told;
}

Told words(const Moment& moment, const events::AccountCaseOpened& opened) {
  Told told;
  told.change = fmt::format("case {} opened, scope {}, reason {}", opened.case_id.text(),
                            core::to_text(opened.scope), core::to_text(opened.reason));
  told.rules = rules_of_scope(opened.scope);
  if (moment.event.actor != core::Actor::system) return told;
  told.rules.insert(
      told.rules.begin(),
      fmt::format("C8: after the renewal of event {} the balance is {}, below zero; unpaid case "
                  "number {} of the account",
                  moment.event.cause, moment.account().balance().text(), moment.account().unpaid_cases));
  return told;
}

Told words(const Moment& moment, const events::AccountCaseLifted& lifted) {
  Told told{fmt::format("case {} lifted", lifted.case_id.text()), {}};
  if (moment.event.actor == core::Actor::system) {
    told.rules.push_back(fmt::format("C8: with event {} the balance is {}, 0 or more again",
                                     moment.event.cause, moment.account().balance().text()));
  }
  told.rules.push_back(lifting_rule(moment.state.cases_of_account(moment.event.account), lifted.case_id));
  return told;
}

Told words(const Moment& moment, const events::PreviewGranted&) {
  return {fmt::format("preview granted to {}", moment.account_text(moment.event.account)),
          {"N9: it may rent numbers in preview"}};
}

Told words(const Moment& moment, const events::PriceSet& set) {
  Told told;
  told.change =
      fmt::format("price of {} {} numbers in {} set to {} setup and {} a month", set.country.text(),
                  core::to_text(set.number_type), set.currency.text(), set.setup.text(), set.monthly.text());
  if (moment.price_before) {
    told.change += fmt::format(", before {} and {}", moment.price_before->setup.text(),
                               moment.price_before->monthly.text());
  }
  told.rules = {"C1: the newest price applies", "C7: rentals that have begun keep theirs"};
  return told;
}

Told words(const Moment& moment, const events::ChargeAdjusted& adjusted) {
  Told told;
  told.change = fmt::format("adjustment of {}", adjusted.amount.text());
  if (adjusted.corrects) told.change += fmt::format(", corrects {}", adjusted.corrects->text());
  told.change += fmt::format(", reason \"{}\"", adjusted.reason.text());
  told.rules.emplace_back("C9: what was charged changes by an adjustment alone");
  add_end_of_grace(moment, told);
  return told;
}

Told words(const Moment&, const events::PolicySet& set) {
  const core::Policy& policy = set.policy;
  Told told;
  told.change = fmt::format(
      "the log begins with its policy: billing day {}, reclaim window {}, reserve window {}, recovery "
      "charges "
      "{}, renewal without credit {}",
      core::to_text(policy.billing_day), days_in_words(policy.reclaim_window_days),
      days_in_words(policy.reserve_window_days), core::to_text(policy.recovery_charges),
      core::to_text(policy.renewal_without_credit));
  if (policy.renewal_without_credit == core::RenewalWithoutCredit::unrent)
    told.change += fmt::format(", grace {}", days_in_words(policy.grace_days));
  told.rules.emplace_back("section 8: the policy in force is itself in the log");
  return told;
}

Told words(const Moment&, const events::ClockAdvanced&) {
  return {"a run came to its end; nothing else changed", {"Q4: up to here the clock has run"}};
}

}  // namespace rentroll::projections
