#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/state.hpp"

/// What the lists of accounts and numbers show of a state.
namespace rentroll::projections {

struct AccountRow {
  std::string_view account;
  core::AccountState state{};
  core::Currency currency;
  core::Money credit;
  core::Money charged;
  core::Money balance;        ///< C10
  std::uint32_t numbers = 0;  ///< those rented
  std::string open_cases;     ///< ids in the order of opening, with spaces between
};

struct NumberRow {
  std::string_view number;
  core::Country country;
  core::NumberType type{};
  core::NumberState state{};
  std::string_view account;  ///< the holder, in the windows the last one, else empty
  core::Instant since;
  std::optional<core::Date> next_due;           ///< while rented
  std::optional<core::Money> monthly;           ///< while rented: what the next renewal costs
  std::optional<core::Currency> currency;       ///< while rented
  std::optional<core::Instant> reclaim_until;   ///< while reclaimable
  std::optional<core::Instant> reserved_until;  ///< in the windows
  std::string_view activation;                  ///< while rented `active` or `pending`, else empty (N10)
  core::Onboarding onboarding{};
};

/// A number that its last holder may reclaim by itself now (N3), and what that costs now (N4).
struct UnrentedRow {
  std::string_view number;
  core::Instant unrented_at;
  core::Instant reclaim_until;
  std::optional<core::Price> price;  ///< nothing where there is none in force
  core::Currency currency;
};

/// The accounts that were opened, in byte order.
[[nodiscard]] std::vector<Ordinal> opened_accounts(const State& state);
/// The numbers that were stocked, in byte order: all of them, or those that `wanted` chooses.
[[nodiscard]] std::vector<Ordinal> stocked_numbers(const State& state);
[[nodiscard]] std::vector<Ordinal> stocked_numbers(
    const State& state, const std::function<bool(Ordinal, const NumberRental&)>& wanted);

/// REQUIRES: an opened account.
[[nodiscard]] AccountRow account_row(const State& state, Ordinal account);
/// REQUIRES: a stocked number.
[[nodiscard]] NumberRow number_row(const State& state, Ordinal number);
/// By number.
[[nodiscard]] std::vector<UnrentedRow> unrented_by(const State& state, Ordinal account);

}  // namespace rentroll::projections
