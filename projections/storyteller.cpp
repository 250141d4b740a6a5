#include "projections/storyteller.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

#include "projections/account_words.hpp"
#include "projections/rental_words.hpp"

namespace rentroll::projections {
namespace {

Told told_of(const Moment& moment, const RefusalWords& refusal_words) {
  return std::visit(
      [&](const auto& payload) {
        if constexpr (std::is_same_v<std::decay_t<decltype(payload)>, events::RequestRejected>) {
          return refusal_words(moment);
        } else {
          return words(moment, payload);
        }
      },
      moment.event.payload);
}

/// Adds `; balance 25.00 -> 23.50 USD`, and so the states, where they changed.
void add_changes(const Moment& moment, std::string& change) {
  const Account& account = moment.account();
  const core::Money balance_before = moment.account_before.balance();
  if (account.balance() != balance_before) {
    fmt::format_to(std::back_inserter(change), FMT_COMPILE("; balance {} -> {} {}"), balance_before.text(),
                   account.balance().text(), account.currency.text());
  }
  if (moment.number().state != moment.number_before.state) {
    change += fmt::format("; number {} -> {}", state_in_words(moment.number_before.state),
                          state_in_words(moment.number().state));
  }
  if (account.state() != moment.account_before.state()) {
    change += fmt::format("; account {} -> {}", state_in_words(moment.account_before.state()),
                          state_in_words(account.state()));
  }
}

/// L4: when a late event was learned, and where an event was made void by one.
void add_what_was_known(const Moment& moment, std::vector<std::string>& rules) {
  const events::Event& event = moment.event;
  const Number& before = moment.number_before;
  const bool renewed = std::holds_alternative<events::RentalRenewed>(event.payload);
  const bool by_window = std::holds_alternative<events::ReclaimWindowClosed>(event.payload) ||
                         std::holds_alternative<events::NumberReturned>(event.payload);
  const bool is_void = (renewed || by_window) && event.cause != 0 && before.origin != event.cause;
  if (is_void && renewed) {
    rules.emplace_back(
        "L4, C9: by what is known now its rental had ended; the charge stands until it is adjusted");
  }
  if (is_void && by_window) rules = {"L4: by what is known now it had no ground, and changes nothing"};
  if (event.late) rules.push_back(fmt::format("L4: learned late, {}", event.recorded_at.text()));
}

}  // namespace

void Storyteller::before(const events::Event& event) {
  account_before_ = state_.account(event.account);
  number_before_ = state_.number(event.number);
  price_before_.reset();
  if (const auto* set = std::get_if<events::PriceSet>(&event.payload)) {
    const core::Price* price = state_.prices.find({set->country, set->number_type, set->currency});
    if (price != nullptr) price_before_ = *price;
  }
}

AuditRow Storyteller::tell(const events::Event& event) const {
  const Moment moment{event, state_, sources_, account_before_, number_before_, price_before_, detail_};
  Told told = told_of(moment, refusal_words_);
  add_changes(moment, told.change);
  add_what_was_known(moment, told.rules);
  AuditRow row;
  row.seq = event.seq;
  row.occurred_at = event.occurred_at;
  row.type = event.type();
  row.account = event.account;
  row.number = event.number;
  row.actor = event.actor;
  row.request = event.request;
  row.cause = event.cause;
  row.change = std::move(told.change);
  row.rule =
      told.rules.size() == 1 ? std::move(told.rules.front()) : fmt::format("{}", fmt::join(told.rules, "; "));
  if (moment.account().opened) row.balance = {account_before_.balance(), moment.account().balance()};
  return row;
}

}  // namespace rentroll::projections
