#include "projections/monthly_charges.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace rentroll::projections {
namespace {

using core::ChargeKind;
using core::Instant;
using core::Money;
using Texts = std::vector<std::string>;

ChargeTotals::Row row(const char* month, const char* kind, const char* amount, const char* currency) {
  return {{month, kind}, 2, Money::parse(amount), core::Currency::parse(currency)};
}

std::vector<CurrencyMonths> months_of(const std::vector<ChargeTotals::Row>& rows, const char* begin,
                                      const char* end) {
  return monthly_charges(rows, Instant::parse(begin), Instant::parse(end));
}

/// As `FIRST END SETUP FIRST_MONTH RENEWAL ADJUSTMENT TOTAL`.
Texts texts(const std::vector<SpanSums>& spans) {
  Texts texts;
  for (const SpanSums& span : spans) {
    std::string text = span.first.text() + " " + span.end.text();
    for (const Money amount : span.sums.amounts) text += " " + amount.text();
    texts.push_back(text + " " + span.sums.total().text());
  }
  return texts;
}

}  // namespace

TEST_CASE("months without charges stand between the others, a currency at a time") {
  const auto currencies =
      months_of({row("2024-01", "setup", "0.50", "USD"), row("2024-01", "first_month", "1", "USD"),
                 row("2024-03", "adjustment", "-2.25", "USD"), row("2024-02", "renewal", "3", "EUR")},
                "2024-01-31T12:00:00Z", "2024-03-01T00:00:00.000001Z");
  REQUIRE(currencies.size() == 2);
  CHECK(currencies[0].currency.text() == "EUR");
  CHECK(texts(currencies[0].months) == Texts{"2024-01-01 2024-02-01 0.00 0.00 0.00 0.00 0.00",
                                             "2024-02-01 2024-03-01 0.00 0.00 3.00 0.00 3.00",
                                             "2024-03-01 2024-04-01 0.00 0.00 0.00 0.00 0.00"});
  CHECK(texts(currencies[1].months) == Texts{"2024-01-01 2024-02-01 0.50 1.00 0.00 0.00 1.50",
                                             "2024-02-01 2024-03-01 0.00 0.00 0.00 0.00 0.00",
                                             "2024-03-01 2024-04-01 0.00 0.00 0.00 -2.25 -2.25"});
  CHECK(currencies[1].total.total().text() == "-0.75");
  CHECK(currencies[1].total.charges == 6);
  CHECK(currencies[1].total.of(ChargeKind::first_month).text() == "1.00");
}

TEST_CASE("the month at whose beginning a period ends is none of its months") {
  const auto currencies =
      months_of({row("2024-01", "renewal", "1", "USD")}, "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z");
  CHECK(texts(currencies.at(0).months) == Texts{"2024-01-01 2024-02-01 0.00 0.00 1.00 0.00 1.00"});
}

TEST_CASE("a period of one microsecond is one month") {
  const auto currencies = months_of({row("2024-02", "renewal", "1", "USD")}, "2024-02-29T23:59:59.999999Z",
                                    "2024-03-01T00:00:00Z");
  CHECK(currencies.at(0).months.size() == 1);
}

TEST_CASE("by year") {
  const auto currencies =
      months_of({row("2023-11", "renewal", "1", "USD"), row("2023-12", "renewal", "2", "USD"),
                 row("2025-01", "adjustment", "-4", "USD")},
                "2023-11-15", "2025-01-02");
  CHECK(texts(by_year(currencies.at(0).months)) == Texts{"2023-11-01 2024-01-01 0.00 0.00 3.00 0.00 3.00",
                                                         "2024-01-01 2025-01-01 0.00 0.00 0.00 0.00 0.00",
                                                         "2025-01-01 2025-02-01 0.00 0.00 0.00 -4.00 -4.00"});
}

TEST_CASE("sums that are too large say so (M1)") {
  const std::string most = "9223372036854.775807";
  CHECK_THROWS_AS(months_of({row("2024-01", "renewal", most.c_str(), "USD"),
                             row("2024-02", "renewal", "0.000001", "USD")},
                            "2024-01-01", "2024-03-01"),
                  core::MoneyOverflow);
}

}  // namespace rentroll::projections
