#include "projections/invoice.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/billing_day.hpp"
#include "projections/charge_totals.hpp"
#include "projections/listing.hpp"
#include "projections/replay.hpp"
#include "tests/support/random_run.hpp"

/// An account's invoices follow one another from its opening on, and show what the other commands show.
namespace rentroll::tests {
namespace {

using core::Instant;
using core::Money;
using events::Event;
using projections::Invoice;
using projections::InvoicePeriod;
using projections::Ordinal;
using projections::State;

projections::Cut as_of(Instant last) {
  projections::Cut cut;
  cut.as_of = last;
  return cut;
}

Money balance_at(const MemoryRun& run, Instant last, Ordinal account) {
  State state;
  projections::replay(run.store, as_of(last), state);
  return state.account(account).balance();
}

Invoice invoice_of(const MemoryRun& run, const InvoicePeriod& period, Ordinal account) {
  State state;
  projections::InvoiceMaker maker(period);
  projections::replay(run.store, as_of(period.as_of()), state, 1, [&](const Event& event) {
    if (event.account == account) maker.add(event, state);
  });
  return std::move(maker).finish(state, account);
}

Instant opened_at(const std::vector<Event>& events, Ordinal account) {
  const auto opening = std::find_if(events.begin(), events.end(), [&](const Event& event) {
    return event.account == account && event.type() == events::EventType::account_opened;
  });
  RC_ASSERT(opening != events.end());
  return opening->occurred_at;
}

/// The months from the one in which an account was opened to the last one that is over.
std::vector<InvoicePeriod> months_of(const MemoryRun& run, Instant opened) {
  std::vector<InvoicePeriod> months;
  core::Date first = core::first_of_month(opened.date());
  for (;; first = months.back().end.date()) {
    const InvoicePeriod month = InvoicePeriod::of_month(first);
    if (month.as_of() > run.state.horizon) return months;
    months.push_back(month);
  }
}

/// What `charges --account A --from BEGIN --to END` lists, and with `--total kind` sums.
struct Charged {
  std::vector<std::string> ids;
  projections::ChargeTotals totals{{projections::TotalBy::kind}};
};

Charged charged_in(const std::vector<Event>& events, const InvoicePeriod& period, Ordinal account) {
  Charged charged;
  for (const Event& event : events) {
    if (event.occurred_at < period.begin || event.occurred_at >= period.covered) continue;
    projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
      if (line.account != account) return;
      charged.ids.push_back(line.id.text());
      charged.totals.add(line);
    });
  }
  return charged;
}

void require_same_charges(const Invoice& invoice, const Charged& charged, const events::Directory& names) {
  std::vector<std::string> ids;
  for (const projections::InvoiceCharge& charge : invoice.charges) ids.push_back(charge.id.text());
  RC_ASSERT(ids == charged.ids);
  std::vector<projections::ChargeTotals::Row> totals;
  for (const projections::InvoiceTotal& total : invoice.totals) {
    if (total.lines == 0) RC_ASSERT(total.amount == Money{});
    if (total.lines == 0) continue;
    totals.push_back({{std::string(core::to_text(total.kind))}, total.lines, total.amount, invoice.currency});
  }
  const auto by_text = [](const auto& a, const auto& b) { return a.group < b.group; };
  std::sort(totals.begin(), totals.end(), by_text);
  const auto expected = charged.totals.rows(names);
  RC_ASSERT(totals.size() == expected.size());
  for (std::size_t i = 0; i < totals.size(); ++i) {
    RC_ASSERT(totals[i].group == expected[i].group);
    RC_ASSERT(totals[i].charges == expected[i].charges);
    RC_ASSERT(totals[i].amount == expected[i].amount);
    RC_ASSERT((totals[i].currency == expected[i].currency));
  }
}

/// An account of the run, if one was opened.
std::optional<Ordinal> some_account(const MemoryRun& run) {
  const std::vector<Ordinal> opened = projections::opened_accounts(run.state);
  if (opened.empty()) return std::nullopt;
  return *rc::gen::elementOf(opened);
}

}  // namespace

TEST_CASE("a month's opening balance is the closing one of the month before, from the account's opening on") {
  std::size_t lines = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    const auto account = some_account(run);
    if (!account) return;
    const std::vector<Event> events = run.events();
    Money before;
    for (const InvoicePeriod& month : months_of(run, opened_at(events, *account))) {
      const Invoice invoice = invoice_of(run, month, *account);
      RC_ASSERT(invoice.opening == before);
      RC_ASSERT(invoice.closing == balance_at(run, month.as_of(), *account));
      RC_ASSERT(invoice.closing == invoice.opening + invoice.credit - invoice.charged);
      require_same_charges(invoice, charged_in(events, month, *account), run.state.names);
      before = invoice.closing;
      lines += invoice.charges.size();
    }
  }));
  CHECK(lines > 0);
}

TEST_CASE("a month that is cut at an instant closes with the balance as of that instant") {
  std::size_t provisional = 0;
  CHECK(rc::check([&](const model::Scenario& plain) {
    const MemoryRun run = run_of(plain);
    const auto account = some_account(run);
    if (!account) return;
    const std::vector<Event> events = run.events();
    const Instant at = (*rc::gen::elementOf(events)).occurred_at;
    if (at < opened_at(events, *account)) return;
    const auto whole = InvoicePeriod::of_month(core::first_of_month(at.date()));
    const InvoicePeriod part = whole.up_to(at);
    const Invoice invoice = invoice_of(run, part, *account);
    RC_ASSERT(invoice.closing == balance_at(run, at, *account));
    require_same_charges(invoice, charged_in(events, part, *account), run.state.names);
    provisional += part.is_provisional() ? 1 : 0;
  }));
  CHECK(provisional > 0);
}

}  // namespace rentroll::tests
