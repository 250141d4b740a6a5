#include "events/json_reading.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.hpp"
#include "events/damaged_block.hpp"
#include "events/json_form.hpp"
#include "events/subjects.hpp"
#include "tests/events/random_events.hpp"
#include "tests/support/event_lines.hpp"

namespace rentroll::events {
namespace {

using nlohmann::json;

json adjusted() {
  return json::parse(R"({"seq":9,"occurred_at":"2024-01-31T09:30:00Z","recorded_at":"2024-02-01T00:00:00Z",
    "type":"ChargeAdjusted","account":"acme","number":null,"actor":"provider","request":"r-1","cause":null,
    "amount":"-0.50","corrects":"8-renewal","currency":"USD","reason":"outage","version":1,"late":false})");
}

json of_type(const char* type, const char* own) {
  json object = json::parse(R"({"seq":9,"occurred_at":"2024-01-31T09:30:00Z","account":"acme",
    "recorded_at":"2024-02-01T00:00:00Z","number":"+14155550100","actor":"provider","request":null,"cause":1})");
  object["type"] = type;
  object.update(json::parse(own));
  return object;
}

/// What a line is refused with; empty where it is read.
std::string refusal(const std::string& line) {
  EventLineReader reader;
  EventLine read;
  try {
    reader.read(line, read);
    return "";
  } catch (const core::InputError& error) {
    return error.what();
  }
}

/// The refusal of a line with one value put in the place of another; without one the key is missing.
std::string refusal(json object, const char* key, const json& value) {
  object[key] = value;
  return refusal(object.dump());
}
std::string refusal_without(json object, const char* key) {
  object.erase(key);
  return refusal(object.dump());
}

/// An event that a line can tell: it names what its type names, and nothing that comes after it.
Event tellable_event(Directory& directory) {
  Event event = random_event(directory);
  event.seq = random_between<Seq>(2, ~Seq{0});
  event.cause = random_bool() ? random_between<Seq>(1, event.seq) : 0;
  if (random_bool()) event.request = random_word(core::RequestIdKind{});
  if (auto* own = std::get_if<ChargeAdjusted>(&event.payload); own && own->corrects)
    own->corrects->seq = random_between<Seq>(1, event.seq);
  const auto name = [](Naming naming) {
    return naming == Naming::always || (naming == Naming::perhaps && random_bool());
  };
  const Subjects subjects = subjects_of(event.type());
  event.account = name(subjects.account) ? directory.accounts.intern("acme") : no_ordinal;
  event.number = name(subjects.number) ? directory.numbers.intern("+14155550100") : no_ordinal;
  return event;
}

/// A line after some of its bytes were changed, doubled, or taken away.
std::string mutated(std::string line) {
  static constexpr char some[] = "\0\"\\{}[],:0123456789.-+eEuntf \t\r\n\x7f\x80\xc3\xff";
  const std::string bytes(some, sizeof some - 1);
  for (int left = random_between(1, 5); left > 0 && !line.empty(); --left) {
    const auto at = random_between<std::size_t>(0, line.size());
    const auto length = random_between<std::size_t>(1, 12);
    switch (random_between(0, 4)) {
      case 0:
        line[at] = bytes[random_between<std::size_t>(0, bytes.size())];
        break;
      case 1:
        line.erase(at, length);
        break;
      case 2:
        line.insert(at, line.substr(at, length));
        break;
      default:
        line.insert(at, 1, static_cast<char>(random_between(0, 256)));
    }
  }
  return line;
}

}  // namespace

TEST_CASE("a stored request that is nested without end, or is no JSON object, is damage") {
  const auto details_of = [](const std::string& requested) {
    Event event;
    event.payload = RequestRejected{core::Rejection::no_price, requested};
    return details(event);
  };
  CHECK(details_of(R"({"a":[{"b":[1]}]})")["requested"]["a"][0]["b"][0] == 1);
  const std::string deep(1'000'000, '[');
  for (const std::string& text : {"{\"a\":" + deep, "{\"a\":" + deep + std::string(deep.size(), ']') + "}",
                                  std::string("[]"), std::string("{\"a\":1e999}"), std::string()}) {
    CHECK_THROWS_AS(static_cast<void>(details_of(text)), DamagedBlock);
  }
}

TEST_CASE("an event of every type is read as it was printed") {
  CHECK(rc::check([] {
    Directory directory;
    const Event event = tellable_event(directory);
    EventLineReader reader;
    EventLine line;
    reader.read(tests::event_object(event, directory).dump(), line);
    RC_ASSERT(line.account == (event.account == no_ordinal ? "" : "acme"));
    RC_ASSERT(line.number == (event.number == no_ordinal ? "" : "+14155550100"));
    line.event.account = event.account;
    line.event.number = event.number;
    RC_ASSERT(shown(line.event) == shown(event));
  }));
}

TEST_CASE("a line whose bytes were changed is read as it stands, or refused") {
  int refused = 0;
  CHECK(rc::check([&] {
    Directory directory;
    const std::string line = mutated(tests::event_object(tellable_event(directory), directory).dump());
    EventLineReader reader;
    EventLine first;
    try {
      reader.read(line, first);
    } catch (const core::InputError& error) {
      ++refused;
      RC_ASSERT(!std::string(error.what()).empty());
      return;
    }
    first.event.account = first.account.empty() ? no_ordinal : directory.accounts.intern(first.account);
    first.event.number = first.number.empty() ? no_ordinal : directory.numbers.intern(first.number);
    EventLine again;
    reader.read(tests::event_object(first.event, directory).dump(), again);
    again.event.account = first.event.account;
    again.event.number = first.event.number;
    RC_ASSERT(shown(again.event) == shown(first.event));
  }));
  CHECK(refused > 0);
}

TEST_CASE("what is not one JSON object in UTF-8 is refused, with the column") {
  const std::string good = adjusted().dump();
  CHECK(refusal(good) == "");
  CHECK(refusal("  " + good + " \t") == "");
  const std::string right = ": right is one object a line, as `rentroll events --format json` prints it";
  CHECK(refusal(good.substr(0, good.size() - 1)) == "the line ends before its JSON object does" + right);
  CHECK(refusal("") == "the line ends before its JSON object does" + right);
  CHECK(
      refusal(good + "}").starts_with("column " + std::to_string(good.size() + 1) + ": no JSON object goes"));
  CHECK(refusal(good + good).find(": no JSON object goes on like this") != std::string::npos);
  CHECK(refusal("[" + good + "]") == "the line is a list" + right);
  CHECK(refusal("12") == "the line is a number" + right);
  CHECK(refusal("\"text\"") == "the line is a text" + right);
  CHECK(refusal("{'seq':1}").starts_with("column 2: no JSON object goes on like this, \"{'\""));
  CHECK(refusal("{\"seq\":01}").starts_with("column 9: "));
  CHECK(refusal("{\"seq\":1,}").starts_with("column 10: "));
  CHECK(refusal("{\"seq\":NaN}").starts_with("column 8: "));
  CHECK(refusal("{\"seq\":1e999}").find("no JSON object goes on") != std::string::npos);
  CHECK(refusal("{\"reason\":\"\xff\"}") == "column 12: a byte that is not UTF-8");
  CHECK(refusal("{\"reason\":\"\xed\xa0\x80\"}") == "column 12: a byte that is not UTF-8");
  CHECK(refusal("{\"reason\":\"\\ud800\"}").find("no JSON object goes on") != std::string::npos);
  CHECK(refusal("\xEF\xBB\xBF" + good) ==
        "the line begins with a byte order mark: right is UTF-8 without one");
  CHECK(refusal(std::string("\xFF\xFE{\0", 4)) == "the line begins as a file in UTF-16 does: right is UTF-8");
  CHECK(refusal(good + std::string("\0rest", 5)) ==
        "column " + std::to_string(good.size() + 1) + ": a NUL has no place in JSON");
  CHECK(refusal("{\"requested\":{\"a\":[[1]]}}") == "lists or objects are nested too deeply" + right);
  CHECK(refusal(std::string(100'000, '[')) == "the line is a list" + right);
  std::string many = "{";
  for (int i = 0; i < 65; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  CHECK(refusal(many + "\"z\":1}") == "more than 64 keys" + right);
}

TEST_CASE("each key is there once, and no other") {
  const std::string good = adjusted().dump();
  CHECK(refusal("{\"seq\":9," + good.substr(1)) == "\"seq\" is given twice");
  CHECK(refusal("{\"amount\":\"1.00\"," + good.substr(1)) == "\"amount\" is given twice");
  json refused = of_type("RequestRejected", R"({"reason":"unknown_account","requested":{"do":"rent"}})");
  CHECK(refusal(refused.dump()) == "");
  std::string twice = refused.dump();
  twice.insert(twice.find("\"do\""), "\"do\":\"rent\",");
  CHECK(refusal(twice) == "\"do\" is given twice");
  const json all = adjusted();
  for (const auto& [key, value] : all.items()) {
    const bool may_be_missing = key == "version" || key == "late";
    CHECK(refusal_without(adjusted(), key.c_str()) == (may_be_missing ? "" : "\"" + key + "\" is missing"));
  }
  CHECK(refusal(adjusted(), "details", json::object()) ==
        "\"details\" is no field of ChargeAdjusted; its own fields: amount, currency, corrects, reason");
  CHECK(refusal(of_type("AccountVerified", R"({"number":null,"verified":true})").dump()) ==
        "\"verified\" is no field of AccountVerified; its own fields: none");
}

TEST_CASE("each value is one that its key can have") {
  const auto wrong = [](const char* key, const json& value) { return refusal(adjusted(), key, value); };
  const std::string seq = "right is a whole number from 1, without quotes";
  CHECK(wrong("seq", "9") == "\"seq\": a text; " + seq);
  CHECK(wrong("seq", -9) == "\"seq\": a number below 0; " + seq);
  CHECK(wrong("seq", 9.0) == "\"seq\": a number with a fraction or exponent; " + seq);
  CHECK(wrong("seq", 0) == "\"seq\": 0; " + seq);
  CHECK(wrong("seq", nullptr) == "\"seq\": null; " + seq);
  CHECK(wrong("cause", 9) == "\"cause\" names the event itself, 9");
  CHECK(wrong("cause", 0) == "\"cause\": 0; " + seq);
  CHECK(wrong("corrects", "9-renewal") == "\"corrects\" names the event itself, 9");
  CHECK(wrong("corrects", "8-fee") ==
        "\"corrects\": \"8-fee\" is no charge's id; right is for example \"12-first_month\"");
  CHECK(wrong("corrects", nullptr) == "");
  CHECK(wrong("type", "ChargeUpdated").starts_with("\"type\": \"ChargeUpdated\" is none of AccountOpened, "));
  CHECK(wrong("actor", "boss") ==
        "\"actor\": \"boss\" is none of customer, support, provider, carrier, system");
  CHECK(wrong("actor", 1) ==
        "\"actor\": a number; right is one of customer, support, provider, carrier, system");
  CHECK(wrong("occurred_at", "2262-01-01T00:00:00Z").find("outside the valid instants") != std::string::npos);
  CHECK(wrong("occurred_at", "2024-02-30T00:00:00Z").find("is no instant") != std::string::npos);
  CHECK(wrong("recorded_at", "2024-02-28T25:61:61Z").find("is no instant") != std::string::npos);
  CHECK(wrong("recorded_at", "2024-02-01") ==
        "\"recorded_at\": \"2024-02-01\" is a date; right is an instant, for example "
        "\"2024-02-01T00:00:00Z\" (T1)");
  CHECK(wrong("amount", "1.0000001").find("it has more than 6 decimals") != std::string::npos);
  CHECK(wrong("amount", "9223372036855.00").find("it is beyond") != std::string::npos);
  CHECK(
      wrong("amount", -0.5) ==
      "\"amount\": a number with a fraction or exponent; right is an amount in quotes, for example \"12.50\" "
      "(M1)");
  CHECK(wrong("currency", "usd").find("right are three capitals") != std::string::npos);
  CHECK(wrong("reason", "") != "");
  CHECK(wrong("reason", "two\nlines") != "");
  CHECK(wrong("request", "") != "");
  CHECK(wrong("account", "a b").starts_with("\"account\": \"a b\" is no account id"));
  CHECK(wrong("account", nullptr) == "\"account\" is null, and ChargeAdjusted always names one");
  CHECK(wrong("number", "14155550100").starts_with("\"number\": \"14155550100\" is no phone number"));
  CHECK(wrong("number", "+14155550100") == "");
  CHECK(wrong("late", "false") == "\"late\": a text; right is true or false, without quotes");
  CHECK(wrong("late", true) == "");
  CHECK(wrong("version", 2) == "\"version\" is 2, a form that this program does not know; right is 1");
}

TEST_CASE("own fields of every kind are checked") {
  CHECK(refusal(of_type("AccountClosed", "{}").dump()) ==
        "\"number\" is \"+14155550100\", and AccountClosed never names one");
  const char* stocked = R"({"account":null,"country":"US","number_type":"local","capabilities":["voice"],
    "onboarding":"beta","requires":[]})";
  CHECK(refusal(of_type("NumberStocked", stocked).dump()) == "");
  const auto of_stocked = [&](const char* key, const json& value) {
    return refusal(of_type("NumberStocked", stocked), key, value);
  };
  CHECK(of_stocked("capabilities", "voice") ==
        "\"capabilities\": a text; right is a list of words among voice, sms, mms");
  CHECK(of_stocked("capabilities", {"fax"}) == "\"capabilities\": \"fax\" is none of voice, sms, mms");
  CHECK(of_stocked("capabilities", {"sms", "sms"}) == "\"capabilities\": \"sms\" is named twice");
  CHECK(of_stocked("capabilities", {"mms", "sms"}) == "");
  CHECK(of_stocked("requires", {1}).starts_with("\"requires\": a number; right is one of identity, "));
  const char* renewed =
      R"({"amount":"1.00","currency":"USD","period_begin":"2024-01-31","period_end":"2024-02-29"})";
  CHECK(refusal(of_type("RentalRenewed", renewed).dump()) == "");
  const auto of_renewed = [&](const json& end) {
    return refusal(of_type("RentalRenewed", renewed), "period_end", end);
  };
  CHECK(of_renewed("2263-01-01").find("is outside the dates of a log") != std::string::npos);
  CHECK(of_renewed("1969-12-31").find("is outside the dates of a log") != std::string::npos);
  CHECK(of_renewed("2262-12-31") == "");
  CHECK(of_renewed("2024-02-30") ==
        "\"period_end\": \"2024-02-30\" is no date; right is for example 2024-01-31 (T1)");
  CHECK(of_renewed(19782) == "\"period_end\": a number; right is a date, for example \"2024-01-31\"");
  const char* policy = R"({"account":null,"number":null,"reclaim_window_days":5,"reserve_window_days":10,
    "billing_day":"ratchet","recovery_charges":"as_new","renewal_without_credit":"charge","grace_days":7})";
  CHECK(refusal(of_type("PolicySet", policy).dump()) == "");
  const auto of_policy = [&](const char* key, const json& value) {
    return refusal(of_type("PolicySet", policy), key, value);
  };
  CHECK(of_policy("reclaim_window_days", 11).find("is more than reserve_window_days = 10") !=
        std::string::npos);
  CHECK(of_policy("grace_days", 366) == "grace_days = 366: right are 0 to 365 days");
  CHECK(of_policy("grace_days", 5'000'000'000) ==
        "\"grace_days\": a number; right is a whole number, without quotes");
  CHECK(of_policy("billing_day", "second") ==
        "\"billing_day\": \"second\" is none of ratchet, anchored, last_day, first");
  CHECK(refusal(of_type("RequestRejected", R"({"reason":"no_price","requested":"rent"})").dump()) ==
        "\"requested\": a text; right is an object with what was asked for");
  CHECK(refusal(of_type("AccountOpened", R"({"number":null,"currency":"USD","verified":"yes"})").dump()) ==
        "\"verified\": a text; right is true or false, without quotes");
}

TEST_CASE("a reader keeps nothing of the line before") {
  EventLineReader reader;
  EventLine line;
  reader.read(adjusted().dump(), line);
  CHECK(line.event.request == "r-1");
  reader.read(of_type("AccountVerified", R"({"number":null,"account":"other"})").dump(), line);
  CHECK(line.account == "other");
  CHECK(line.number == "");
  CHECK(line.event.request == "");
  CHECK(line.event.type() == EventType::account_verified);
  CHECK_THROWS_AS(reader.read("{\"seq\":1}", line), core::InputError);
}

}  // namespace rentroll::events
