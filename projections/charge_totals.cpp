#include "projections/charge_totals.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/billing_day.hpp"
#include "events/text_order.hpp"

namespace rentroll::projections {
namespace {

/// Where texts stand in their byte order, from 1 on; 0 for none.
class Ranks {
 public:
  explicit Ranks(const events::Names& names) : names_(names) {}

  /// This one will be asked for.
  void expect(Ordinal ordinal) {
    if (ordinal == no_ordinal) return;
    if (ranks_.empty()) ranks_.resize(names_.size());
    if (std::exchange(ranks_[ordinal], 1) == 0) expected_.push_back(ordinal);
  }
  void order() {
    events::order_by_text(names_, expected_);
    std::uint32_t rank = 0;
    for (const Ordinal ordinal : expected_) ranks_[ordinal] = ++rank;
  }
  [[nodiscard]] std::uint32_t of(Ordinal ordinal) const {
    return ordinal == no_ordinal ? 0 : ranks_[ordinal];
  }

 private:
  const events::Names& names_;
  std::vector<std::uint32_t> ranks_;  // by ordinal
  std::vector<Ordinal> expected_;
};

/// Where a kind's text stands among those of all.
std::uint32_t rank_of(core::ChargeKind kind) {
  const auto& all = core::EnumTexts<core::ChargeKind>::value;
  const auto is_before = [&](const auto& each) { return each.second < core::to_text(kind); };
  return static_cast<std::uint32_t>(std::count_if(all.begin(), all.end(), is_before));
}

}  // namespace

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

bool ChargeTotals::Place::operator<(const Place& other) const {
  return std::tie(ranks, slice->currency) < std::tie(other.ranks, other.slice->currency);
}

/// All rows, in their order. Integers are sorted, since texts would have to be written out first.
std::vector<ChargeTotals::Place> ChargeTotals::places(const events::Directory& names) const {
  std::vector<Place> places;
  Ranks accounts(names.accounts);
  Ranks numbers(names.numbers);
  for (const auto& [slice, subjects] : slices_) {
    const auto add = [&, of = &slice](Ordinal account, Ordinal number, const Total& total) {
      if (by_account_) accounts.expect(account);
      if (by_number_) numbers.expect(number);
      places.push_back({{}, of, &total, account, number});
    };
    // Where lines are summed by one of account and number, that one alone is looked at.
    subjects.for_each([&](Ordinal ordinal, const Total& total) { add(ordinal, ordinal, total); }, add);
  }
  accounts.order();
  numbers.order();
  for (Place& place : places) {
    for (std::size_t field = 0; field < by_.size(); ++field) {
      switch (by_[field]) {
        case TotalBy::account:
          place.ranks[field] = accounts.of(place.account);
          break;
        case TotalBy::month:
          place.ranks[field] = static_cast<std::uint32_t>(place.slice->month.days());
          break;
        case TotalBy::kind:
          place.ranks[field] = rank_of(place.slice->kind);
          break;
        case TotalBy::number:
          place.ranks[field] = numbers.of(place.number);
          break;
      }
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

void ChargeTotals::fill(Row& row, const Place& place, const events::Directory& names) const {
  row.group.resize(by_.size());
  for (std::size_t field = 0; field < by_.size(); ++field) {
    std::string& text = row.group[field];
    switch (by_[field]) {
      case TotalBy::account:
        text = names.accounts.text(place.account);
        break;
      case TotalBy::month:
        text = place.slice->month.month_text();
        break;
      case TotalBy::kind:
        text = core::to_text(place.slice->kind);
        break;
      case TotalBy::number:
        text = place.number == no_ordinal ? "" : names.numbers.text(place.number);
        break;
    }
  }
  row.charges = place.total->charges;
  row.amount = place.total->amount;
  row.currency = place.slice->currency;
}

void ChargeTotals::for_each_row(const events::Directory& names,
                                const std::function<void(const Row&)>& sink) const {
  Row row;
  for (const Place& place : places(names)) {
    fill(row, place, names);
    sink(row);
  }
}

std::vector<ChargeTotals::Row> ChargeTotals::rows(const events::Directory& names) const {
  std::vector<Row> rows;
  for_each_row(names, [&](const Row& row) { rows.push_back(row); });
  return rows;
}

}  // namespace rentroll::projections
