#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "projections/charges.hpp"
#include "projections/journal_account.hpp"

/// A log as entries of double bookkeeping: each amount on one account's left and another's right side.
namespace rentroll::projections {

/// One charge line, or credit that was added. It refers into the event that it was made from.
struct JournalEntry {
  core::Seq seq = 0;
  core::Instant occurred_at;
  events::Ordinal account = events::no_ordinal;
  JournalAccount debit{};
  JournalAccount credit{};
  core::Money amount;  ///< may be below zero: an adjustment in an account's favour
  core::Currency currency;
  std::optional<ChargeLine> charge;  ///< nothing where it is credit that was added
  std::string_view request;          ///< empty for none
};

/// The revenue that a charge of a kind is.
[[nodiscard]] constexpr JournalAccount revenue_of(core::ChargeKind kind) {
  switch (kind) {
    case core::ChargeKind::setup:
      return JournalAccount::setup;
    case core::ChargeKind::first_month:
    case core::ChargeKind::renewal:
      return JournalAccount::rental;
    case core::ChargeKind::adjustment:
      break;
  }
  return JournalAccount::adjustments;
}

/// Calls `sink(const JournalEntry&)` for the credit that an event adds, or for each line that it charges.
template <class Sink>
void for_each_entry(const events::Event& event, Sink&& sink) {
  JournalEntry entry;
  entry.seq = event.seq;
  entry.occurred_at = event.occurred_at;
  entry.account = event.account;
  entry.request = event.request;
  if (const auto* added = std::get_if<events::CreditAdded>(&event.payload)) {
    entry.debit = JournalAccount::payments;
    entry.credit = JournalAccount::prepayments;
    entry.amount = added->amount;
    entry.currency = added->currency;
    sink(std::as_const(entry));
  }
  for_each_charge(event, [&](const ChargeLine& line) {
    entry.debit = JournalAccount::receivable;
    entry.credit = revenue_of(line.id.kind);
    entry.amount = line.amount;
    entry.currency = line.currency;
    entry.charge = line;
    sink(std::as_const(entry));
  });
}

/// What an entry is, for people: `Renewal of +14155550100`, `Adjustment of 12-setup: goodwill`, `Credit
/// added, request r-1`. `names` are those of the log.
[[nodiscard]] std::string described(const JournalEntry& entry, const events::Directory& names);

/// An amount with all six decimals, which no program that reads a journal takes for a rounded one:
/// `-12.500000`. With `turned` it is the amount of the opposite side.
[[nodiscard]] std::string six_decimals(core::Money amount, bool turned);

}  // namespace rentroll::projections
