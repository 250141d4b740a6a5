#include "projections/rollforward.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "projections/evolve.hpp"
#include "tests/support/written_events.hpp"

namespace rentroll::projections {
namespace {

using core::Instant;
using core::Money;
using Texts = std::vector<std::string>;

const core::Currency usd = core::Currency::parse("USD");

/// Events in the order of a log, of two accounts of which the second in byte order comes first.
class History : public tests::WrittenEvents {
 public:
  History() {
    add("2024-01-10", events::AccountOpened{usd, true}, zeta);
    add("2024-01-10", events::CreditAdded{Money::parse("10"), usd}, zeta);
    add("2024-01-31T09:00:00Z", tests::rental_begun<events::EventType::number_rented>(usd), zeta, number);
    add("2024-02-01", events::AccountOpened{core::Currency::parse("EUR"), true}, acme);
    add("2024-02-29", tests::rental_renewed(usd), zeta, number);
    add("2024-03-01", events::CreditAdded{Money::parse("0.000001"), usd}, zeta);
    add("2024-03-02", adjusted("-0.25"), zeta);
  }

  /// The rows as `ACCOUNT CURRENCY OPENING CREDIT SETUP FIRST_MONTH RENEWAL ADJUSTMENT CLOSING`.
  [[nodiscard]] Texts rows(const char* from, const char* to) const {
    State state;
    state.names = names;
    Rollforward rollforward(Instant::parse(from), Instant::parse(to));
    for (const events::Event& event : all) {
      rollforward.add(event);
      if (event.occurred_at < Instant::parse(to)) evolve(state, event);
    }
    Texts rows;
    for (const RollforwardRow& row : rollforward.rows(state)) {
      std::string text = std::string(names.accounts.text(row.account)) + " " + row.currency.text();
      for (const Money amount :
           {row.opening, row.credit, row.setup, row.first_month, row.renewal, row.adjustment, row.closing}) {
        text += " " + amount.text();
      }
      rows.push_back(text);
    }
    return rows;
  }

  static events::ChargeAdjusted adjusted(const char* amount) { return tests::charge_adjusted(usd, amount); }

  Ordinal zeta = names.accounts.intern("zeta");
  Ordinal acme = names.accounts.intern("acme");
  Ordinal number = names.numbers.intern("+14155550100");
};

}  // namespace

TEST_CASE("a rollforward sums by kind, half-open, accounts in byte order") {
  const History history;
  CHECK(history.rows("2024-01-01", "2024-01-10").empty());
  CHECK(history.rows("2024-01-01", "2024-02-01") == Texts{"zeta USD 0.00 10.00 0.50 1.00 0.00 0.00 8.50"});
  CHECK(history.rows("2024-02-01", "2024-03-01") ==
        Texts{"acme EUR 0.00 0.00 0.00 0.00 0.00 0.00 0.00", "zeta USD 8.50 0.00 0.00 0.00 1.00 0.00 7.50"});
  CHECK(history.rows("2024-03-01", "2024-03-02T00:00:00.000001Z").back() ==
        "zeta USD 7.50 0.000001 0.00 0.00 0.00 -0.25 7.750001");
}

TEST_CASE("a period without length has neither movements nor a difference of balances") {
  const History history;
  CHECK(history.rows("2024-02-29", "2024-02-29").back() == "zeta USD 8.50 0.00 0.00 0.00 0.00 0.00 8.50");
  CHECK(history.rows("1970-01-01", "1970-01-01").empty());
}

TEST_CASE("before the period only what the fold sums is summed: what it can hold does not overflow (M1)") {
  History history;
  history.add("2024-04-01", history.adjusted("-9000000000000"), history.zeta);
  history.add("2024-04-01", events::CreditAdded{Money::parse("9000000000000"), usd}, history.zeta);
  history.add("2024-04-01", history.adjusted("9000000000000"), history.zeta);
  history.add("2024-04-01", history.adjusted("9000000000000"), history.zeta);
  CHECK(history.rows("2024-05-01", "2024-05-01").back() ==
        "zeta USD 7.750001 0.00 0.00 0.00 0.00 0.00 7.750001");
}

TEST_CASE("a period's sum that overflows is an error, not a wrong figure (M1)") {
  History history;
  history.add("2024-04-01", history.adjusted("-9000000000000"), history.zeta);
  history.add("2024-04-02", history.adjusted("9000000000000"), history.zeta);
  history.add("2024-04-02", history.adjusted("1000000000000"), history.zeta);
  CHECK_NOTHROW(static_cast<void>(history.rows("2024-04-01", "2024-05-01")));
  CHECK_THROWS_AS(static_cast<void>(history.rows("2024-04-02", "2024-05-01")), core::MoneyOverflow);
}

}  // namespace rentroll::projections
