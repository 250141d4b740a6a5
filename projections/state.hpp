#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/large_vector.hpp"
#include "core/policy.hpp"
#include "core/price_list.hpp"
#include "events/event.hpp"
#include "projections/account.hpp"
#include "projections/held_numbers.hpp"
#include "projections/number.hpp"

namespace rentroll::projections {

using core::Seq;

/// A suspension, from its opening to its lifting.
struct Case {
  core::CaseId id;
  core::Scope scope{};
  bool open = true;
};

/// The cases of one account or number, in the order of their opening; lifted ones included, since an id is
/// used once for ever (Q3).
using Cases = std::vector<Case>;

/// Everything that the events so far say: what requests are decided against and what queries show. It is
/// filled by `evolve` alone.
struct State {
  events::Directory names;
  core::Policy policy;
  core::PriceList prices;
  core::LargeVector<Account> accounts;  ///< by ordinal
  Numbers numbers;                      ///< by ordinal
  std::unordered_map<Ordinal, Cases> account_cases;
  std::unordered_map<Ordinal, Cases> number_cases;
  std::optional<HeldNumbers> held;  ///< where it is kept up to date
  Seq last_seq = 0;
  core::Instant horizon;      ///< up to where the clock has run (Q4); the epoch before the first event
  core::Instant recorded_at;  ///< when the log last learned anything (T4); the epoch before the first event

  /// The account's state; that of an unknown one where no event has named it.
  [[nodiscard]] const Account& account(Ordinal ordinal) const;
  [[nodiscard]] Number number(Ordinal ordinal) const {
    return ordinal < numbers.size() ? numbers[ordinal] : Number{};
  }
  /// Null where there are none.
  [[nodiscard]] const Cases* cases_of_account(Ordinal ordinal) const;
  [[nodiscard]] const Cases* cases_of_number(Ordinal ordinal) const;

  /// The ordinals of the numbers that an account holds, in byte order of their texts (A5, C8).
  [[nodiscard]] std::vector<Ordinal> numbers_of(Ordinal account) const;
  /// From here on `numbers_of` does not go through all numbers: for whoever decides a lot of requests.
  void keep_held_numbers() {
    if (!held) held.emplace(numbers);
  }

  /// Makes room for what is about to come, so that large states are not moved as they grow. It is a wish:
  /// what a damaged log claims does not take all memory.
  void reserve(const events::NameCounts& names);

  /// Bytes of memory held for numbers and for accounts, their names included.
  [[nodiscard]] std::size_t number_bytes() const;
  [[nodiscard]] std::size_t account_bytes() const;
};

/// The case with this id, or null.
[[nodiscard]] const Case* find_case(const Cases* cases, std::string_view id);

}  // namespace rentroll::projections
