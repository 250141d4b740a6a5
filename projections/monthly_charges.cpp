#include "projections/monthly_charges.hpp"

#include <map>

#include "core/assert.hpp"
#include "core/billing_day.hpp"

namespace rentroll::projections {
namespace {

std::size_t place_of(core::ChargeKind kind) { return static_cast<std::size_t>(kind) - 1; }

/// REQUIRES: the first day of a month.
core::Date next_month(core::Date first) { return core::first_of_month(first.plus_days(31)); }

std::vector<SpanSums> empty_months(core::Instant begin, core::Instant end) {
  std::vector<SpanSums> months;
  const core::Date last = core::Instant::from_microseconds(end.microseconds() - 1).date();
  for (core::Date month = core::first_of_month(begin.date()); month <= last; month = months.back().end) {
    months.push_back({month, next_month(month), {}});
  }
  return months;
}

std::string year_of(core::Date date) { return date.text().substr(0, 4); }

}  // namespace

core::Money KindSums::of(core::ChargeKind kind) const { return amounts[place_of(kind)]; }

core::Money KindSums::total() const {
  core::Money total;
  for (const core::Money amount : amounts) total += amount;
  return total;
}

void KindSums::add(const KindSums& other) {
  for (std::size_t kind = 0; kind < amounts.size(); ++kind) amounts[kind] += other.amounts[kind];
  charges += other.charges;
}

std::vector<CurrencyMonths> monthly_charges(std::span<const ChargeTotals::Row> rows, core::Instant begin,
                                            core::Instant end) {
  const std::vector<SpanSums> months = empty_months(begin, end);
  std::map<std::string, std::size_t> place_of_month;
  for (std::size_t place = 0; place < months.size(); ++place) {
    place_of_month.emplace(months[place].first.month_text(), place);
  }
  std::map<core::Currency, CurrencyMonths> currencies;
  for (const ChargeTotals::Row& row : rows) {
    const auto month = place_of_month.find(row.group.at(0));
    const auto kind = core::from_text<core::ChargeKind>(row.group.at(1));
    RENTROLL_ASSERT(month != place_of_month.end() && kind);
    CurrencyMonths& of =
        currencies.try_emplace(row.currency, CurrencyMonths{row.currency, months, {}}).first->second;
    KindSums sums;
    sums.amounts[place_of(*kind)] = row.amount;
    sums.charges = row.charges;
    of.months[month->second].sums.add(sums);
    of.total.add(sums);
  }
  std::vector<CurrencyMonths> listed;
  listed.reserve(currencies.size());
  for (auto& [currency, of] : currencies) listed.push_back(std::move(of));
  return listed;
}

std::vector<SpanSums> by_year(std::span<const SpanSums> months) {
  std::vector<SpanSums> years;
  for (const SpanSums& month : months) {
    if (years.empty() || year_of(years.back().first) != year_of(month.first)) {
      years.push_back({month.first, month.end, {}});
    }
    years.back().end = month.end;
    years.back().sums.add(month.sums);
  }
  return years;
}

}  // namespace rentroll::projections
