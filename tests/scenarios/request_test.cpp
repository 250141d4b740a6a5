#include "scenarios/request.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "scenarios/fields.hpp"

namespace rentroll::scenarios {
namespace {

using core::Actor;
using core::InputError;

std::string error_of(const RequestBody& body) {
  try {
    check_well_formed(body);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string error_of_content(const std::string& content) {
  try {
    static_cast<void>(body_of(content));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

core::Money money(const char* text) { return core::Money::parse(text); }

// A value of each type of field, at random.

template <core::TextEnum Enum>
void randomize(Enum& value) {
  const auto& texts = core::EnumTexts<Enum>::value;
  value = texts[*rc::gen::inRange<std::size_t>(0, texts.size())].first;
}
template <core::TextEnum Enum>
void randomize(core::EnumSet<Enum>& set) {
  set = {};
  for (const auto& [value, text] : core::EnumTexts<Enum>::value) {
    if (*rc::gen::arbitrary<bool>()) set.insert(value);
  }
}
std::string random_text(const std::string& letters, std::size_t size_max) {
  const auto size = *rc::gen::inRange<std::size_t>(1, size_max);
  return *rc::gen::container<std::string>(size, rc::gen::elementOf(letters));
}
void randomize(core::AccountId& id) { id = core::AccountId::parse(random_text("aZ09_.-", 20)); }
void randomize(core::NumberId& id) { id = core::NumberId::parse("+1" + random_text("0123456789", 14)); }
void randomize(core::CaseId& id) { id = core::CaseId::parse(random_text("aZ0-\"\\/{}", 20)); }
void randomize(core::Remark& text) {
  text = core::Remark::parse(*rc::gen::element<std::string>("", "\xC3\xBC", "\xF0\x9F\x98\x80") +
                             random_text("aZ0- \"\\/{}", 40));
}
void randomize(core::Country& country) {
  country = core::Country::parse(*rc::gen::element("US", "DE", "JP"));
}
void randomize(core::Currency& currency) {
  currency = core::Currency::parse(*rc::gen::element("USD", "EUR", "JPY"));
}
void randomize(core::Money& amount) {
  amount = core::Money::from_millionths(*rc::gen::inRange<std::int64_t>(1, 9'000'000'000'000'000'000));
}
void randomize(core::Date& date) { date = core::Date::from_days(*rc::gen::inRange(0, 107'016)); }
void randomize(bool& truth) { truth = *rc::gen::arbitrary<bool>(); }
template <class Value>
void randomize(std::optional<Value>& value) {
  value.reset();
  if (*rc::gen::arbitrary<bool>()) randomize(value.emplace());
}

template <std::size_t index = 0>
RequestBody random_body(std::size_t which) {
  if constexpr (index + 1 < std::variant_size_v<RequestBody>) {
    if (which != index) return random_body<index + 1>(which);
  }
  std::variant_alternative_t<index, RequestBody> body;
  body.fields(body, [](const char*, auto& field, auto...) { randomize(field); });
  return body;
}

/// Makes a random body one that is well-formed.
RequestBody well_formed(RequestBody body) {
  if (auto* stock = std::get_if<Stock>(&body);
      stock != nullptr && stock->type == core::NumberType::short_code) {
    stock->number = core::NumberId::parse(stock->country.text() + "-54321");
  }
  if (auto* suspend = std::get_if<SuspendAccount>(&body);
      suspend != nullptr && suspend->scope == core::Scope::sending) {
    suspend->scope = core::Scope::provisioning;
  }
  return body;
}

}  // namespace

TEST_CASE("Q1: who may ask for what") {
  using enum RequestKind;
  struct Row {
    RequestKind kind;
    Actor by_default;
    std::vector<Actor> permitted;
  };
  const std::vector<Actor> customer_or_support = {Actor::customer, Actor::support};
  const std::vector<Actor> carrier_or_provider = {Actor::carrier, Actor::provider};
  const Row rows[] = {
      {open_account, Actor::customer, customer_or_support},
      {disable, Actor::customer, customer_or_support},
      {enable, Actor::customer, customer_or_support},
      {close, Actor::customer, customer_or_support},
      {add_credit, Actor::customer, customer_or_support},
      {rent, Actor::customer, customer_or_support},
      {unrent, Actor::customer, customer_or_support},
      {reclaim, Actor::customer, customer_or_support},
      {recover, Actor::support, {Actor::support}},
      {stock, Actor::carrier, carrier_or_provider},
      {withdraw, Actor::carrier, carrier_or_provider},
      {disconnect, Actor::provider, {Actor::provider}},
      {onboard, Actor::provider, {Actor::provider}},
      {grant_preview, Actor::provider, {Actor::provider}},
      {accept_document, Actor::provider, {Actor::provider}},
      {verify, Actor::provider, {Actor::provider}},
      {suspend_account, Actor::provider, {Actor::provider}},
      {reinstate_account, Actor::provider, {Actor::provider}},
      {suspend_number, Actor::provider, {Actor::provider}},
      {reinstate_number, Actor::provider, {Actor::provider}},
      {set_price, Actor::provider, {Actor::provider}},
      {reprice, Actor::provider, {Actor::provider}},
      {adjust, Actor::provider, {Actor::provider}},
      {carry_over, Actor::provider, {Actor::provider}},
  };
  CHECK(std::size(rows) == core::EnumTexts<RequestKind>::value.size());
  for (const Row& row : rows) {
    INFO(core::to_text(row.kind));
    CHECK(default_actor(row.kind) == row.by_default);
    for (const auto& each : core::EnumTexts<Actor>::value) {
      const Actor actor = each.first;
      INFO(each.second);
      const bool right = std::find(row.permitted.begin(), row.permitted.end(), actor) != row.permitted.end();
      CHECK(is_permitted(row.kind, actor) == right);
    }
  }
}

TEST_CASE("content is compact JSON with sorted keys, defaults and no absent optionals") {
  Stock stock;
  stock.number = core::NumberId::parse("+14155550100");
  stock.country = core::Country::parse("US");
  stock.type = core::NumberType::local;
  CHECK(content_of(stock) ==
        R"({"capabilities":["voice"],"country":"US","do":"stock","number":"+14155550100",)"
        R"("onboarding":"general_availability","requires":[],"type":"local"})");
  CHECK(content_of(AddCredit{core::AccountId::parse("a"), money("5.100000")}) ==
        R"({"account":"a","amount":"5.10","do":"add_credit"})");
  OpenAccount open;
  open.account = core::AccountId::parse("a");
  open.currency = core::Currency::parse("USD");
  CHECK(content_of(open) == R"({"account":"a","currency":"USD","do":"open_account","verified":true})");
  open.credit = money("1");
  CHECK(content_of(open) ==
        R"({"account":"a","credit":"1.00","currency":"USD","do":"open_account","verified":true})");
}

TEST_CASE("content reads back to the same body, for every kind") {
  for (std::size_t which = 0; which < std::variant_size_v<RequestBody>; ++which) {
    CHECK(rc::check([&] {
      const RequestBody body = well_formed(random_body(which));
      const std::string content = content_of(body);
      const RequestBody again = body_of(content);
      RC_ASSERT((again.index() == which));
      RC_ASSERT((content_of(again) == content));
    }));
  }
}

TEST_CASE("content that is none") {
  CHECK(error_of_content("") == "a request's content is no JSON object");
  CHECK(error_of_content("[]") == "a request's content is no JSON object");
  CHECK(error_of_content(R"({"do":"close","account":"a")") == "a request's content is no JSON object");
  CHECK(error_of_content(R"({"account":"a"})") == "a request's content lacks \"do\"");
  CHECK(error_of_content(R"({"do":"rnt"})").starts_with("\"do\" is \"rnt\": right is one of rent, unrent"));
  CHECK(error_of_content(R"({"do":5})").starts_with("\"do\" is the integer 5"));
  CHECK(error_of_content(R"({"do":"close"})") == "close lacks \"account\": its keys are account");
  CHECK(error_of_content(R"({"do":"close","account":null})").starts_with("\"account\" is null"));
  CHECK(error_of_content(R"({"do":"close","account":{}})").starts_with("\"account\" is an object"));
  CHECK(error_of_content(R"({"do":"add_credit","account":"a","amount":0.5})")
            .starts_with("\"amount\" is a float"));
  CHECK(error_of_content(R"({"do":"add_credit","account":"a","amount":18446744073709551615})")
            .starts_with("\"amount\" is an integer beyond 64 bits"));
  CHECK(error_of_content(R"({"do":"stock","number":"+1415","country":"US","type":"local","requires":[1]})")
            .starts_with("\"requires\" is a list of other things than texts"));
  CHECK(content_of(body_of(R"({"do":"add_credit","account":"a","amount":5})")) ==
        R"({"account":"a","amount":"5.00","do":"add_credit"})");
}

TEST_CASE("requests that are not well-formed though their fields are") {
  const auto account = core::AccountId::parse("a");
  const auto number = core::NumberId::parse("+1415");
  const auto usd = core::Currency::parse("USD");
  const auto us = core::Country::parse("US");
  const auto short_code = core::NumberId::parse("US-54321");
  using core::NumberType;

  CHECK(error_of(SetPrice{us, NumberType::local, money("0"), money("0"), usd}).empty());
  CHECK(error_of(SetPrice{us, NumberType::local, money("-0.000001"), money("0"), usd}) ==
        "\"setup\" is -0.000001: right is an amount of 0 or more");
  CHECK(error_of(SetPrice{us, NumberType::local, money("0"), money("-1"), usd}) ==
        "\"monthly\" is -1.00: right is an amount of 0 or more");
  CHECK(error_of(Reprice{account, number, money("0")}).empty());
  CHECK(error_of(Reprice{account, number, money("-1")}).starts_with("\"monthly\" is -1.00"));

  CHECK(error_of(AddCredit{account, money("0.000001")}).empty());
  CHECK(error_of(AddCredit{account, money("0")}) == "\"amount\" is 0.00: right is an amount above 0");
  CHECK(error_of(OpenAccount{account, usd, std::nullopt, true}).empty());
  CHECK(error_of(OpenAccount{account, usd, money("-5"), true}) ==
        "\"credit\" is -5.00: right is an amount above 0");
  // It is refused later (C9).
  CHECK(error_of(Adjust{account, money("0"), core::Remark::parse("r"), std::nullopt, std::nullopt}).empty());

  const auto carried = [&](const char* rented_on, const char* next_due, const char* setup,
                           const char* monthly) {
    return CarryOver{account,      number,        core::Date::parse(rented_on), core::Date::parse(next_due),
                     money(setup), money(monthly)};
  };
  CHECK(error_of(carried("1970-01-01", "2262-12-31", "0", "0")).empty());
  CHECK(error_of(carried("1969-12-31", "2024-08-28", "0", "0")) ==
        "\"rented_on\" is 1969-12-31: right is a date from 1970-01-01 up to, not including, 2263-01-01 (T1)");
  CHECK(error_of(carried("2023-11-03", "2263-01-01", "0", "0")).starts_with("\"next_due\" is 2263-01-01"));
  CHECK(error_of(carried("2023-11-03", "2024-08-28", "-1", "0")).starts_with("\"setup\" is -1.00"));
  CHECK(error_of(carried("2023-11-03", "2024-08-28", "0", "-1")).starts_with("\"monthly\" is -1.00"));

  const auto case_id = core::CaseId::parse("c");
  CHECK(error_of(SuspendAccount{account, case_id, core::Scope::sending, core::CaseReason::fraud})
            .starts_with("\"scope\" is \"sending\", which is a number's (A4): right for an account are"));
  for (const auto scope : {core::Scope::throughput, core::Scope::provisioning, core::Scope::all_services}) {
    CHECK(error_of(SuspendAccount{account, case_id, scope, core::CaseReason::fraud}).empty());
  }

  const auto stock = [](const core::NumberId& id, core::Country country, NumberType type) {
    Stock body;
    body.number = id;
    body.country = country;
    body.type = type;
    return body;
  };
  CHECK(error_of(stock(number, us, NumberType::local)).empty());
  CHECK(error_of(stock(number, core::Country::parse("DE"), NumberType::local)).empty());
  CHECK(error_of(stock(short_code, us, NumberType::short_code)).empty());
  CHECK(error_of(stock(number, us, NumberType::short_code)) ==
        "\"type\" is \"short_code\", but the number is +1415: right for a short code is a number like "
        "US-54321");
  CHECK(error_of(stock(short_code, us, NumberType::mobile)) ==
        "\"type\" is \"mobile\", but US-54321 is a short code: right is \"short_code\"");
  CHECK(error_of(stock(short_code, core::Country::parse("CA"), NumberType::short_code)) ==
        "\"country\" is \"CA\", but US-54321 is a short code of US: right is \"US\"");
}

TEST_CASE("N13: the dates of a carry-over fit its instant") {
  const auto error_at = [](const char* at, const char* rented_on, const char* next_due) -> std::string {
    CarryOver carried;
    carried.rented_on = core::Date::parse(rented_on);
    carried.next_due = core::Date::parse(next_due);
    try {
      check_fits_instant(carried, core::Instant::parse(at));
    } catch (const FieldError& error) {
      return error.field() + ": " + error.what();
    }
    return "";
  };
  // Due at the very instant: the renewal is still to come (T5). A moment later it has been missed.
  CHECK(error_at("2024-08-28T00:00:00Z", "2023-11-03", "2024-08-28").empty());
  CHECK(
      error_at("2024-08-28T00:00:00.000001Z", "2023-11-03", "2024-08-28") ==
      "next_due: \"next_due\" is 2024-08-28, which began before 2024-08-28T00:00:00.000001Z, the instant of "
      "the carry-over: right is the next due date that is still to come (N13)");
  CHECK(error_at("2024-08-28T00:00:00.000001Z", "2023-11-03", "2024-08-29").empty());
  CHECK(error_at("2024-08-28T09:00:00Z", "2024-08-28", "2024-08-29").empty());
  CHECK(error_at("2024-08-27T23:59:59.999999Z", "2024-08-28", "2024-08-29") ==
        "rented_on: \"rented_on\" is 2024-08-28, after 2024-08-27T23:59:59.999999Z, the instant of the "
        "carry-over: right is a date that has begun by then (N13)");
  CHECK_NOTHROW(check_fits_instant(Rent{}, core::Instant()));
}

TEST_CASE("the account and the number that a request names") {
  const auto account = core::AccountId::parse("a");
  const auto number = core::NumberId::parse("+1415");
  const RequestBody rent = Rent{account, number};
  REQUIRE(account_named(rent) != nullptr);
  CHECK(*account_named(rent) == account);
  REQUIRE(number_named(rent) != nullptr);
  CHECK(*number_named(rent) == number);

  const RequestBody close = Close{account};
  CHECK(*account_named(close) == account);
  CHECK(number_named(close) == nullptr);
  const RequestBody withdraw = Withdraw{number};
  CHECK(account_named(withdraw) == nullptr);
  CHECK(*number_named(withdraw) == number);
  const RequestBody price = SetPrice{};
  CHECK(account_named(price) == nullptr);
  CHECK(number_named(price) == nullptr);

  Adjust adjust{account, {}, {}, std::nullopt, std::nullopt};
  CHECK(number_named(RequestBody(adjust)) == nullptr);
  adjust.number = number;
  const RequestBody of_number = adjust;
  REQUIRE(number_named(of_number) != nullptr);
  CHECK(*number_named(of_number) == number);
}

}  // namespace rentroll::scenarios
