#pragma once

#include <cstdint>
#include <vector>

#include "events/event.hpp"

/// The yardstick of a replay: the least that a fold of the same events could do, written for nothing else.
namespace rentroll::bench {

/// An event in 48 bytes.
struct PackedEvent {
  std::uint64_t seq = 0;
  std::int64_t occurred_at = 0;
  std::int64_t amount = 0;
  std::uint64_t cause = 0;
  std::uint32_t account = 0;
  std::uint32_t number = 0;
  std::int32_t due = 0;
  events::EventType type{};
};
static_assert(sizeof(PackedEvent) == 48);

/// What is charged to whom, and which state each number is in.
class DenseFold {
 public:
  DenseFold(std::size_t accounts, std::size_t numbers) : accounts_(accounts), numbers_(numbers) {}

  void fold(const PackedEvent& event) {
    using events::EventType;
    switch (event.type) {
      case EventType::number_rented:
      case EventType::number_reclaimed:
      case EventType::number_recovered:
      case EventType::rental_renewed: {
        Account& account = accounts_[event.account];
        account.charged += event.amount;
        ++account.charges;
        Number& number = numbers_[event.number];
        number.charged += event.amount;
        ++number.charges;
        number.account = event.account;
        number.next_due = event.due;
        number.type = event.type;
        break;
      }
      case EventType::credit_added:
        accounts_[event.account].credit += event.amount;
        break;
      case EventType::charge_adjusted:
        accounts_[event.account].charged += event.amount;
        break;
      default:
        if (event.number == events::no_ordinal) break;
        numbers_[event.number].type = event.type;
        numbers_[event.number].since = event.occurred_at;
        break;
    }
  }

  [[nodiscard]] std::int64_t charged() const {
    std::int64_t sum = 0;
    for (const Account& account : accounts_) sum += account.charged;
    return sum;
  }

 private:
  struct Account {
    std::int64_t charged = 0;
    std::int64_t credit = 0;
    std::uint32_t charges = 0;
  };
  struct Number {
    std::int64_t charged = 0;
    std::int64_t since = 0;
    std::uint32_t charges = 0;
    std::uint32_t account = 0;
    std::int32_t next_due = 0;
    events::EventType type{};
  };

  std::vector<Account> accounts_;
  std::vector<Number> numbers_;
};

}  // namespace rentroll::bench
