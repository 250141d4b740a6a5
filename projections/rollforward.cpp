#include "projections/rollforward.hpp"

#include "core/assert.hpp"
#include "projections/listing.hpp"

namespace rentroll::projections {

Rollforward::Rollforward(core::Instant from, core::Instant to) : from_(from), to_(to) {
  RENTROLL_ASSERT(from <= to);
}

core::Money& Rollforward::Movements::of(core::ChargeKind kind) {
  switch (kind) {
    case core::ChargeKind::setup:
      return setup;
    case core::ChargeKind::first_month:
      return first_month;
    case core::ChargeKind::renewal:
      return renewal;
    case core::ChargeKind::adjustment:
      break;
  }
  return adjustment;
}

Rollforward::Movements& Rollforward::movements_of(Ordinal account) {
  if (account >= movements_.size()) movements_.resize(account + 1);
  return movements_[account];
}

void Rollforward::add(const events::EventView& event) {
  if (event.occurred_at >= to_) return;
  const bool before = event.occurred_at < from_;
  if (const auto* added = std::get_if<events::CreditAdded>(&event.payload())) {
    Movements& movements = movements_of(event.account);
    (before ? movements.credit_before : movements.credit) += added->amount;
  }
  for_each_charge(event, [&](const ChargeLine& line) {
    Movements& movements = movements_of(line.account);
    (before ? movements.charged_before : movements.of(line.id.kind)) += line.amount;
  });
}

RollforwardRow Rollforward::row(const State& state, Ordinal account) const {
  const Movements moved = account < movements_.size() ? movements_[account] : Movements{};
  RollforwardRow row;
  row.account = account;
  row.currency = state.account(account).currency;
  row.opening = moved.credit_before - moved.charged_before;
  row.credit = moved.credit;
  row.setup = moved.setup;
  row.first_month = moved.first_month;
  row.renewal = moved.renewal;
  row.adjustment = moved.adjustment;
  row.closing = state.account(account).balance();
  RENTROLL_ASSERT(row.opening + row.credit - row.setup - row.first_month - row.renewal - row.adjustment ==
                  row.closing);
  return row;
}

std::vector<RollforwardRow> Rollforward::rows(const State& state) const {
  std::vector<RollforwardRow> rows;
  for (const Ordinal account : opened_accounts(state)) rows.push_back(row(state, account));
  return rows;
}

}  // namespace rentroll::projections
