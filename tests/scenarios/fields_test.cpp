#include "scenarios/fields.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/error.hpp"

namespace rentroll::scenarios {
namespace {

using core::InputError;
using Texts = std::vector<std::string>;

RawField raw(std::string text) { return {std::move(text), "f:2:3"}; }
RawField raw(const char* text) { return raw(std::string(text)); }
RawField raw(std::int64_t integer) { return {integer, "f:2:3"}; }
RawField raw(int integer) { return raw(std::int64_t{integer}); }
RawField raw(bool truth) { return {truth, "f:2:3"}; }
RawField raw(Texts texts) { return {std::move(texts), "f:2:3"}; }

template <class Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string error_of(RequestKind kind, const RawFields& fields, bool texts_for_all = false) {
  return error_of([&] { static_cast<void>(parse_body(kind, fields, "f:1:1", texts_for_all)); });
}

RawFields stock_with(const std::string& key, RawField field) {
  RawFields fields{{"number", raw("+1415")}, {"country", raw("US")}, {"type", raw("local")}};
  fields.insert_or_assign(key, std::move(field));
  return fields;
}

RawFields credit_of(RawField amount) { return {{"account", raw("a")}, {"amount", std::move(amount)}}; }

}  // namespace

TEST_CASE("the fields of a kind of request") {
  CHECK(fields_of(RequestKind::rent) == "account, number");
  CHECK(fields_of(RequestKind::disconnect) == "account, number, reason");
  CHECK(fields_of(RequestKind::stock) == "number, country, type, [capabilities], [onboarding], [requires]");
  CHECK(fields_of(RequestKind::open_account) == "account, currency, [credit], [verified]");
  CHECK(fields_of(RequestKind::adjust) == "account, amount, reason, [charge], [number]");
  for (const auto& [kind, text] : core::EnumTexts<RequestKind>::value) CHECK(!fields_of(kind).empty());
}

TEST_CASE("errors name the field's place, or that of the request where a field is missing") {
  using enum RequestKind;
  CHECK(error_of(rent, {{"account", raw("a")}}) ==
        "f:1:1: rent lacks \"number\": its keys are account, number");
  CHECK(error_of(rent, {{"account", raw("a")}, {"nmber", raw("+1415")}}) ==
        "f:2:3: rent has no key \"nmber\": its keys are account, number");
  CHECK(error_of(rent, {{"account", raw("a")}, {"number", raw("+1415")}, {"do\x1B", raw("rent")}}) ==
        "f:2:3: rent has no key \"do?\": its keys are account, number");
  CHECK(error_of(close, {{"account", raw(5)}}) == "f:2:3: \"account\" is the integer 5: right is a text");
  CHECK(error_of(close, {{"account", raw(true)}}) == "f:2:3: \"account\" is true: right is a text");
  CHECK(error_of(close, {{"account", raw(Texts{"a"})}}) == "f:2:3: \"account\" is a list: right is a text");
  CHECK(error_of(close, {{"account", {Unsuitable{"a float"}, ""}}}) ==
        "\"account\" is a float: right is a text");
  CHECK(error_of(close, {{"account", raw("\xFF")}}) ==
        "f:2:3: \"account\" is \"?\": right is a text in UTF-8");
  CHECK(error_of(add_credit, credit_of(raw(0))) == "f:2:3: \"amount\" is 0.00: right is an amount above 0");
  CHECK(error_of(onboard, {{"number", raw("+1415")}, {"status", raw("alpha")}}) ==
        "f:2:3: \"status\" is \"alpha\": right is one of testing, preview, beta, general_availability");
  CHECK(error_of([] { static_cast<void>(parse_body(close, {}, "")); }) ==
        "close lacks \"account\": its keys are account");
}

TEST_CASE("a form in which the first field has another name") {
  const Form form{"[[account]]", "id", "[at]"};
  const auto parse = [&](const RawFields& fields) {
    return parse_body(RequestKind::open_account, fields, "f:1:1", form);
  };
  const RequestBody body = parse({{"id", raw("a")}, {"currency", raw("USD")}});
  CHECK(std::get<OpenAccount>(body).account.text() == "a");
  CHECK(error_of([&] {
          static_cast<void>(parse({{"currency", raw("USD")}}));
        }) == "f:1:1: [[account]] lacks \"id\": its keys are [at], id, currency, [credit], [verified]");
  CHECK(error_of([&] {
          static_cast<void>(parse({{"account", raw("a")}}));
        }).starts_with("f:2:3: [[account]] has no key \"account\""));
}

TEST_CASE("money is a text or an integer, never a float") {
  const auto amount = [](RawField field) {
    return std::get<AddCredit>(parse_body(RequestKind::add_credit, credit_of(std::move(field)), ""))
        .amount.text();
  };
  CHECK(amount(raw("5")) == "5.00");
  CHECK(amount(raw("5.000001")) == "5.000001");
  CHECK(amount(raw(5)) == "5.00");
  CHECK(amount(raw(std::int64_t{9'223'372'036'854})) == "9223372036854.00");
  const auto error = [](RawField field) {
    return error_of(RequestKind::add_credit, credit_of(std::move(field)));
  };
  CHECK(error(raw(std::int64_t{9'223'372'036'855})).find("it is beyond") != std::string::npos);
  CHECK(error(raw("5.0000001")).find("more than 6 decimals") != std::string::npos);
  CHECK(error({Unsuitable{"a float"}, "f:2:3"}) ==
        "f:2:3: \"amount\" is a float: right is money as a text like \"12.50\", or an integer");
  CHECK(error(raw("1\n")).starts_with("f:2:3: \"amount\" is \"1?\": right is money"));
  CHECK(error(raw(std::string(1000, '9'))).size() < 250);
  CHECK(error(raw("")).starts_with("f:2:3: \"amount\": \"\" is no amount"));
}

TEST_CASE("truth values and lists, as texts only where texts stand for all") {
  using core::Capability;
  const auto capabilities = [](RawField field, bool texts_for_all) {
    const RequestBody body =
        parse_body(RequestKind::stock, stock_with("capabilities", std::move(field)), "", texts_for_all);
    return std::get<Stock>(body).capabilities;
  };
  CHECK(capabilities(raw(Texts{"mms", "sms", "mms"}), false).bits() == 6);
  CHECK(capabilities(raw(Texts{}), false).empty());
  CHECK(capabilities(raw("voice,mms"), true).bits() == 5);
  CHECK(capabilities(raw("sms"), true).contains(Capability::sms));
  CHECK(capabilities(raw(""), true).empty());
  CHECK(error_of(RequestKind::stock, stock_with("capabilities", raw("voice"))) ==
        "f:2:3: \"capabilities\" is \"voice\": right is a list of texts out of voice, sms, mms");
  for (const char* bad : {"voice,", ",voice", "voice,,sms", "voice, sms", "fax"}) {
    CHECK(error_of(RequestKind::stock, stock_with("capabilities", raw(bad)), true) != "no error");
  }

  const auto verified = [](RawField field, bool texts_for_all) {
    const RawFields fields{{"account", raw("a")}, {"currency", raw("USD")}, {"verified", std::move(field)}};
    return std::get<OpenAccount>(parse_body(RequestKind::open_account, fields, "", texts_for_all)).verified;
  };
  CHECK(!verified(raw(false), false));
  CHECK(verified(raw("true"), true));
  CHECK(!verified(raw("false"), true));
  CHECK_THROWS_AS(static_cast<void>(verified(raw("true"), false)), InputError);
  CHECK_THROWS_AS(static_cast<void>(verified(raw("yes"), true)), InputError);
  CHECK_THROWS_AS(static_cast<void>(verified(raw(1), true)), InputError);
}

TEST_CASE("policies") {
  CHECK(parse_policy({}) == core::Policy{});
  CHECK(parse_policy({{"reclaim_window_days", raw(10)}}).reclaim_window_days == 10);
  CHECK(error_of([] {
          static_cast<void>(parse_policy({{"reclaim_window_days", raw(11)}}));
        }).starts_with("f:2:3: reclaim_window_days = 11 is more than"));
  CHECK(error_of([] {
          static_cast<void>(parse_policy({{"grace_days", raw(true)}}));
        }) == "f:2:3: \"grace_days\" is true: right is an integer of days, 0 to 365");
}

}  // namespace rentroll::scenarios
