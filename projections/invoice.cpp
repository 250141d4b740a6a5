#include "projections/invoice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/assert.hpp"
#include "core/billing_day.hpp"

namespace rentroll::projections {
namespace {

using core::ChargeKind;
using core::Date;
using core::Instant;
using core::Money;

/// `US toll free number`, `US short code`
std::string number_in_words(const State& state, Ordinal ordinal) {
  const Number& number = state.number(ordinal);
  if (number.country == core::Country{}) return "number";
  std::string type(core::to_text(number.type));
  std::replace(type.begin(), type.end(), '_', ' ');
  const std::string_view noun = number.type == core::NumberType::short_code ? "" : " number";
  return fmt::format("{} {}{}", number.country.text(), type, noun);
}

/// What the rental that an event begins differs in from a rent; both are charged as one (N4, N5).
std::string_view how_begun(const events::Event& event) {
  if (event.type() == events::EventType::number_reclaimed) return ", reclaimed";
  if (event.type() == events::EventType::number_recovered) return ", recovered";
  return "";
}

std::array<InvoiceTotal, 4> no_totals() {
  std::array<InvoiceTotal, 4> totals;
  const auto& kinds = core::EnumTexts<ChargeKind>::value;
  static_assert(kinds.size() == totals.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) totals[i].kind = kinds[i].first;
  return totals;
}

InvoiceTotal& total_of(Invoice& invoice, ChargeKind kind) {
  const auto found = std::find_if(invoice.totals.begin(), invoice.totals.end(),
                                  [&](const InvoiceTotal& total) { return total.kind == kind; });
  RENTROLL_ASSERT(found != invoice.totals.end());
  return *found;
}

/// The lines, summed one by one, lead to the balances and sums that the rollforward found.
void check_sums(const Invoice& invoice, const RollforwardRow& row) {
  Money credit;
  for (const InvoiceCredit& each : invoice.credits) credit += each.amount;
  Money charged;
  for (const InvoiceCharge& each : invoice.charges) charged += each.amount;
  RENTROLL_ASSERT(credit == row.credit && credit == invoice.credit);
  RENTROLL_ASSERT(charged == invoice.charged);
  const std::array<Money, 4> by_kind{row.setup, row.first_month, row.renewal, row.adjustment};
  for (std::size_t i = 0; i < by_kind.size(); ++i) RENTROLL_ASSERT(invoice.totals[i].amount == by_kind[i]);
  RENTROLL_ASSERT(invoice.opening + invoice.credit - invoice.charged == invoice.closing);
}

}  // namespace

InvoicePeriod InvoicePeriod::of_month(Date first) {
  RENTROLL_ASSERT(core::first_of_month(first) == first);
  const Date next = core::next_due(core::BillingDay::first, first, first);
  return {first, Instant::begin_of(first), Instant::begin_of(next), Instant::begin_of(next)};
}

InvoicePeriod InvoicePeriod::up_to(Instant last) const {
  RENTROLL_ASSERT(begin <= last);
  InvoicePeriod part = *this;
  part.covered = std::min(end, Instant::from_microseconds(last.microseconds() + 1));
  return part;
}

InvoiceMaker::InvoiceMaker(const InvoicePeriod& period) : rollforward_(period.begin, period.covered) {
  invoice_.period = period;
  invoice_.totals = no_totals();
}

void InvoiceMaker::add(const events::Event& event, const State& state) {
  if (event.occurred_at >= invoice_.period.covered) return;
  rollforward_.add(event);
  const bool in_period = event.occurred_at >= invoice_.period.begin;
  if (in_period && event.type() == events::EventType::account_opened) {
    invoice_.opened_at = event.occurred_at;
  }
  if (const auto* added = std::get_if<events::CreditAdded>(&event.payload); in_period && added != nullptr) {
    invoice_.credits.push_back({event.seq, event.occurred_at, added->amount, event.request});
  }
  for_each_charge(event, [&](const ChargeLine& line) {
    if (in_period) add_charge(line, event, state);
    charged_[line.id] = {line.occurred_at.date(), line.amount};
  });
}

void InvoiceMaker::add_charge(const ChargeLine& line, const events::Event& event, const State& state) {
  InvoiceTotal& total = total_of(invoice_, line.id.kind);
  ++total.lines;
  total.amount += line.amount;
  InvoiceCharge& charge = invoice_.charges.emplace_back();
  charge.id = line.id;
  charge.occurred_at = line.occurred_at;
  if (line.number != no_ordinal) charge.number = state.names.numbers.text(line.number);
  charge.period_begin = line.period_begin;
  charge.period_end = line.period_end;
  charge.description = description_of(line, event, state);
  charge.amount = line.amount;
  charge.corrects = line.corrects;
  charge.reason = line.reason;
  charge.request = event.request;
}

std::string InvoiceMaker::description_of(const ChargeLine& line, const events::Event& event,
                                         const State& state) const {
  switch (line.id.kind) {
    case ChargeKind::setup:
      return "Setup fee, " + number_in_words(state, line.number).append(how_begun(event));
    case ChargeKind::first_month:
      return "First month, " + number_in_words(state, line.number).append(how_begun(event));
    case ChargeKind::renewal:
      return "Renewal, " + number_in_words(state, line.number);
    case ChargeKind::adjustment:
      break;
  }
  return adjustment_in_words(line);
}

/// C9: what it corrects, as that was charged, and why.
std::string InvoiceMaker::adjustment_in_words(const ChargeLine& line) const {
  if (!line.corrects) return fmt::format("Adjustment: {}", line.reason);
  const auto found = charged_.find(*line.corrects);
  if (found == charged_.end()) {
    return fmt::format("Adjustment of {}: {}", line.corrects->text(), line.reason);
  }
  return fmt::format("Adjustment of {} ({}, {}): {}", line.corrects->text(), found->second.date.text(),
                     found->second.amount.text(), line.reason);
}

Invoice InvoiceMaker::finish(const State& state, Ordinal account) && {
  RENTROLL_ASSERT(state.account(account).opened);
  const RollforwardRow row = rollforward_.row(state, account);
  invoice_.account = state.names.accounts.text(account);
  invoice_.state = state.account(account).state();
  invoice_.currency = row.currency;
  invoice_.opening = row.opening;
  invoice_.credit = row.credit;
  for (const InvoiceTotal& total : invoice_.totals) invoice_.charged += total.amount;
  invoice_.closing = row.closing;
  check_sums(invoice_, row);
  return std::move(invoice_);
}

}  // namespace rentroll::projections
