#include "core/ids.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace rentroll::core {
namespace {

using Texts = std::vector<std::string>;

template <class Id>
bool is_right(std::string_view text) {
  try {
    return Id::parse(text).text() == text;
  } catch (const InputError&) {
    return false;
  }
}

TEST_CASE("an account id is 1 to 64 of A-Z a-z 0-9 _ . -") {
  for (const std::string& text : Texts{std::string("a"), std::string("Acme_2.eu-west"), std::string("-"),
                                       std::string("0"), std::string(64, 'x')}) {
    CAPTURE(text);
    CHECK(is_right<AccountId>(text));
  }
  for (const std::string& text :
       Texts{std::string(), std::string(65, 'x'), std::string("a b"), std::string("a/b"), std::string("ä"),
             std::string("a\n"), std::string("a,b"), std::string("a\0b", 3), std::string("a@b")}) {
    CAPTURE(text);
    CHECK_FALSE(is_right<AccountId>(text));
  }
}

TEST_CASE("a number is E.164 or a short code") {
  for (const std::string& text :
       Texts{"+14155550100", "+12", "+123456789012345", "US-54321", "GB-543210", "US-00000"}) {
    CAPTURE(text);
    CHECK(is_right<NumberId>(text));
  }
  for (const std::string& text :
       Texts{"", "+", "+1", "14155550100", "+04155550100", "+1234567890123456", "+1415555o100",
             "+1 415 555 0100", "++14155550100", "US-5432", "US-5432100", "us-54321", "USA-54321", "US54321",
             "U-54321", "US-5432x", "US-54321 ", "US_54321"}) {
    CAPTURE(text);
    CHECK_FALSE(is_right<NumberId>(text));
  }
  CHECK(is_short_code("US-54321"));
  CHECK_FALSE(is_short_code("+14155550100"));
  CHECK_FALSE(is_short_code("US-5432"));
}

TEST_CASE("case ids, request ids and remarks") {
  CHECK(is_right<CaseId>("unpaid-1"));
  CHECK(is_right<CaseId>(std::string(64, 'c')));
  CHECK_FALSE(is_right<CaseId>(std::string(65, 'c')));
  CHECK_FALSE(is_right<CaseId>("case 1"));
  CHECK_FALSE(is_right<CaseId>(""));

  CHECK(is_right<RequestId>("r 1"));
  CHECK(is_right<RequestId>("ü"));
  CHECK(is_right<RequestId>(std::string(128, 'r')));
  CHECK_FALSE(is_right<RequestId>(std::string(129, 'r')));
  CHECK_FALSE(is_right<RequestId>(""));
  CHECK_FALSE(is_right<RequestId>("r\t1"));

  CHECK(is_right<Remark>("billed twice, sorry"));
  CHECK(is_right<Remark>(std::string(1000, 'x')));
  CHECK_FALSE(is_right<Remark>(std::string(1001, 'x')));
  CHECK_FALSE(is_right<Remark>("two\nlines"));
  CHECK_FALSE(is_right<Remark>("\x7F"));
  CHECK_FALSE(is_right<Remark>(""));
}

TEST_CASE("M3: currencies and countries are capitals, and order as their texts do") {
  CHECK(is_right<Currency>("USD"));
  CHECK(is_right<Country>("US"));
  for (const std::string& text : Texts{"", "US", "usd", "USDX", "U$D", "Usd"}) {
    CAPTURE(text);
    CHECK_FALSE(is_right<Currency>(text));
  }
  for (const std::string& text : Texts{"", "U", "us", "USA", "U1"}) {
    CAPTURE(text);
    CHECK_FALSE(is_right<Country>(text));
  }
  CHECK(Currency::parse("EUR") < Currency::parse("USD"));
  CHECK(Currency::parse("USB") < Currency::parse("USD"));
  CHECK(Currency::parse("AZZ") < Currency::parse("BAA"));
  CHECK(Currency::from_packed(Currency::parse("USD").packed()) == Currency::parse("USD"));
  CHECK(Currency::parse("USD").packed() == 0x555344);
}

TEST_CASE("an error shows a wrong text without its control characters, and no more than its beginning") {
  const auto message = [](std::string_view text) {
    try {
      return AccountId::parse(text).text();
    } catch (const InputError& error) {
      return std::string(error.what());
    }
  };
  CHECK(message("a\x1B[31m") == "\"a?[31m\" is no account id: right are 1 to 64 of A-Z a-z 0-9 _ . -");
  CHECK(message(std::string(5000, 'x')).size() < 200);
}

TEST_CASE("a charge's id is SEQ-KIND") {
  for (const std::string& text :
       Texts{"12-first_month", "1-setup", "18446744073709551615-renewal", "9-adjustment"}) {
    CAPTURE(text);
    const auto id = ChargeId::parse(text);
    REQUIRE(id);
    CHECK(id->text() == text);
  }
  for (const std::string& text :
       Texts{"", "-", "12", "12-", "-setup", "0-setup", "012-setup", "12-nothing", "12-Setup", "12-setup ",
             " 12-setup", "1x-setup", "+1-setup", "18446744073709551616-setup", "99999999999999999999-setup",
             "12--setup"}) {
    CAPTURE(text);
    CHECK_FALSE(ChargeId::parse(text));
  }
  CHECK(ChargeId::parse("12-setup") != ChargeId::parse("12-renewal"));
}

}  // namespace
}  // namespace rentroll::core
