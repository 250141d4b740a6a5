#include "projections/state.hpp"

#include <algorithm>

#include "events/text_order.hpp"

namespace rentroll::projections {
namespace {

constexpr Ordinal reserved_max = 1 << 24;

const Cases* find(const std::unordered_map<Ordinal, Cases>& cases, Ordinal ordinal) {
  const auto found = cases.find(ordinal);
  return found == cases.end() ? nullptr : &found->second;
}

}  // namespace

const Account& State::account(Ordinal ordinal) const {
  static const Account unknown;
  return ordinal < accounts.size() ? accounts[ordinal] : unknown;
}

const Cases* State::cases_of_account(Ordinal ordinal) const { return find(account_cases, ordinal); }
const Cases* State::cases_of_number(Ordinal ordinal) const { return find(number_cases, ordinal); }

std::vector<Ordinal> State::numbers_of(Ordinal account) const {
  std::vector<Ordinal> its = held ? held->of(account) : HeldNumbers(numbers).of(account);
  events::order_by_text(names.numbers, its);
  return its;
}

void State::reserve(const events::NameCounts& of) {
  const Ordinal most_accounts = std::min(of.accounts, reserved_max);
  const Ordinal most_numbers = std::min(of.numbers, reserved_max);
  names.accounts.reserve(most_accounts);
  names.numbers.reserve(most_numbers);
  accounts.reserve(most_accounts);
  numbers.reserve(most_numbers);
}

std::size_t State::number_bytes() const { return numbers.memory_bytes() + names.numbers.memory_bytes(); }

std::size_t State::account_bytes() const {
  return accounts.capacity() * sizeof(Account) + names.accounts.memory_bytes();
}

const Case* find_case(const Cases* cases, std::string_view id) {
  if (cases == nullptr) return nullptr;
  const auto found =
      std::find_if(cases->begin(), cases->end(), [&](const Case& each) { return each.id.text() == id; });
  return found == cases->end() ? nullptr : &*found;
}

}  // namespace rentroll::projections
