#include "projections/charge_totals.hpp"

namespace rentroll::projections {
namespace {

std::string group_text(const State& state, const ChargeLine& line, TotalBy by) {
  switch (by) {
    case TotalBy::account:
      return std::string(state.names.accounts.text(line.account));
    case TotalBy::month:
      return line.occurred_at.date().month_text();
    case TotalBy::kind:
      return std::string(core::to_text(line.id.kind));
    case TotalBy::number:
      return line.number == no_ordinal ? std::string() : std::string(state.names.numbers.text(line.number));
  }
  return {};
}

}  // namespace

void ChargeTotals::add(const State& state, const ChargeLine& line) {
  Key key;
  for (const TotalBy by : by_) key.push_back(group_text(state, line, by));
  key.push_back(line.currency.text());
  Total& total = totals_[key];
  ++total.charges;
  total.amount += line.amount;
}

}  // namespace rentroll::projections
