#include "scenarios/request.hpp"

#include <fmt/format.h>

#include "events/json_value.hpp"
#include "scenarios/fields.hpp"

namespace rentroll::scenarios {
namespace {

using core::Actor;
using nlohmann::json;

/// Whose a request is: the actor of whom a scenario speaks where it names none, and who else may ask for it
/// (Q1).
struct Askers {
  Actor first;
  Actor second;
};

Askers askers_of(RequestKind kind) {
  using enum RequestKind;
  switch (kind) {
    case open_account:
    case disable:
    case enable:
    case close:
    case add_credit:
    case rent:
    case unrent:
    case reclaim:
      return {Actor::customer, Actor::support};
    case recover:
      return {Actor::support, Actor::support};
    case stock:
    case withdraw:
      return {Actor::carrier, Actor::provider};
    case disconnect:
    case onboard:
    case grant_preview:
    case accept_document:
    case verify:
    case suspend_account:
    case reinstate_account:
    case suspend_number:
    case reinstate_number:
    case set_price:
    case reprice:
    case adjust:
    case carry_over:
      break;
  }
  return {Actor::provider, Actor::provider};
}

/// Puts a body's fields into an object; an absent optional leaves nothing.
struct ToObject {
  json& object;

  template <class Value, class... Mark>
  void operator()(const char* name, const Value& field, Mark...) const {
    object[name] = events::json_value(field);
  }
  template <class Value>
  void operator()(const char* name, const std::optional<Value>& field, Optional) const {
    if (field) object[name] = events::json_value(*field);
  }
};

RawField raw_list(const json& list) {
  std::vector<std::string> texts;
  for (const json& each : list) {
    if (!each.is_string()) return {Unsuitable{"a list of other things than texts"}, ""};
    texts.push_back(each.get<std::string>());
  }
  return {std::move(texts), ""};
}

RawField raw_field(const json& value) {
  if (value.is_string()) return {value.get<std::string>(), ""};
  if (value.is_boolean()) return {value.get<bool>(), ""};
  if (value.is_array()) return raw_list(value);
  if (value.is_number_integer() && !(value.is_number_unsigned() && value.get<std::uint64_t>() >> 63 != 0)) {
    return {value.get<std::int64_t>(), ""};
  }
  if (value.is_number_integer()) return {Unsuitable{"an integer beyond 64 bits"}, ""};
  if (value.is_number()) return {Unsuitable{"a float"}, ""};
  return {Unsuitable{value.is_null() ? "null" : "an object"}, ""};
}

json parse_object(const std::string& content) {
  json object = json::parse(content, nullptr, false);
  if (!object.is_object()) throw core::InputError("a request's content is no JSON object");
  return object;
}

void check_not_negative(const char* field, core::Money amount) {
  if (amount >= core::Money{}) return;
  throw FieldError(field, fmt::format("\"{}\" is {}: right is an amount of 0 or more", field, amount.text()));
}

void check_above_zero(const char* field, core::Money amount) {
  if (amount > core::Money{}) return;
  throw FieldError(field, fmt::format("\"{}\" is {}: right is an amount above 0", field, amount.text()));
}

/// A short code's text says its country, and that it is a short code.
void check_short_code(const Stock& stock) {
  const std::string& number = stock.number.text();
  const bool is_short_code = core::is_short_code(number);
  const bool has_its_type = stock.type == core::NumberType::short_code;
  if (has_its_type && !is_short_code) {
    throw FieldError(
        "type", fmt::format("\"type\" is \"short_code\", but the number is {}: right for a short code is a "
                            "number like US-54321",
                            number));
  }
  if (is_short_code && !has_its_type) {
    throw FieldError("type",
                     fmt::format("\"type\" is \"{}\", but {} is a short code: right is \"short_code\"",
                                 core::to_text(stock.type), number));
  }
  const std::string country = number.substr(0, 2);
  if (is_short_code && country != stock.country.text()) {
    throw FieldError("country",
                     fmt::format("\"country\" is \"{}\", but {} is a short code of {}: right is \"{}\"",
                                 stock.country.text(), number, country, country));
  }
}

/// Due dates may lie beyond the last instant, but not without end (T1).
void check_date(const char* field, core::Date date) {
  static const core::Date end = core::Date::parse("2263-01-01");
  if (date >= core::Date{} && date < end) return;
  throw FieldError(
      field, fmt::format("\"{}\" is {}: right is a date from 1970-01-01 up to, not including, {} (T1)", field,
                         date.text(), end.text()));
}

struct WellFormed {
  template <class Body>
  void operator()(const Body&) const {}

  void operator()(const Stock& stock) const { check_short_code(stock); }
  void operator()(const AddCredit& added) const { check_above_zero("amount", added.amount); }
  void operator()(const Reprice& repriced) const { check_not_negative("monthly", repriced.monthly); }
  void operator()(const OpenAccount& opened) const {
    if (opened.credit) check_above_zero("credit", *opened.credit);
  }
  void operator()(const SetPrice& price) const {
    check_not_negative("setup", price.setup);
    check_not_negative("monthly", price.monthly);
  }
  void operator()(const CarryOver& carried) const {
    check_date("rented_on", carried.rented_on);
    check_date("next_due", carried.next_due);
    check_not_negative("setup", carried.setup);
    check_not_negative("monthly", carried.monthly);
  }
  void operator()(const SuspendAccount& suspended) const {
    if (suspended.scope != core::Scope::sending) return;
    throw FieldError(
        "scope",
        "\"scope\" is \"sending\", which is a number's (A4): right for an account are throughput, "
        "provisioning, all_services; for a number write suspend_number");
  }
};

}  // namespace

core::Actor default_actor(RequestKind kind) { return askers_of(kind).first; }

bool is_permitted(RequestKind kind, core::Actor actor) {
  const Askers askers = askers_of(kind);
  return actor == askers.first || actor == askers.second;
}

std::string content_of(const RequestBody& body) {
  json object = json::object();
  std::visit(
      [&](const auto& each) {
        object["do"] = core::to_text(each.kind);
        each.fields(each, ToObject{object});
      },
      body);
  return object.dump();
}

RequestBody body_of(const std::string& content) {
  const json object = parse_object(content);
  std::optional<RequestKind> kind;
  RawFields fields;
  for (const auto& [name, value] : object.items()) {
    if (name == "do") {
      kind = value_of<RequestKind>(name, raw_field(value));
    } else {
      fields.emplace(name, raw_field(value));
    }
  }
  if (!kind) throw core::InputError("a request's content lacks \"do\"");
  return parse_body(*kind, fields, "");
}

void check_well_formed(const RequestBody& body) { std::visit(WellFormed{}, body); }

void check_fits_instant(const RequestBody& body, core::Instant at) {
  const auto* carried = std::get_if<CarryOver>(&body);
  if (carried == nullptr) return;
  if (core::Instant::begin_of(carried->rented_on) > at) {
    throw FieldError("rented_on", fmt::format("\"rented_on\" is {}, after {}, the instant of the carry-over: "
                                              "right is a date that has begun by then (N13)",
                                              carried->rented_on.text(), at.text()));
  }
  if (core::Instant::begin_of(carried->next_due) < at) {
    throw FieldError("next_due",
                     fmt::format("\"next_due\" is {}, which began before {}, the instant of the carry-over: "
                                 "right is the next due date that is still to come (N13)",
                                 carried->next_due.text(), at.text()));
  }
}

std::string in_words(const RequestBody& body) {
  const auto* account = account_named(body);
  const auto* number = number_named(body);
  std::string words(std::visit([](const auto& each) { return core::to_text(each.kind); }, body));
  if (number != nullptr) words += " " + number->text();
  if (account != nullptr) words += (number != nullptr ? " for " : " ") + account->text();
  return words;
}

const core::AccountId* account_named(const RequestBody& body) {
  return std::visit(
      [](const auto& each) -> const core::AccountId* {
        if constexpr (requires { each.account; }) {
          return &each.account;
        } else {
          return nullptr;
        }
      },
      body);
}

const core::NumberId* number_named(const RequestBody& body) {
  return std::visit(
      [](const auto& each) -> const core::NumberId* {
        if constexpr (requires { each.number.value(); }) {
          return each.number ? &*each.number : nullptr;
        } else if constexpr (requires { each.number; }) {
          return &each.number;
        } else {
          return nullptr;
        }
      },
      body);
}

}  // namespace rentroll::scenarios
