#include "scenarios/refusal_words.hpp"

#include <fmt/format.h>

#include "core/billing_day.hpp"

namespace rentroll::scenarios {
namespace {

using core::Rejection;
using projections::Account;
using projections::Number;
using projections::State;

/// The subjects of a refused request, as a state has them.
struct Subjects {
  const Request& request;
  const State& state;
  std::string_view be;  ///< `was`, `would be`
  events::Ordinal account_ordinal = events::no_ordinal;
  events::Ordinal number_ordinal = events::no_ordinal;

  Subjects(const Request& asked, const State& found, Mood mood)
      : request(asked), state(found), be(mood == Mood::was ? "was" : "would be") {
    if (const auto* id = account_named(asked.body))
      account_ordinal = found.names.accounts.find(id->text()).value_or(events::no_ordinal);
    if (const auto* id = number_named(asked.body))
      number_ordinal = found.names.numbers.find(id->text()).value_or(events::no_ordinal);
  }

  [[nodiscard]] const Account& account() const { return state.account(account_ordinal); }
  [[nodiscard]] Number number() const { return state.number(number_ordinal); }
};

/// `the number would be reserved since 2024-01-31T09:00:00Z, last held by acme (N5)`
std::string number_words(const Subjects& of, std::string_view rule) {
  const Number& number = of.number();
  if (number.state == core::NumberState::unknown)
    return fmt::format("the number {} unknown ({})", of.be, rule);
  std::string words =
      fmt::format("the number {} {} since {}", of.be, core::to_text(number.state), number.since.text());
  if (number.account != events::no_ordinal) {
    const bool held = number.state == core::NumberState::rented;
    words += fmt::format(", {} {}", held ? "held by" : "last held by",
                         of.state.names.accounts.text(number.account));
  }
  return fmt::format("{} ({})", words, rule);
}

/// `the account would be suspended by the case unpaid-1 (A2)`
std::string account_words(const Subjects& of, std::string_view rule) {
  std::string cases;
  if (const projections::Cases* all = of.state.cases_of_account(of.account_ordinal)) {
    for (const projections::Case& each : *all) {
      const bool forbids = each.scope == core::Scope::all_services || each.scope == core::Scope::provisioning;
      if (each.open && forbids) cases += (cases.empty() ? "" : " ") + each.id.text();
    }
  }
  const core::AccountState state = of.account().state();
  const std::string_view shown = state == core::AccountState::unknown ? "unknown" : core::to_text(state);
  if (cases.empty()) return fmt::format("the account {} {} ({})", of.be, shown, rule);
  return fmt::format("the account {} {}, with the open cases {} ({})", of.be, shown, cases, rule);
}

std::string credit_words(const Subjects& of) {
  const core::PriceKey key{of.number().country, of.number().type, of.account().currency};
  const core::Price* price = of.state.prices.find(key);
  if (price == nullptr) return account_words(of, "C2");
  const core::Money first_month =
      core::first_month(of.state.policy.billing_day, of.request.at.date(), price->monthly);
  return fmt::format("the balance {} {}, less than the setup of {} and the first month of {} (C2)", of.be,
                     of.account().balance().text(), price->setup.text(), first_month.text());
}

std::string price_words(const Subjects& of) {
  return fmt::format("there {} no price for {} {} in {} (C1)", of.be, of.number().country.text(),
                     core::to_text(of.number().type), of.account().currency.text());
}

/// The rule by which a request about a number fails.
std::string_view rule_of(Rejection rejection) {
  switch (rejection) {
    case Rejection::number_not_available:
      return "N1";
    case Rejection::number_returned:
      return "N6";
    case Rejection::reclaim_window_closed:
      return "N5";
    case Rejection::not_reclaimable:
      return "N3";
    case Rejection::not_withdrawable:
      return "N8";
    case Rejection::not_released:
    case Rejection::onboarding_backwards:
      return "N9";
    case Rejection::document_not_required:
      return "N10";
    default:
      return "Q3";
  }
}

}  // namespace

std::string refusal_words(Rejection rejection, const Request& request, const State& state, Mood mood) {
  const Subjects of(request, state, mood);
  switch (rejection) {
    case Rejection::insufficient_credit:
      return credit_words(of);
    case Rejection::no_price:
      return price_words(of);
    case Rejection::unknown_account:
    case Rejection::account_closed:
      return account_words(of, "A5");
    case Rejection::account_not_active:
    case Rejection::provisioning_suspended:
      return account_words(of, "A2");
    case Rejection::unknown_case:
      return fmt::format("no such case {} open (Q3)", of.be);
    case Rejection::unknown_charge:
      return fmt::format("no such charge {} the account's (C9)", of.be);
    case Rejection::not_released:
    case Rejection::onboarding_backwards:
      return fmt::format("the number's onboarding {} {} ({})", of.be, core::to_text(of.number().onboarding),
                         rule_of(rejection));
    case Rejection::nothing_to_change:
      return fmt::format("there {} nothing to change (Q3)", of.be);
    default:
      break;
  }
  if (of.number_ordinal != events::no_ordinal) return number_words(of, rule_of(rejection));
  return account_words(of, "Q3");
}

}  // namespace rentroll::scenarios
