#include "projections/invoice.hpp"

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <vector>

#include "projections/evolve.hpp"
#include "tests/support/written_events.hpp"

namespace rentroll::projections {
namespace {

using core::ChargeKind;
using core::Date;
using core::Instant;
using core::Money;
using Texts = std::vector<std::string>;

const core::Currency usd = core::Currency::parse("USD");

/// Events in the order of a log, of two accounts.
class History : public tests::WrittenEvents {
 public:
  History() {
    add("2024-01-10T08:00:00Z", events::AccountOpened{usd, true}, acme);
    add("2024-01-10T08:00:00Z", events::CreditAdded{Money::parse("10"), usd}, acme);
    add("2024-01-10T08:00:00Z", events::AccountOpened{usd, true}, other);
    add("2024-01-20", stocked("US", core::NumberType::local), no_ordinal, number);
    add("2024-01-31T09:00:00Z", tests::rental_begun<events::EventType::number_rented>(usd), acme, number);
    add("2024-02-01", events::CreditAdded{Money::parse("5"), usd}, acme).request = "pay-1";
    add("2024-02-02", events::CreditAdded{Money::parse("7"), usd}, other);
    add("2024-02-29T23:59:59.999999Z", tests::rental_renewed(usd), acme, number);
    add("2024-03-01", tests::charge_adjusted(usd, "-0.25", core::ChargeId{5, ChargeKind::setup}), acme,
        number);
    add("2024-03-02", tests::charge_adjusted(usd, "0.000001"), acme);
  }

  /// Events after the period are offered too.
  [[nodiscard]] Invoice invoice(const InvoicePeriod& period) const {
    State state;
    state.names = names;
    InvoiceMaker maker(period);
    for (const events::Event& event : all) {
      if (event.occurred_at < period.covered) evolve(state, event);
      if (event.account == acme) maker.add(event, state);
    }
    return std::move(maker).finish(state, acme);
  }

  static events::NumberStocked stocked(const char* country, core::NumberType type) {
    events::NumberStocked stocked;
    stocked.country = core::Country::parse(country);
    stocked.number_type = type;
    return stocked;
  }

  Ordinal acme = names.accounts.intern("acme");
  Ordinal other = names.accounts.intern("other");
  Ordinal number = names.numbers.intern("+14155550100");
};

InvoicePeriod month(const char* first) { return InvoicePeriod::of_month(Date::parse(first)); }

/// `OPENING + CREDIT - CHARGED = CLOSING`
std::string balance_of(const Invoice& invoice) {
  return invoice.opening.text() + " + " + invoice.credit.text() + " - " + invoice.charged.text() + " = " +
         invoice.closing.text();
}

/// The lines as `CHARGE NUMBER DESCRIPTION: AMOUNT`.
Texts charges_of(const Invoice& invoice) {
  Texts texts;
  for (const InvoiceCharge& charge : invoice.charges) {
    texts.push_back(charge.id.text() + " " + charge.number + " " + charge.description + ": " +
                    charge.amount.text());
  }
  return texts;
}

/// The totals as `KIND LINES AMOUNT`.
Texts totals_of(const Invoice& invoice) {
  Texts texts;
  for (const InvoiceTotal& total : invoice.totals) {
    texts.push_back(std::string(core::to_text(total.kind)) + " " + std::to_string(total.lines) + " " +
                    total.amount.text());
  }
  return texts;
}

}  // namespace

TEST_CASE("a month goes from its 1st up to the next one, whatever its length (T2)") {
  for (const auto& [first, next, last] :
       {std::tuple{"2024-02-01", "2024-03-01", "2024-02-29T23:59:59.999999Z"},
        std::tuple{"2023-02-01", "2023-03-01", "2023-02-28T23:59:59.999999Z"},
        std::tuple{"2023-12-01", "2024-01-01", "2023-12-31T23:59:59.999999Z"},
        std::tuple{"1970-01-01", "1970-02-01", "1970-01-31T23:59:59.999999Z"}}) {
    const InvoicePeriod period = month(first);
    CHECK(period.begin == Instant::parse(first));
    CHECK(period.end == Instant::parse(next));
    CHECK(period.as_of() == Instant::parse(last));
    CHECK(!period.is_provisional());
  }
  CHECK(month("2261-12-01").as_of() == Instant::parse("2261-12-31T23:59:59.999999Z"));
}

TEST_CASE("a month that is cut includes the instant, and is provisional up to its last microsecond") {
  const InvoicePeriod february = month("2024-02-01");
  const InvoicePeriod first = february.up_to(Instant::parse("2024-02-01"));
  CHECK(first.as_of() == Instant::parse("2024-02-01"));
  CHECK(first.is_provisional());
  CHECK(february.up_to(Instant::parse("2024-02-29T23:59:59.999998Z")).is_provisional());
  for (const char* last : {"2024-02-29T23:59:59.999999Z", "2024-03-01", "2025-01-01"}) {
    CHECK(february.up_to(Instant::parse(last)).covered == february.end);
    CHECK(!february.up_to(Instant::parse(last)).is_provisional());
  }
}

TEST_CASE("an invoice leads from the balance before the month to the one at its end, line by line") {
  const History history;
  const Invoice january = history.invoice(month("2024-01-01"));
  CHECK(balance_of(january) == "0.00 + 10.00 - 1.50 = 8.50");
  CHECK(january.opened_at == Instant::parse("2024-01-10T08:00:00Z"));
  CHECK(charges_of(january) == Texts{"5-setup +14155550100 Setup fee, US local number: 0.50",
                                     "5-first_month +14155550100 First month, US local number: 1.00"});
  CHECK(january.charges[1].period_begin == Date::parse("2024-01-31"));
  CHECK(january.charges[1].period_end == Date::parse("2024-02-29"));

  const Invoice february = history.invoice(month("2024-02-01"));
  CHECK(balance_of(february) == "8.50 + 5.00 - 1.00 = 12.50");
  CHECK(!february.opened_at);
  CHECK(february.account == "acme");
  CHECK(february.state == core::AccountState::active);
  REQUIRE(february.credits.size() == 1);
  CHECK(february.credits[0].request == "pay-1");
  CHECK(totals_of(february) ==
        Texts{"setup 0 0.00", "first_month 0 0.00", "renewal 1 1.00", "adjustment 0 0.00"});
}

TEST_CASE("an adjustment says what it corrects as that was charged in an earlier month, and why (C9)") {
  const Invoice march = History().invoice(month("2024-03-01"));
  CHECK(balance_of(march) == "12.50 + 0.00 - -0.249999 = 12.749999");
  CHECK(charges_of(march) ==
        Texts{"9-adjustment +14155550100 Adjustment of 5-setup (2024-01-31, 0.50): a gift: -0.25",
              "10-adjustment  Adjustment: a gift: 0.000001"});
  CHECK(march.charges[0].corrects == core::ChargeId{5, ChargeKind::setup});
  CHECK(march.charges[0].reason == "a gift");
  CHECK(totals_of(march).back() == "adjustment 2 -0.249999");
}

TEST_CASE("an adjustment of a charge that no event of the account makes still names it") {
  History history;
  history.add("2024-03-03", tests::charge_adjusted(usd, "1", core::ChargeId{999, ChargeKind::renewal}),
              history.acme);
  CHECK(charges_of(history.invoice(month("2024-03-01"))).back() ==
        "11-adjustment  Adjustment of 999-renewal: a gift: 1.00");
}

TEST_CASE("a month that is cut has the lines up to the instant") {
  const History history;
  const InvoicePeriod february = month("2024-02-01");
  CHECK(balance_of(history.invoice(february.up_to(Instant::parse("2024-02-01")))) ==
        "8.50 + 5.00 - 0.00 = 13.50");
  CHECK(balance_of(history.invoice(february.up_to(Instant::parse("2024-02-29T23:59:59.999998Z")))) ==
        "8.50 + 5.00 - 0.00 = 13.50");
}

TEST_CASE("a description says what number it is, and how the rental began (N4, N5)") {
  History history;
  const Ordinal toll_free = history.names.numbers.intern("+448001234567");
  const Ordinal short_code = history.names.numbers.intern("US-54321");
  const Ordinal never_stocked = history.names.numbers.intern("+4930901820");
  history.add("2024-03-03", History::stocked("GB", core::NumberType::toll_free), no_ordinal, toll_free);
  history.add("2024-03-03", History::stocked("US", core::NumberType::short_code), no_ordinal, short_code);
  history.add("2024-03-04", tests::rental_begun<events::EventType::number_reclaimed>(usd), history.acme,
              toll_free);
  history.add("2024-03-05", tests::rental_begun<events::EventType::number_recovered>(usd), history.acme,
              short_code);
  history.add("2024-03-06", tests::rental_begun<events::EventType::number_rented>(usd), history.acme,
              never_stocked);
  std::vector<std::string> descriptions;
  for (const InvoiceCharge& charge : history.invoice(month("2024-03-01")).charges) {
    if (charge.id.kind != ChargeKind::adjustment) descriptions.push_back(charge.description);
  }
  CHECK(descriptions == Texts{"Setup fee, GB toll free number, reclaimed",
                              "First month, GB toll free number, reclaimed",
                              "Setup fee, US short code, recovered", "First month, US short code, recovered",
                              "Setup fee, number", "First month, number"});
}

TEST_CASE("a month's sum that overflows is an error, not a wrong figure (M1)") {
  History history;
  history.add("2024-04-01", tests::charge_adjusted(usd, "-9000000000000"), history.acme);
  history.add("2024-05-02", tests::charge_adjusted(usd, "9000000000000"), history.acme);
  history.add("2024-05-02", tests::charge_adjusted(usd, "1000000000000"), history.acme);
  CHECK_NOTHROW(static_cast<void>(history.invoice(month("2024-04-01"))));
  CHECK_THROWS_AS(static_cast<void>(history.invoice(month("2024-05-01"))), core::MoneyOverflow);
}

}  // namespace rentroll::projections
