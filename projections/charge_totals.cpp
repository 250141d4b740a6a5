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

ChargeTotals::Total& ChargeTotals::Subjects::of(Ordinal ordinal) {
  if (ordinal == no_ordinal) return of_none_;
  const std::size_t place = ordinal / piece_totals;
  if (place >= pieces_.size()) pieces_.resize(place + 1);
  std::unique_ptr<Piece>& piece = pieces_[place];
  if (piece == nullptr) piece = std::make_unique<Piece>();
  return (*piece)[ordinal % piece_totals];
}

template <class Each, class Both>
void ChargeTotals::Subjects::for_each(Each&& each, Both&& both) const {
  if (of_none_.charges != 0) each(no_ordinal, of_none_);
  for (std::size_t place = 0; place < pieces_.size(); ++place) {
    if (pieces_[place] == nullptr) continue;
    for (std::size_t i = 0; i < piece_totals; ++i) {
      const Total& total = (*pieces_[place])[i];
      if (total.charges != 0) each(static_cast<Ordinal>(place * piece_totals + i), total);
    }
  }
  for (const auto& [key, total] : pairs_)
    both(static_cast<Ordinal>(key >> 32), static_cast<Ordinal>(key & 0xFFFFFFFF), total);
}

ChargeTotals::Subjects& ChargeTotals::subjects_of(const ChargeLine& line) {
  Slice slice;
  slice.currency = line.currency;
  if (by_month_) slice.month = core::first_of_month(line.occurred_at.date());
  if (by_kind_) slice.kind = line.id.kind;
  if (last_ == nullptr || last_->first != slice) last_ = &*slices_.try_emplace(slice).first;
  return last_->second;
}

void ChargeTotals::add(const ChargeLine& line) {
  Subjects& subjects = subjects_of(line);
  Total& total = by_account_ && by_number_ ? subjects.of(line.account, line.number)
                 : by_account_             ? subjects.of(line.account)
                 : by_number_              ? subjects.of(line.number)
                                           : subjects.of(no_ordinal);
  ++total.charges;
  total.amount += line.amount;
}

ChargeTotals::Row ChargeTotals::row(const Slice& slice, Ordinal account, Ordinal number, const Total& total,
                                    const events::Directory& names) const {
  Row row;
  for (const TotalBy by : by_) {
    switch (by) {
      case TotalBy::account:
        row.group.emplace_back(names.accounts.text(account));
        break;
      case TotalBy::month:
        row.group.push_back(slice.month.month_text());
        break;
      case TotalBy::kind:
        row.group.emplace_back(core::to_text(slice.kind));
        break;
      case TotalBy::number:
        row.group.emplace_back(number == no_ordinal ? "" : names.numbers.text(number));
        break;
    }
  }
  row.charges = total.charges;
  row.amount = total.amount;
  row.currency = slice.currency;
  return row;
}

std::vector<ChargeTotals::Row> ChargeTotals::rows(const events::Directory& names) const {
  std::vector<Row> rows;
  for (const auto& each : slices_) {
    const Slice& slice = each.first;
    // Where lines are summed by one of account and number, `row` looks at that one alone.
    each.second.for_each(
        [&](Ordinal ordinal, const Total& total) {
          rows.push_back(row(slice, ordinal, ordinal, total, names));
        },
        [&](Ordinal account, Ordinal number, const Total& total) {
          rows.push_back(row(slice, account, number, total, names));
        });
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.group, a.currency) < std::tie(b.group, b.currency);
  });
  return rows;
}

}  // namespace rentroll::projections
