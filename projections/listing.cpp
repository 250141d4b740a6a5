#include "projections/listing.hpp"

#include "events/text_order.hpp"

namespace rentroll::projections {
namespace {

std::string open_ids(const Cases* cases) {
  std::string ids;
  if (cases == nullptr) return ids;
  for (const Case& each : *cases) {
    if (!each.open) continue;
    if (!ids.empty()) ids += ' ';
    ids += each.id.text();
  }
  return ids;
}

}  // namespace

std::vector<Ordinal> opened_accounts(const State& state) {
  std::vector<Ordinal> opened;
  for (Ordinal account = 0; account < state.accounts.size(); ++account) {
    if (state.accounts[account].opened) opened.push_back(account);
  }
  events::order_by_text(state.names.accounts, opened);
  return opened;
}

std::vector<Ordinal> stocked_numbers(const State& state) {
  return stocked_numbers(state, [](Ordinal, const NumberRental&) { return true; });
}

std::vector<Ordinal> stocked_numbers(const State& state,
                                     const std::function<bool(Ordinal, const NumberRental&)>& wanted) {
  std::vector<Ordinal> stocked;
  for (Ordinal number = 0; number < state.numbers.size(); ++number) {
    const NumberRental& rental = state.numbers.rental(number);
    if (rental.state != core::NumberState::unknown && wanted(number, rental)) stocked.push_back(number);
  }
  events::order_by_text(state.names.numbers, stocked);
  return stocked;
}

AccountRow account_row(const State& state, Ordinal ordinal) {
  const Account& account = state.accounts[ordinal];
  AccountRow row;
  row.account = state.names.accounts.text(ordinal);
  row.state = account.state();
  row.currency = account.currency;
  row.credit = account.credit;
  row.charged = account.charged;
  row.balance = account.balance();
  row.numbers = account.numbers;
  row.open_cases = open_ids(state.cases_of_account(ordinal));
  return row;
}

NumberRow number_row(const State& state, Ordinal ordinal) {
  const Number& number = state.numbers[ordinal];
  NumberRow row;
  row.number = state.names.numbers.text(ordinal);
  row.country = number.country;
  row.type = number.type;
  row.state = number.state;
  row.since = number.since;
  row.onboarding = number.onboarding;
  if (number.account != no_ordinal) row.account = state.names.accounts.text(number.account);
  if (number.state == core::NumberState::rented) {
    row.next_due = number.next_due;
    row.monthly = number.monthly;
    row.currency = state.accounts[number.account].currency;
    row.activation = number.activated() ? "active" : "pending";
  }
  if (number.state == core::NumberState::reclaimable) row.reclaim_until = number.reclaim_until(state.policy);
  if (number.in_windows()) row.reserved_until = number.reserved_until(state.policy);
  return row;
}

std::vector<UnrentedRow> unrented_by(const State& state, Ordinal account) {
  std::vector<UnrentedRow> rows;
  if (state.account(account).closed) return rows;  // A5: it can reclaim nothing
  const core::Currency currency = state.account(account).currency;
  const auto may_take_back = [&](Ordinal, const NumberRental& rental) {
    return rental.state == core::NumberState::reclaimable && rental.account == account;
  };
  for (const Ordinal ordinal : stocked_numbers(state, may_take_back)) {
    const Number& number = state.numbers[ordinal];
    UnrentedRow row;
    row.number = state.names.numbers.text(ordinal);
    row.unrented_at = number.released_at;
    row.reclaim_until = number.reclaim_until(state.policy);
    const core::Price* price = state.prices.find({number.country, number.type, currency});
    if (price != nullptr) row.price = *price;
    row.currency = currency;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace rentroll::projections
