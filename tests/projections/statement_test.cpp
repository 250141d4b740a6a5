#include "projections/statement.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "core/error.hpp"

namespace rentroll::tests {
namespace {

using projections::AmountForm;
using projections::DateForm;
using projections::StatementForm;
using projections::StatementHeaders;
using projections::StatementLine;
using projections::StatementReader;

/// What was wrong, or nothing.
template <class Action>
std::string error_of(Action&& action) {
  try {
    action();
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "";
}

std::string date(const char* form, const char* text) { return DateForm::parse(form).read(text).text(); }

std::string amount(const char* text, const char* thousands = "", const char* decimal = ".") {
  return projections::read_amount(text, AmountForm{thousands, decimal}).text();
}

const std::string head = "date,account,number,kind,amount,currency\n";

/// `LINE date account number kinds amount currency` of each line, or the error.
std::vector<std::string> read(const std::string& text, StatementForm form = {}) {
  std::vector<std::string> found;
  std::istringstream input(text);
  StatementReader reader(input, "s.csv", std::move(form));
  for (StatementLine line;;) {
    try {
      if (!reader.next(line)) return found;
      found.push_back(std::to_string(line.line) + " " + line.date.text() + " " + std::string(line.account) +
                      " " + line.number + " " + std::to_string(line.kinds.bits()) + " " + line.amount.text() +
                      " " + line.currency.text());
    } catch (const core::InputError& error) {
      found.push_back(error.what());
    }
  }
}

std::string one(const std::string& line) { return read(head + line + "\n").at(0); }

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("dates by a form, without a locale") {
  CHECK(date("%d/%m/%Y", "31/01/2024") == "2024-01-31");
  CHECK(date("%m/%d/%Y", "1/2/2024") == "2024-01-02");
  CHECK(date("%d.%m.%y", "29.02.24") == "2024-02-29");
  CHECK(date("%y%m%d", "700102") == "1970-01-02");
  CHECK(date("%y%m%d", "680102") == "2068-01-02");
  CHECK(date("%d %b %Y", "05 MAY 2024") == "2024-05-05");
  CHECK(date("%B %d, %Y", "September 3, 2024") == "2024-09-03");
  CHECK(date("%B %d, %Y", "Sep 3, 2024") == "2024-09-03");
  CHECK(date("%Y-%m-%d %H:%M:%S", "2024-01-31 23:59:59") == "2024-01-31");
  CHECK(date("%Y%%%m%%%d", "2024%01%31") == "2024-01-31");
  for (const char* wrong :
       {"", "31/01/24", "31/13/2024", "31/02/2024", "0/1/2024", "31-01-2024", "31/01/2024 ", "x31/01/2024",
        "31/01/20245", "1/1/1969", "1/1/2262", "-1/1/2024", "+1/1/2024"}) {
    CAPTURE(wrong);
    CHECK(error_of([&] { date("%d/%m/%Y", wrong); }).find("%d/%m/%Y") != std::string::npos);
  }
  CHECK(error_of([] { date("%Y-%m-%d %H:%M", "2024-01-31 24:00"); }) != "");
  CHECK(error_of([] { date("%d %b %Y", "05 Mai 2024"); }) != "");
}

TEST_CASE("forms of dates that say too little, too much or nothing known") {
  for (const char* wrong :
       {"", "%d/%m", "%Y", "%d/%m/%Y %d", "%d/%b/%m/%Y", "%y %Y %m %d", "%d/%m/%Y %", "%d/%m/%Y %q"}) {
    CAPTURE(wrong);
    CHECK(error_of([&] { static_cast<void>(DateForm::parse(wrong)); }).find("%d/%m/%Y") != std::string::npos);
  }
}

TEST_CASE("amounts as people write them") {
  CHECK(amount("1234.50") == "1234.50");
  CHECK(amount(" -0.005\t") == "-0.005");
  CHECK(amount("(1.00)") == "-1.00");
  CHECK(amount("( 1.00 )") == "-1.00");
  CHECK(amount("(0)") == "0.00");
  CHECK(amount("1,234.50", ",") == "1234.50");
  CHECK(amount("-1,234,567", ",") == "-1234567.00");
  CHECK(amount("(1,234.5)", ",") == "-1234.50");
  CHECK(amount("1234.5", ",") == "1234.50");
  CHECK(amount("1.234,50", ".", ",") == "1234.50");
  CHECK(amount("1 234,5", " ", ",") == "1234.50");
  CHECK(amount("12\xC2\xA0"
               "345.6",
               "\xC2\xA0") == "12345.60");
  CHECK(amount("0,25", "", ",") == "0.25");
}

TEST_CASE("amounts that could be taken for others are refused") {
  struct Case {
    const char* text;
    const char* thousands;
    const char* decimal;
  };
  for (const Case& each : std::initializer_list<Case>{
           {"1,50", "", "."},   // a decimal comma is not one between thousands
           {"1,50", ",", "."},  // nor where there may be one
           {"1,2345", ",", "."},  {"12,34,567.00", ",", "."},
           {",123", ",", "."},    {"1234,567", ",", "."},
           {"1,234,", ",", "."},  {"1.234,567", ",", "."},
           {"1.50", "", ","},  // a point where the comma is before decimals
           {"1,5.0", "", ","},    {"1,2,3", "", ","},
           {"(-1.00)", "", "."},  {"(1.00", "", "."},
           {"1.00)", "", "."},    {"()", "", "."},
           {"--1", ",", "."},     {"$1.00", "", "."},
           {"1.00 USD", "", "."}, {"1.0000001", "", "."},
           {"1e3", "", "."},      {"9223372036855", "", "."},
           {"", "", "."},         {"", ",", "."},
       }) {
    CAPTURE(each.text);
    CHECK(error_of([&] { amount(each.text, each.thousands, each.decimal); }).find("is no amount") !=
          std::string::npos);
  }
  for (const auto& [thousands, decimal] :
       std::initializer_list<std::pair<const char*, const char*>>{{".", "."},
                                                                  {"1", "."},
                                                                  {"-", "."},
                                                                  {",,", "."},
                                                                  {"", ""},
                                                                  {"", "0"},
                                                                  {"(", "."},
                                                                  {"\n", "."},
                                                                  {"\xFF", "."}}) {
    const AmountForm form{thousands, decimal};
    CHECK(error_of([&] { form.check(); }) != "");
  }
}

TEST_CASE("phone numbers as people write them") {
  using projections::read_number;
  CHECK(read_number("+14155550100") == "+14155550100");
  CHECK(read_number("US-54321") == "US-54321");
  CHECK(read_number("14155550100") == "+14155550100");
  CHECK(read_number("+1 415-555-0100") == "+14155550100");
  CHECK(read_number("1 (415) 555.0100") == "+14155550100");
  CHECK(read_number("+44\xC2\xA0"
                    "20\xE2\x80\x93"
                    "7946\xE2\x80\x91"
                    "0000") == "+442079460000");
  for (const char* wrong : {"", "54321", "123456", "1.41556E+10", "0014155550100", "+0123456789", "call me",
                            "+", "++14155550100", "12345678901234567", "US-1234"}) {
    CAPTURE(wrong);
    CHECK(error_of([&] { static_cast<void>(read_number(wrong)); }).find("is no phone number") !=
          std::string::npos);
  }
}

TEST_CASE("a statement's lines, and the many ways to write them") {
  CHECK(one("2024-01-31,acme,+14155550100,setup,0.50,USD") == "2 2024-01-31 acme +14155550100 2 0.50 USD");
  CHECK(one("2024-01-31T23:59:59.5Z, acme ,,adjustment,-1,USD") == "2 2024-01-31 acme  16 -1.00 USD");
  CHECK(one("2024-01-31,acme,1-415-555-0100,setup first_month,1.50,USD") ==
        "2 2024-01-31 acme +14155550100 6 1.50 USD");
  CHECK(read("amount,memo,currency,date,number,account\n\"1.00\",\"one\ntwo\",USD,2024-01-31,,acme\n"
             "2,,USD,2024-02-01,,acme\n") ==
        Found{"2 2024-01-31 acme  0 1.00 USD", "4 2024-02-01 acme  0 2.00 USD"});
}

TEST_CASE("headers by other names") {
  StatementForm form;
  form.separator = ';';
  form.headers = StatementHeaders::parse("date=Posted on,amount=Total,kind=");
  form.amounts = {".", ","};
  form.dates = DateForm::parse("%d.%m.%Y");
  CHECK(read("Posted on;account;number;kind;Total;currency\n31.01.2024;acme;;Miete;1.234,50;EUR\n", form) ==
        Found{"2 2024-01-31 acme  0 1234.50 EUR"});
  CHECK(error_of([] { static_cast<void>(StatementHeaders::parse("when=Posted")); }).find("date, account") !=
        std::string::npos);
  CHECK(error_of([] { static_cast<void>(StatementHeaders::parse("date")); }) != "");
  CHECK(error_of([] { static_cast<void>(StatementHeaders::parse("")); }) != "");
  CHECK(error_of([] { static_cast<void>(StatementHeaders::parse("date=a,date=b")); }) != "");
  CHECK(error_of([] { static_cast<void>(StatementHeaders::parse("date=")); }) != "");
}

TEST_CASE("header lines that will not do") {
  const auto error = [](const std::string& text, const char* columns = "") {
    return error_of([&] {
      StatementForm form;
      if (*columns != '\0') form.headers = StatementHeaders::parse(columns);
      read(text, form);
    });
  };
  CHECK(error("") == "s.csv:1: the file is empty: right is a header line, then the statement's lines");
  CHECK(error("date,account,number,amount\n")
            .starts_with("s.csv:1: no column is headed \"currency\", but \"date\""));
  CHECK(error("date;account;number;amount;currency\n").find("--separator") != std::string::npos);
  CHECK(error(head, "date=Posted").find("`--columns date=HEADER`") != std::string::npos);
  CHECK(error("date,account,number,amount,currency\n", "kind=Type").find("\"Type\"") != std::string::npos);
  CHECK(error("date,date,account,number,amount,currency\n").find("two columns are headed \"date\"") !=
        std::string::npos);
  CHECK(error("\n\"date,account\n").starts_with("s.csv:2: "));
}

TEST_CASE("lines that cannot be read bear their place, and the next ones are read") {
  for (const auto& each : std::initializer_list<std::pair<const char*, const char*>>{
           {"2024-02-30,acme,,setup,1,USD", "no instant"},
           {"31/01/2024,acme,,setup,1,USD", "no instant"},
           {"1969-12-31,acme,,setup,1,USD", "outside"},
           {",acme,,setup,1,USD", "no instant"},
           {"2024-01-31,,,setup,1,USD", "account id"},
           {"2024-01-31,a b,,setup,1,USD", "account id"},
           {"2024-01-31,acme,12,setup,1,USD", "phone number"},
           {"2024-01-31,acme,,rent,1,USD", "no kind of charge"},
           {"2024-01-31,acme,,,1,USD", "no kind of charge"},
           {"2024-01-31,acme,,setup,\"1,5\",USD", "no amount"},
           {"2024-01-31,acme,,setup,1,usd", "currency"},
           {"2024-01-31,acme,,setup,1", "5 fields: right are 6"},
           {"2024-01-31,acme,,setup,1,USD,", "7 fields: right are 6"},
           {"2024-01-31,acme,,setup,1,\"USD", "a quote is opened"},
       }) {
    CAPTURE(each.first);
    const Found found = read(head + each.first + "\n2024-01-31,acme,,setup,1,USD\n");
    REQUIRE(found.size() == 2);
    CHECK(found[0].starts_with("s.csv:2: "));
    CHECK(found[0].find(each.second) != std::string::npos);
    CHECK(found[1] == "3 2024-01-31 acme  2 1.00 USD");
  }
}

TEST_CASE("phone numbers that are rewritten are counted, not those that stay as they are") {
  std::istringstream input(
      head +
      "2024-01-31,acme,+14155550100,setup,1,USD\n2024-01-31,acme,1 415 555 0101,setup,1,USD\n"
      "2024-01-31,acme,,setup,1,USD\n2024-01-31,acme,14155550102,setup,1,USD\n");
  StatementReader reader(input, "s.csv", {});
  for (StatementLine line; reader.next(line);) {
  }
  CHECK(reader.numbers().rewritten() == 2);
  CHECK(reader.numbers().first_rewritten() ==
        std::pair<std::string, std::string>("1 415 555 0101", "+14155550101"));
}

}  // namespace rentroll::tests
