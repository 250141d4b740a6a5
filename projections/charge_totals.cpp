#include "projections/charge_totals.hpp"

#include <algorithm>
#include <tuple>

#include "core/billing_day.hpp"

namespace rentroll::projections {

ChargeTotals::ChargeTotals(std::vector<TotalBy> by)
    : by_(std::move(by)),
      by_account_(sums_by(TotalBy::account)),
      by_number_(sums_by(TotalBy::number)),
      by_month_(sums_by(TotalBy::month)),
      by_kind_(sums_by(TotalBy::kind)) {}

bool ChargeTotals::sums_by(TotalBy by) const { return std::find(by_.begin(), by_.end(), by) != by_.end(); }

std::size_t ChargeTotals::KeyHash::operator()(const Key& key) const {
  // Multiplied by odd constants, so that neighbouring ordinals and months spread over the table.
  std::uint64_t hash = (std::uint64_t{key.account} << 32 | key.number) * 0x9E3779B97F4A7C15;
  hash ^= (static_cast<std::uint64_t>(key.month.days()) << 8 | static_cast<std::uint64_t>(key.kind)) *
          0xC2B2AE3D27D4EB4F;
  return hash ^ (hash >> 29) ^ key.currency.packed();
}

void ChargeTotals::add(const ChargeLine& line) {
  Key key;
  key.currency = line.currency;
  if (by_account_) key.account = line.account;
  if (by_number_) key.number = line.number;
  if (by_month_) key.month = core::first_of_month(line.occurred_at.date());
  if (by_kind_) key.kind = line.id.kind;
  Total& total = totals_[key];
  ++total.charges;
  total.amount += line.amount;
}

std::string ChargeTotals::text_of(const Key& key, TotalBy by, const events::Directory& names) {
  switch (by) {
    case TotalBy::account:
      return std::string(names.accounts.text(key.account));
    case TotalBy::month:
      return key.month.month_text();
    case TotalBy::kind:
      return std::string(core::to_text(key.kind));
    case TotalBy::number:
      return key.number == no_ordinal ? "" : std::string(names.numbers.text(key.number));
  }
  return {};
}

std::vector<ChargeTotals::Row> ChargeTotals::rows(const events::Directory& names) const {
  std::vector<Row> rows;
  for (const auto& [key, total] : totals_) {
    Row row;
    for (const TotalBy by : by_) row.group.push_back(text_of(key, by, names));
    row.charges = total.charges;
    row.amount = total.amount;
    row.currency = key.currency;
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.group, a.currency) < std::tie(b.group, b.currency);
  });
  return rows;
}

}  // namespace rentroll::projections
