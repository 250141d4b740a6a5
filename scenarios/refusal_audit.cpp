#include "scenarios/refusal_audit.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/assert.hpp"
#include "core/billing_day.hpp"

namespace rentroll::scenarios {
namespace {

using core::Money;
using core::NumberState;
using core::Rejection;
using projections::Account;
using projections::Moment;
using projections::Number;
using projections::state_in_words;
using projections::Told;

/// A refusal and the request that was refused. A refusal changes nothing (Q3), so the state after it is the
/// one that it was decided against.
struct Refusal {
  const Moment& moment;
  const RequestBody& body;

  [[nodiscard]] const Account& account() const { return moment.account(); }
  [[nodiscard]] Number number() const { return moment.number(); }
  [[nodiscard]] std::string_view account_text() const { return moment.account_text(moment.event.account); }
  [[nodiscard]] std::string_view number_text() const { return moment.number_text(moment.event.number); }
  [[nodiscard]] core::PriceKey price_key() const {
    return {number().country, number().type, account().currency};
  }
};

/// Who may ask for a kind of request: `customer or support` (Q1).
std::string askers_in_words(RequestKind kind) {
  std::string words;
  for (const auto& [actor, text] : core::EnumTexts<core::Actor>::value) {
    if (!is_permitted(kind, actor)) continue;
    if (!words.empty()) words += " or ";
    words += text;
  }
  return words;
}

std::string not_permitted(const Refusal& refusal) {
  const RequestKind kind = std::visit([](const auto& each) { return each.kind; }, refusal.body);
  return fmt::format("{} is for {} to ask, not for {} (Q1)", core::to_text(kind), askers_in_words(kind),
                     core::to_text(refusal.moment.event.actor));
}

/// Where a number is, for requests that want it elsewhere: `+14155550100 is rented by globex (N2)`.
std::string whereabouts(const Refusal& refusal) {
  const Number& number = refusal.number();
  const std::string_view text = refusal.number_text();
  const std::string_view holder = refusal.moment.account_text(number.account);
  switch (number.state) {
    case NumberState::unknown:
      return fmt::format("{} has never been stocked", text);
    case NumberState::available:
      return fmt::format("{} is available, rented by nobody (N1)", text);
    case NumberState::rented:
      return fmt::format("{} is rented by {} (N2)", text, holder);
    case NumberState::reclaimable:
    case NumberState::reserved:
      return fmt::format("{} is {} after a rental by {} and goes back to the carrier at {} (N5)", text,
                         state_in_words(number.state), holder,
                         number.reserved_until(refusal.moment.state.policy).text());
    case NumberState::returned:
      break;
  }
  return fmt::format("{} was returned to the carrier at {} and has not been stocked since (N6)", text,
                     number.since.text());
}

std::string not_reclaimable(const Refusal& refusal) {
  const Number& number = refusal.number();
  const bool is_own = number.in_windows() && number.account == refusal.moment.event.account;
  if (!is_own) return whereabouts(refusal);
  return fmt::format(
      "{} was disconnected or released by closing at {}: nothing to reclaim or recover (N11, N12)",
      refusal.number_text(), number.released_at.text());
}

std::string reclaim_window_closed(const Refusal& refusal) {
  const core::Policy& policy = refusal.moment.state.policy;
  return fmt::format(
      "{} was unrented at {} and reclaimable until {}; support may recover it until {} (N3, N5)",
      refusal.number_text(), refusal.number().released_at.text(),
      refusal.number().reclaim_until(policy).text(), refusal.number().reserved_until(policy).text());
}

std::string not_released(const Refusal& refusal) {
  if (refusal.number().onboarding == core::Onboarding::testing)
    return fmt::format("{} is in testing: nobody can rent it (N9)", refusal.number_text());
  return fmt::format("{} is in {}, and {} has not been granted preview (N9)", refusal.number_text(),
                     core::to_text(refusal.number().onboarding), refusal.account_text());
}

/// The open cases of a scope, with spaces between.
std::string open_cases(const Refusal& refusal, core::Scope scope) {
  std::string ids;
  const projections::Cases* cases = refusal.moment.state.cases_of_account(refusal.moment.event.account);
  if (cases == nullptr) return ids;
  for (const projections::Case& each : *cases) {
    if (each.open && each.scope == scope) ids += (ids.empty() ? "" : " ") + each.id.text();
  }
  return ids;
}

std::string account_not_active(const Refusal& refusal) {
  const core::AccountState state = refusal.account().state();
  std::string words = fmt::format("account {} is {}", refusal.account_text(), state_in_words(state));
  if (state == core::AccountState::suspended)
    words += fmt::format(" by {}", open_cases(refusal, core::Scope::all_services));
  return words + " (A2)";
}

std::string no_price(const Refusal& refusal) {
  const core::PriceKey key = refusal.price_key();
  return fmt::format("there is no price for {} {} numbers in {} (C1)", key.country.text(),
                     core::to_text(key.type), key.currency.text());
}

/// `2.00 needed, 0.40 there (C2)`
std::string insufficient_credit(const Refusal& refusal) {
  const core::Price* price = refusal.moment.state.prices.find(refusal.price_key());
  if (price == nullptr) return no_price(refusal);
  const Money first_month = core::first_month(refusal.moment.state.policy.billing_day,
                                              refusal.moment.event.occurred_at.date(), price->monthly);
  std::string needed;
  try {
    needed = (price->setup + first_month).text();
  } catch (const core::MoneyOverflow&) {
    needed = fmt::format("{} + {}", price->setup.text(), first_month.text());
  }
  return fmt::format("{} needed, {} there (C2)", needed, refusal.account().balance().text());
}

/// The case that a request names.
const core::CaseId* case_named(const RequestBody& body) {
  return std::visit(
      [](const auto& each) -> const core::CaseId* {
        if constexpr (requires { each.case_id; }) {
          return &each.case_id;
        } else {
          return nullptr;
        }
      },
      body);
}

/// The cases of the account or number that a case request is about.
const projections::Cases* cases_of(const Refusal& refusal) {
  const events::Event& event = refusal.moment.event;
  return number_named(refusal.body) != nullptr ? refusal.moment.state.cases_of_number(event.number)
                                               : refusal.moment.state.cases_of_account(event.account);
}

std::string case_exists(const Refusal& refusal) {
  const core::CaseId* id = case_named(refusal.body);
  if (id == nullptr) return "the case's id was used before";
  if (projections::find_case(cases_of(refusal), id->text()) == nullptr)
    return fmt::format("{}: case ids that begin with unpaid- are the system's (C8)", id->text());
  return fmt::format("{} was opened before; a case's id is used once for ever", id->text());
}

std::string unknown_case(const Refusal& refusal) {
  const core::CaseId* id = case_named(refusal.body);
  if (id == nullptr) return "no such case is open";
  if (projections::find_case(cases_of(refusal), id->text()) == nullptr)
    return fmt::format("{} was never opened", id->text());
  return fmt::format("{} has been lifted before", id->text());
}

std::string onboarding_backwards(const Refusal& refusal) {
  const core::Onboarding status = refusal.number().onboarding;
  if (status == core::Onboarding::general_availability)
    return fmt::format("{} is in general_availability, after which no step comes (N9)",
                       refusal.number_text());
  const auto next = static_cast<core::Onboarding>(static_cast<int>(status) + 1);
  return fmt::format("{} is in {}, and the next step is {} (N9)", refusal.number_text(),
                     core::to_text(status), core::to_text(next));
}

std::string unknown_charge(const Refusal& refusal) {
  const auto* adjust = std::get_if<Adjust>(&refusal.body);
  if (adjust == nullptr || !adjust->charge) return "the account has no such charge (C9)";
  return fmt::format("account {} has no charge {} (C9)", refusal.account_text(), adjust->charge->text());
}

/// What was so already.
struct NothingToChange {
  const Refusal& refusal;

  std::string operator()(const Verify&) const {
    return fmt::format("{} is verified already", refusal.account_text());
  }
  std::string operator()(const Disable&) const {
    return fmt::format("{} is disabled already", refusal.account_text());
  }
  std::string operator()(const Enable&) const {
    return fmt::format("{} is not disabled", refusal.account_text());
  }
  std::string operator()(const GrantPreview&) const {
    return fmt::format("{} has been granted preview before (N9)", refusal.account_text());
  }
  std::string operator()(const AcceptDocument& accept) const {
    return fmt::format("document {} has been accepted before (N10)", core::to_text(accept.document));
  }
  std::string operator()(const Adjust&) const { return "an adjustment of 0 changes nothing (C9)"; }
  template <class Body>
  std::string operator()(const Body&) const {
    return "it is so already";
  }
};

std::string document_not_required(const Refusal& refusal) {
  return fmt::format("{} requires for activation: {} (N10)", refusal.number_text(),
                     projections::set_in_words(refusal.number().required));
}

/// Why a request was refused, in the order of the reasons' numbers. All facts are those of the instant at
/// which it was refused.
std::string why(const Refusal& refusal, Rejection reason) {
  const Moment& moment = refusal.moment;
  switch (reason) {
    case Rejection::request_id_reused:
      return fmt::format("the id {} had been used for another request, which stays (Q2)",
                         moment.event.request);
    case Rejection::time_goes_backwards:
      return fmt::format("it was asked for an instant before {}, up to which the clock had run (Q4)",
                         moment.event.occurred_at.text());
    case Rejection::unknown_account:
      return fmt::format("no account {} has been opened", refusal.account_text());
    case Rejection::account_closed:
      return fmt::format("account {} is closed and accepts nothing but adjustments (A5)",
                         refusal.account_text());
    case Rejection::not_permitted:
      return not_permitted(refusal);
    case Rejection::unknown_number:
      return fmt::format("{} has never been stocked", refusal.number_text());
    case Rejection::number_not_available:
    case Rejection::number_not_rented:
    case Rejection::not_the_holder:
    case Rejection::number_returned:
    case Rejection::number_exists:
    case Rejection::not_withdrawable:
      return whereabouts(refusal);
    case Rejection::not_reclaimable:
      return not_reclaimable(refusal);
    case Rejection::reclaim_window_closed:
      return reclaim_window_closed(refusal);
    case Rejection::not_released:
      return not_released(refusal);
    case Rejection::account_not_active:
      return account_not_active(refusal);
    case Rejection::provisioning_suspended:
      return fmt::format("open cases of scope provisioning: {} (A2)",
                         open_cases(refusal, core::Scope::provisioning));
    case Rejection::no_price:
      return no_price(refusal);
    case Rejection::insufficient_credit:
      return insufficient_credit(refusal);
    case Rejection::account_exists:
      return fmt::format("account {} was opened before; its id is never used again (A5)",
                         refusal.account_text());
    case Rejection::case_exists:
      return case_exists(refusal);
    case Rejection::unknown_case:
      return unknown_case(refusal);
    case Rejection::onboarding_backwards:
      return onboarding_backwards(refusal);
    case Rejection::document_not_required:
      return document_not_required(refusal);
    case Rejection::unknown_charge:
      return unknown_charge(refusal);
    case Rejection::nothing_to_change:
      return std::visit(NothingToChange{refusal}, refusal.body);
  }
  RENTROLL_ASSERT(false);  // every reason returned above
}

/// The request that was refused; nothing where it cannot be read, as an imported one may be.
std::optional<RequestBody> body_of(const events::RequestRejected& rejected) {
  try {
    return scenarios::body_of(rejected.requested);
  } catch (const core::InputError&) {
    return std::nullopt;
  }
}

/// A field's value: a word as it is, a sentence in quotes, a list with ` and ` between.
std::string value_in_words(const nlohmann::json& value) {
  if (value.is_array()) {
    std::string words;
    for (const nlohmann::json& each : value) words += (words.empty() ? "" : " and ") + value_in_words(each);
    return words.empty() ? "nothing" : words;
  }
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  return text.find(' ') == text.npos ? text : fmt::format("\"{}\"", text);
}

}  // namespace

Told tell_refusal(const Moment& moment) {
  const auto& rejected = std::get<events::RequestRejected>(moment.event.payload);
  const auto body = body_of(rejected);
  Told told;
  told.change = fmt::format("asked: {}; refused", body ? content_in_words(*body) : rejected.requested);
  const std::string_view reason = core::to_text(rejected.reason);
  told.rules.push_back(body ? fmt::format("Q3: {}: {}", reason, why({moment, *body}, rejected.reason))
                            : fmt::format("Q3: {}", reason));
  return told;
}

std::string content_in_words(const RequestBody& body) {
  const nlohmann::json content = nlohmann::json::parse(content_of(body));
  std::string fields;
  for (const auto& [name, value] : content.items()) {
    if (name == "do" || name == "account" || name == "number") continue;
    fields += fmt::format("{}{} {}", fields.empty() ? "" : ", ", name, value_in_words(value));
  }
  return fields.empty() ? in_words(body) : fmt::format("{} ({})", in_words(body), fields);
}

}  // namespace rentroll::scenarios
