#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "app/log_reader.hpp"
#include "app/sum.hpp"
#include "app/svg.hpp"
#include "projections/monthly_charges.hpp"
#include "projections/number_life.hpp"
#include "projections/rollforward.hpp"

namespace rentroll::app {

/// What of a log a report is about.
struct ReportScope {
  std::optional<core::Instant> from;  ///< without one, the first event's instant
  core::Instant end;                  ///< the first instant that is not covered
  OptionalText account;               ///< only this one's charges and numbers
  std::size_t rows_max = 0;           ///< how many accounts, and how many numbers, are shown at most
};

/// An account at the end of the period, and what moved its balance in the period.
struct ReportAccount {
  projections::RollforwardRow moved;
  core::AccountState state{};
  std::uint32_t numbers = 0;  ///< those rented

  [[nodiscard]] core::Money charged() const;
};

/// What moves a balance, in the order in which tables show it.
inline constexpr std::array movements{
    &projections::RollforwardRow::opening, &projections::RollforwardRow::credit,
    &projections::RollforwardRow::setup,   &projections::RollforwardRow::first_month,
    &projections::RollforwardRow::renewal, &projections::RollforwardRow::adjustment,
    &projections::RollforwardRow::closing};

/// The sums of one currency's accounts.
struct ReportAccountSums {
  std::size_t accounts = 0;
  std::array<Sum, movements.size()> moved;  ///< in the order of `movements`
  std::uint64_t numbers = 0;

  void add(const ReportAccount& account);
};

/// One currency's accounts: the ones that are shown by themselves, the sums of the others and of all.
struct ReportAccounts {
  core::Currency currency;
  std::vector<ReportAccount> shown;  ///< in byte order
  ReportAccountSums others;
  ReportAccountSums all;
};

/// A charge as a mark in a number's life.
struct LifeCharge {
  core::ChargeId id;
  core::Instant occurred_at;
  core::Money amount;
  core::Currency currency;
};

/// A number in the period. In the report of one account the life is whole, the charges are that account's.
struct ReportNumber {
  events::Ordinal number = events::no_ordinal;
  std::vector<projections::LifeSegment> life;
  std::vector<LifeCharge> charges;  ///< in the order of the fold
};

/// Everything that a report shows.
struct ReportFigures {
  TimeSpan period;
  std::vector<projections::CurrencyMonths> months;  ///< by currency
  std::vector<ReportAccounts> accounts;             ///< by currency
  std::vector<ReportNumber> numbers;                ///< those shown, in byte order
  std::size_t numbers_in_all = 0;
  std::uint64_t charges_without_number = 0;
  projections::State state;                      ///< at the end of the period
  events::Ordinal account = events::no_ordinal;  ///< the one that the report is about, if it is about one
};

/// Reads the log twice: for the sums, and for the charges of the numbers that are shown. Those are, where not
/// all can be, the accounts with the largest charges of their currency and the numbers with the most charge
/// lines. `log` looks at what occurred before the scope's end and nothing else. Throws InputError where the
/// period is empty or the log knows no such account, MoneyOverflow where the charges of a month are too large
/// a sum.
[[nodiscard]] ReportFigures report_figures(const LogReader& log, const ReportScope& scope);

}  // namespace rentroll::app
