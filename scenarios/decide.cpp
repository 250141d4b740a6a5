#include "scenarios/decide.hpp"

#include <string_view>

#include "core/billing_day.hpp"

namespace rentroll::scenarios {
namespace {

using core::NumberState;
using core::Rejection;
using events::Event;
using projections::Account;
using projections::Number;
using projections::State;
using Refused = std::optional<Rejection>;

constexpr Refused accepted = std::nullopt;
constexpr std::string_view unpaid_prefix = "unpaid-";

/// What every decision looks at, and where it adds its events.
struct Context {
  const State& state;
  const Asked& asked;
  std::vector<Event>& unit;

  [[nodiscard]] const Account& account() const { return state.account(asked.account); }
  [[nodiscard]] Number number() const { return state.number(asked.number); }
  [[nodiscard]] core::Instant at() const { return asked.request.at; }

  template <class Payload>
  Event& add(Payload payload, Ordinal account, Ordinal number) {
    Event event;
    event.seq = state.last_seq + 1 + unit.size();
    event.occurred_at = at();
    event.actor = asked.request.actor;
    event.request = asked.request.id.text();
    event.account = account;
    event.number = number;
    event.payload = std::move(payload);
    return unit.emplace_back(std::move(event));
  }
  /// Adds an event about the account and number that the request names.
  template <class Payload>
  Event& add(Payload payload) {
    return add(std::move(payload), asked.account, asked.number);
  }
};

/// C8: a case `unpaid-K` lifts as soon as the balance is 0 or more again; a closed account's cases stay (A5).
void lift_unpaid_if_settled(Context& context, core::Money balance) {
  if (context.account().closed) return;
  const projections::Case* unpaid = open_unpaid_case(context.state, context.asked.account);
  if (unpaid == nullptr || balance < core::Money{}) return;
  const core::Seq cause = context.unit.back().seq;
  Event& lifted =
      context.add(events::AccountCaseLifted{unpaid->id}, context.asked.account, events::no_ordinal);
  lifted.actor = core::Actor::system;
  lifted.cause = cause;
}

/// N9
bool may_have(const Account& account, const Number& number) {
  if (number.onboarding == core::Onboarding::testing) return false;
  return number.onboarding != core::Onboarding::preview || account.preview;
}

/// C2: whether the balance covers both fees, without a sum that might overflow.
bool covers(core::Money balance, core::Money setup, core::Money first_month) {
  return balance >= setup && balance - setup >= first_month;
}

/// C1, C2: what rent, reclaim and recovery have in common.
template <class RentalBegun>
Refused begin_rental(Context& context, bool charged) {
  const Account& account = context.account();
  const Number& number = context.number();
  if (!may_have(account, number)) return Rejection::not_released;
  if (account.state() != core::AccountState::active) return Rejection::account_not_active;
  if (account.open_provisioning != 0) return Rejection::provisioning_suspended;
  const core::Price* price = context.state.prices.find({number.country, number.type, account.currency});
  if (price == nullptr) return Rejection::no_price;

  const core::BillingDay rule = context.state.policy.billing_day;
  const core::Date begun = context.at().date();
  RentalBegun event;
  event.setup = price->setup;
  event.monthly = price->monthly;
  event.currency = account.currency;
  event.charged = charged;
  event.first_month = core::first_month(rule, begun, price->monthly);
  event.first_due = core::next_due(rule, begun, begun);
  if (charged && !covers(account.balance(), event.setup, event.first_month))
    return Rejection::insufficient_credit;
  context.add(event);
  return accepted;
}

/// For requests about a standing rental: whether the account holds the number.
Refused check_holder(const Context& context) {
  if (context.number().state != NumberState::rented) return Rejection::number_not_rented;
  if (context.number().account != context.asked.account) return Rejection::not_the_holder;
  return accepted;
}

/// For reclaim and recovery: whether the number is in the windows after this account's own unrent (N3, N5,
/// N11, N12).
Refused check_reclaimable(const Context& context) {
  const Number& number = context.number();
  if (number.state == NumberState::returned) return Rejection::number_returned;
  if (!number.in_windows() || !number.recoverable || number.account != context.asked.account) {
    return Rejection::not_reclaimable;
  }
  return accepted;
}

Refused decide_body(Context& context, const Rent&) {
  if (context.number().state != NumberState::available) return Rejection::number_not_available;
  return begin_rental<events::NumberRented>(context, true);
}

/// N13, C11
Refused decide_body(Context& context, const CarryOver& carry) {
  if (context.number().state != NumberState::available) return Rejection::number_not_available;
  context.add(events::RentalCarriedOver{carry.rented_on, carry.next_due, carry.setup, carry.monthly,
                                        context.account().currency});
  return accepted;
}

Refused decide_body(Context& context, const Reclaim&) {
  if (const Refused refused = check_reclaimable(context)) return refused;
  if (context.number().state != NumberState::reclaimable) return Rejection::reclaim_window_closed;
  return begin_rental<events::NumberReclaimed>(context, true);
}

Refused decide_body(Context& context, const Recover&) {
  if (const Refused refused = check_reclaimable(context)) return refused;
  return begin_rental<events::NumberRecovered>(
      context, context.state.policy.recovery_charges == core::RecoveryCharges::as_new);
}

Refused decide_body(Context& context, const Unrent&) {
  if (const Refused refused = check_holder(context)) return refused;
  context.add(events::NumberUnrented{});
  return accepted;
}

Refused decide_body(Context& context, const Disconnect& disconnect) {
  if (const Refused refused = check_holder(context)) return refused;
  context.add(events::NumberDisconnected{disconnect.reason});
  return accepted;
}

Refused decide_body(Context& context, const Stock& stock) {
  const NumberState state = context.number().state;
  if (state != NumberState::unknown && state != NumberState::returned) return Rejection::number_exists;
  context.add(
      events::NumberStocked{stock.country, stock.type, stock.capabilities, stock.onboarding, stock.required});
  return accepted;
}

Refused decide_body(Context& context, const Withdraw&) {
  const NumberState state = context.number().state;
  if (state == NumberState::rented || state == NumberState::returned) return Rejection::not_withdrawable;
  context.add(events::NumberWithdrawn{});
  return accepted;
}

/// N9: one step forward at a time.
Refused decide_body(Context& context, const Onboard& onboard) {
  const int step = static_cast<int>(onboard.status) - static_cast<int>(context.number().onboarding);
  if (step != 1) return Rejection::onboarding_backwards;
  context.add(events::NumberOnboarded{onboard.status});
  return accepted;
}

Refused decide_body(Context& context, const GrantPreview&) {
  if (context.account().preview) return Rejection::nothing_to_change;
  context.add(events::PreviewGranted{});
  return accepted;
}

/// N10: the last required document activates the number.
Refused decide_body(Context& context, const AcceptDocument& accept) {
  if (const Refused refused = check_holder(context)) return refused;
  const Number& number = context.number();
  if (!number.required.contains(accept.document)) return Rejection::document_not_required;
  if (number.accepted.contains(accept.document)) return Rejection::nothing_to_change;
  const core::Seq cause = context.add(events::DocumentAccepted{accept.document}).seq;
  core::EnumSet<core::Document> documents = number.accepted;
  documents.insert(accept.document);
  if (documents.contains_all(number.required)) context.add(events::NumberActivated{}).cause = cause;
  return accepted;
}

Refused decide_body(Context& context, const OpenAccount& open) {
  if (context.account().opened) return Rejection::account_exists;
  context.add(events::AccountOpened{open.currency, open.verified});
  if (open.credit) context.add(events::CreditAdded{*open.credit, open.currency});
  return accepted;
}

Refused decide_body(Context& context, const Verify&) {
  if (context.account().verified) return Rejection::nothing_to_change;
  context.add(events::AccountVerified{});
  return accepted;
}

Refused decide_body(Context& context, const Disable&) {
  if (context.account().disabled) return Rejection::nothing_to_change;
  context.add(events::AccountDisabled{});
  return accepted;
}

Refused decide_body(Context& context, const Enable&) {
  if (!context.account().disabled) return Rejection::nothing_to_change;
  context.add(events::AccountEnabled{});
  return accepted;
}

/// A5
Refused decide_body(Context& context, const Close&) {
  for (const Ordinal number : context.state.numbers_of(context.asked.account)) {
    context.add(events::NumberUnrented{core::UnrentReason::account_closed}, context.asked.account, number);
  }
  context.add(events::AccountClosed{});
  return accepted;
}

Refused decide_body(Context& context, const AddCredit& add) {
  context.add(events::CreditAdded{add.amount, context.account().currency});
  lift_unpaid_if_settled(context, context.account().balance() + add.amount);
  return accepted;
}

/// An id is used once for ever (Q3); those that begin with `unpaid-` are the system's (C8).
bool is_used(const projections::Cases* cases, const core::CaseId& id) {
  return id.text().starts_with(unpaid_prefix) || projections::find_case(cases, id.text()) != nullptr;
}

bool is_open(const projections::Cases* cases, const core::CaseId& id) {
  const projections::Case* found = projections::find_case(cases, id.text());
  return found != nullptr && found->open;
}

Refused decide_body(Context& context, const SuspendAccount& suspend) {
  if (is_used(context.state.cases_of_account(context.asked.account), suspend.case_id))
    return Rejection::case_exists;
  context.add(events::AccountCaseOpened{suspend.case_id, suspend.scope, suspend.reason});
  return accepted;
}

Refused decide_body(Context& context, const ReinstateAccount& reinstate) {
  if (!is_open(context.state.cases_of_account(context.asked.account), reinstate.case_id)) {
    return Rejection::unknown_case;
  }
  context.add(events::AccountCaseLifted{reinstate.case_id});
  return accepted;
}

Refused decide_body(Context& context, const SuspendNumber& suspend) {
  if (is_used(context.state.cases_of_number(context.asked.number), suspend.case_id))
    return Rejection::case_exists;
  context.add(events::NumberCaseOpened{suspend.case_id, suspend.reason});
  return accepted;
}

Refused decide_body(Context& context, const ReinstateNumber& reinstate) {
  if (!is_open(context.state.cases_of_number(context.asked.number), reinstate.case_id)) {
    return Rejection::unknown_case;
  }
  context.add(events::NumberCaseLifted{reinstate.case_id});
  return accepted;
}

Refused decide_body(Context& context, const SetPrice& set) {
  context.add(events::PriceSet{set.country, set.type, set.setup, set.monthly, set.currency});
  return accepted;
}

Refused decide_body(Context& context, const Reprice& reprice) {
  if (const Refused refused = check_holder(context)) return refused;
  context.add(events::RentalRepriced{reprice.monthly, context.account().currency});
  return accepted;
}

/// C9
Refused decide_body(Context& context, const Adjust& adjust) {
  const auto& corrected = context.asked.corrected;
  if (adjust.charge && (!corrected || corrected->account != context.asked.account))
    return Rejection::unknown_charge;
  if (adjust.amount == core::Money{}) return Rejection::nothing_to_change;
  events::ChargeAdjusted event{adjust.amount, context.account().currency, std::nullopt, adjust.reason};
  if (corrected) event.corrects = corrected->id;
  context.add(std::move(event));
  lift_unpaid_if_settled(context, context.account().balance() - adjust.amount);
  return accepted;
}

/// The reasons that do not depend on the kind of request (Q3): the account, the actor, the number.
Refused check_subjects(const Context& context) {
  const RequestKind kind = context.asked.request.kind();
  if (context.asked.account != events::no_ordinal && kind != RequestKind::open_account) {
    if (!context.account().opened) return Rejection::unknown_account;
    if (context.account().closed && kind != RequestKind::adjust) return Rejection::account_closed;  // A5
  }
  if (!is_permitted(kind, context.asked.request.actor)) return Rejection::not_permitted;
  const bool must_be_known = context.asked.number != events::no_ordinal && kind != RequestKind::stock;
  if (must_be_known && context.number().state == NumberState::unknown) return Rejection::unknown_number;
  return accepted;
}

}  // namespace

void fill_in_number(Adjust& adjust, const std::optional<CorrectedCharge>& corrected, Ordinal account,
                    const events::Names& numbers) {
  if (adjust.number || !corrected || corrected->account != account) return;
  if (corrected->number < numbers.size())
    adjust.number = core::NumberId::parse(numbers.text(corrected->number));
}

const projections::Case* open_unpaid_case(const State& state, Ordinal account) {
  const projections::Cases* cases = state.cases_of_account(account);
  if (cases == nullptr) return nullptr;
  for (const projections::Case& each : *cases) {
    if (each.open && each.id.text().starts_with(unpaid_prefix)) return &each;
  }
  return nullptr;
}

std::optional<Rejection> decide(const State& state, const Asked& asked, std::vector<Event>& unit) {
  Context context{state, asked, unit};
  if (const Refused refused = check_subjects(context)) return refused;
  return std::visit([&](const auto& body) { return decide_body(context, body); }, asked.request.body);
}

Event refusal(const Asked& asked, core::Instant at, Rejection reason) {
  Event event;
  event.occurred_at = at;
  event.actor = asked.request.actor;
  event.request = asked.request.id.text();
  event.account = asked.account;
  event.number = asked.number;
  event.payload = events::RequestRejected{reason, content_of(asked.request.body)};
  return event;
}

}  // namespace rentroll::scenarios
