#include "scenarios/charge_pairs.hpp"

#include <algorithm>
#include <tuple>

#include "events/rental_beginning.hpp"

namespace rentroll::scenarios {
namespace {

using projections::ChargeLine;

std::optional<SideOfLine>& of_side(LineDifference& line, Side side) {
  return side == Side::was ? line.was : line.would_be;
}

std::string_view text_of(const events::Names& names, Ordinal ordinal) {
  return ordinal == events::no_ordinal ? std::string_view() : names.text(ordinal);
}

}  // namespace

core::Money LineDifference::difference() const {
  return (would_be ? would_be->amount : core::Money{}) - (was ? was->amount : core::Money{});
}

std::size_t ChargePairs::KeyHash::operator()(const Key& key) const {
  const auto days = [](core::Date date) { return static_cast<std::uint64_t>(date.days()); };
  std::uint64_t hash = (std::uint64_t{key.account} << 32 | key.number) * 0x9E3779B97F4A7C15;
  hash ^= (days(key.period_begin) << 32 ^ days(key.period_end) << 8 ^ static_cast<std::uint64_t>(key.kind)) *
          0xC2B2AE3D27D4EB4F;
  hash ^= (key.request ^ days(key.begun) << 16 ^ std::uint64_t{key.nth} << 48) * 0x165667B19E3779F9;
  return hash ^ (hash >> 29);
}

void ChargePairs::add(Side side, const events::Event& event, Seq request) {
  if (events::begins_rental(event.type())) begin_rental(side, event);
  projections::for_each_charge(event,
                               [&](const ChargeLine& line) { add(side, key_of(side, line, request), line); });
}

std::optional<core::ChargeId> ChargePairs::counterpart(const core::ChargeId& was) const {
  const auto found = counterparts_.find(was);
  if (found == counterparts_.end()) return std::nullopt;
  return found->second;
}

ChargePairs::Rental& ChargePairs::rental_of(Side side, Ordinal number) {
  std::vector<Rental>& rentals = rentals_[static_cast<std::size_t>(side)];
  if (rentals.size() <= number) rentals.resize(number + 1);
  return rentals[number];
}

void ChargePairs::begin_rental(Side side, const events::Event& event) {
  Rental& rental = rental_of(side, event.number);
  const core::Date date = event.occurred_at.date();
  const bool is_same_day = rental.any && rental.begun == date;
  rental = {date, is_same_day ? rental.nth + 1 : 0, true};
}

ChargePairs::Key ChargePairs::key_of(Side side, const ChargeLine& line, Seq request) {
  Key key;
  key.account = line.account;
  key.number = line.number;
  key.kind = line.id.kind;
  if (line.id.kind == core::ChargeKind::adjustment) {
    key.request = request;
    return key;
  }
  const Rental& rental = rental_of(side, line.number);
  key.begun = rental.begun;
  key.nth = rental.nth;
  key.period_begin = line.period_begin.value_or(core::Date{});
  key.period_end = line.period_end.value_or(core::Date{});
  return key;
}

void ChargePairs::add(Side side, const Key& key, const ChargeLine& line) {
  // Lines of one key on one side are none that the rules allow; an imported log may have them, and they wait
  // for as many of the other side.
  const auto [first, end] = unpaired_.equal_range(key);
  const auto found = std::find_if(first, end, [&](const auto& each) { return each.second.side != side; });
  if (found != end) {
    const LineDifference waiting = found->second.line;
    unpaired_.erase(found);
    pair(waiting, side, line);
    return;
  }
  LineDifference alone;
  alone.account = line.account;
  alone.number = line.number;
  alone.kind = line.id.kind;
  alone.occurred_at = line.occurred_at;
  alone.period_begin = line.period_begin;
  alone.period_end = line.period_end;
  alone.currency = line.currency;
  of_side(alone, side) = SideOfLine{line.id, line.amount};
  unpaired_.emplace(key, Unpaired{side, line.corrects.has_value(), alone});
}

void ChargePairs::pair(LineDifference first, Side side, const ChargeLine& line) {
  of_side(first, side) = SideOfLine{line.id, line.amount};
  if (remembered_.contains(first.was->id)) counterparts_.emplace(first.was->id, first.would_be->id);
  if (first.was->amount == first.would_be->amount) return;
  first.outcome = LineOutcome::amount_differs;
  amount_differs_.push_back(first);
}

std::vector<LineDifference> ChargePairs::differences(const events::Directory& names) const {
  std::vector<LineDifference> all = amount_differs_;
  for (const auto& [key, unpaired] : unpaired_) {
    LineDifference& line = all.emplace_back(unpaired.line);
    if (unpaired.side == Side::would_be) {
      line.outcome = LineOutcome::only_would_be;
    } else {
      // What corrects a charge and was made on one side alone found that charge on one side alone.
      line.outcome = unpaired.corrects ? LineOutcome::dropped : LineOutcome::only_was;
    }
  }
  const auto place = [&](const LineDifference& line) {
    return std::tuple(text_of(names.accounts, line.account), text_of(names.numbers, line.number),
                      line.occurred_at, line.kind, line.outcome,
                      line.was ? line.was->id.seq : line.would_be->id.seq);
  };
  std::sort(all.begin(), all.end(),
            [&](const LineDifference& a, const LineDifference& b) { return place(a) < place(b); });
  return all;
}

}  // namespace rentroll::scenarios
