#include "scenarios/rental_list.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace rentroll::scenarios {
namespace {

using core::InputError;

const std::string header = "account,number,country,type,rented_on,next_due,setup,monthly,currency\n";

/// A list read to its end, and what was said of its wrong rows.
struct Read {
  RentalList list;
  std::vector<std::string> errors;
};

Read read(const std::string& text, RentalListForm form = {}) {
  std::istringstream input(text);
  RentalListReader reader(input, "r.csv", std::move(form), core::Instant::parse("2024-08-01T09:00:00Z"));
  Read result;
  for (bool goes_on = true; goes_on;) {
    try {
      goes_on = reader.next(result.list);
    } catch (const InputError& error) {
      result.errors.emplace_back(error.what());
    }
  }
  return result;
}

}  // namespace

TEST_CASE("a list of rentals: names in the order of first appearance, each row with its line") {
  const Read found = read(header +
                          "zeta,+14155550101,US,local,2023-11-03T10:00:00Z,2024-08-28,0.50,1.15,USD\n"
                          "acme,US-54321,US,short_code,2024-08-01,2024-09-01,0,500,EUR\n"
                          "zeta,+14155550100,US,mobile,1970-01-01,2262-12-31,0,0,USD\n");
  REQUIRE(found.errors.empty());
  const RentalList& list = found.list;
  REQUIRE(list.rentals.size() == 3);
  REQUIRE(list.accounts.size() == 2);
  CHECK(list.names.accounts.text(0) == "zeta");
  CHECK(list.names.accounts.text(1) == "acme");
  CHECK(list.names.numbers.text(2) == "+14155550100");
  const StandingRental& first = list.rentals[0];
  CHECK(first.account == 0);
  CHECK(first.country.text() == "US");
  CHECK(first.type == core::NumberType::local);
  CHECK(first.rented_on.text() == "2023-11-03");
  CHECK(first.next_due.text() == "2024-08-28");
  CHECK(first.setup.text() == "0.50");
  CHECK(first.monthly.text() == "1.15");
  CHECK(first.line == 2);
  CHECK(list.rentals[2].account == 0);
  CHECK(list.rentals[2].line == 4);
  CHECK(list.rentals[2].next_due.text() == "2262-12-31");
  CHECK(list.currency_of(list.rentals[1]).text() == "EUR");
  CHECK(list.accounts[1].line == 3);
}

TEST_CASE("a wrong row is told with line and column, adds nothing, and the next ones are read") {
  const Read found = read(header +
                          "acme,+14155550100,US,local,2023-11-03,2024-08-01,0,1,USD\n"
                          "acme,+14155550100,US,local,2023-11-03,2024-08-02,0,1,USD\n"
                          "acme,+14155550101,US,local,2023-11-03,2024-08-02,0,1,EUR\n"
                          "acme,+14155550100,US,local,2023-11-03,2024-08-02,0,1,USD\n"
                          "acme,+14155550102,US,local,2023-11-03,2024-08-02,0,1\n"
                          "acme,+14155550103,US,local,2023-11-03,2024-08-02,0,1,USD\n");
  CHECK(found.errors ==
        std::vector<std::string>{
            "r.csv:2: column \"next_due\": \"next_due\" is 2024-08-01, which began before "
            "2024-08-01T09:00:00Z, the instant of the carry-over: right is the next due date that is still "
            "to come (N13)",
            "r.csv:4: column \"currency\": account acme is in EUR here and in USD in line 3: right is one "
            "currency for an account (M3)",
            "r.csv:5: column \"number\": +14155550100 stands in line 3 already: right is one line for each "
            "number",
            "r.csv:6: it has 8 fields: right are 9, as in the header"});
  REQUIRE(found.list.rentals.size() == 2);
  CHECK(found.list.rentals[0].line == 3);
  CHECK(found.list.rentals[1].line == 7);
  CHECK(found.list.accounts.size() == 1);
}

TEST_CASE("headers of one's own stand in errors, and other columns are passed over") {
  RentalListForm form;
  form.separator = ';';
  form.columns.name("account=Kunde,monthly=Monat");
  form.amounts = {".", ","};
  form.dates = projections::DateForm::parse("%d.%m.%Y");
  const std::string own = "Notiz;Monat;Kunde;number;country;type;rented_on;next_due;setup;currency\n";
  const Read found = read("\xEF\xBB\xBF" + own +
                              ";1.500,25;acme;1 415 555-0100;US;local;3.11.2023;28.8.2024;0;USD\r\n"
                              ";1500.25;acme;1 415 555-0101;US;local;3.11.2023;28.8.2024;0;USD\r\n",
                          form);
  REQUIRE(found.list.rentals.size() == 1);
  CHECK(found.list.rentals[0].monthly.text() == "1500.25");
  CHECK(found.list.names.numbers.text(0) == "+14155550100");
  REQUIRE(found.errors.size() == 1);
  CHECK(found.errors[0].starts_with("r.csv:3: column \"Monat\": \"1500.25\""));
  CHECK_THROWS_AS(read("a,b\n"), InputError);
  CHECK_THROWS_AS(form.columns.name("setup="), InputError);
}

}  // namespace rentroll::scenarios
