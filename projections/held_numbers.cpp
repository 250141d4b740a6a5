#include "projections/held_numbers.hpp"

namespace rentroll::projections {

HeldNumbers::HeldNumbers(const Numbers& numbers) {
  links_.reserve(numbers.size());
  for (Ordinal number = 0; number < numbers.size(); ++number) {
    const NumberRental& rental = numbers.rental(number);
    if (rental.state == core::NumberState::rented) add(rental.account, number);
  }
}

void HeldNumbers::add(Ordinal account, Ordinal number) {
  if (account >= first_.size()) first_.resize(account + 1, no_ordinal);
  if (number >= links_.size()) links_.resize(number + 1);
  const Ordinal next = first_[account];
  links_[number] = {no_ordinal, next};
  if (next != no_ordinal) links_[next].previous = number;
  first_[account] = number;
}

void HeldNumbers::remove(Ordinal account, Ordinal number) {
  const Links links = links_[number];
  if (links.previous == no_ordinal) {
    first_[account] = links.next;
  } else {
    links_[links.previous].next = links.next;
  }
  if (links.next != no_ordinal) links_[links.next].previous = links.previous;
}

std::vector<Ordinal> HeldNumbers::of(Ordinal account) const {
  std::vector<Ordinal> held;
  if (account >= first_.size()) return held;
  for (Ordinal number = first_[account]; number != no_ordinal; number = links_[number].next) {
    held.push_back(number);
  }
  return held;
}

}  // namespace rentroll::projections
