#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/vocabulary.hpp"
#include "events/block.hpp"
#include "events/damaged_block.hpp"
#include "events/event_types.hpp"
#include "tests/events/random_events.hpp"

// What stands in stored logs never changes: the numbers and texts of types and words, and the bytes of a
// block. Where one of these tables has to be edited in any way but by adding rows, old logs no longer mean
// what they did.
namespace rentroll::events {
namespace {

using Rows = std::vector<std::pair<int, std::string>>;

template <class Enum>
Rows rows() {
  Rows rows;
  for (const auto& [word, text] : core::EnumTexts<Enum>::value)
    rows.emplace_back(static_cast<int>(word), text);
  return rows;
}

/// Compares row by row, so that a difference is shown by its number.
template <class Enum>
void check_frozen(const Rows& frozen) {
  const auto found = rows<Enum>();
  REQUIRE(found.size() == frozen.size());
  for (std::size_t i = 0; i < frozen.size(); ++i) {
    CAPTURE(frozen[i].second);
    CHECK(found[i].first == frozen[i].first);
    CHECK(found[i].second == frozen[i].second);
    const auto word = core::from_text<Enum>(frozen[i].second);
    REQUIRE(word);
    CHECK(static_cast<int>(*word) == frozen[i].first);
    CHECK(core::to_text(*word) == frozen[i].second);
    CHECK(core::is_named<Enum>(static_cast<std::uint8_t>(frozen[i].first)));
  }
  CHECK_FALSE(core::from_text<Enum>(""));
  CHECK_FALSE(core::is_named<Enum>(std::uint8_t{200}));
}

TEST_CASE("L5: the types of events and their numbers") {
  check_frozen<EventType>({{1, "AccountOpened"},        {2, "AccountVerified"},
                           {3, "AccountDisabled"},      {4, "AccountEnabled"},
                           {5, "AccountClosed"},        {6, "CreditAdded"},
                           {7, "AccountCaseOpened"},    {8, "AccountCaseLifted"},
                           {9, "PreviewGranted"},       {10, "PriceSet"},
                           {11, "NumberStocked"},       {12, "NumberOnboarded"},
                           {13, "NumberRented"},        {14, "DocumentAccepted"},
                           {15, "NumberActivated"},     {16, "RentalRenewed"},
                           {17, "RentalRepriced"},      {18, "NumberUnrented"},
                           {19, "ReclaimWindowClosed"}, {20, "NumberReclaimed"},
                           {21, "NumberRecovered"},     {22, "NumberDisconnected"},
                           {23, "NumberWithdrawn"},     {24, "NumberReturned"},
                           {25, "NumberCaseOpened"},    {26, "NumberCaseLifted"},
                           {27, "ChargeAdjusted"},      {28, "RequestRejected"},
                           {29, "PolicySet"},           {30, "ClockAdvanced"},
                           {31, "RentalCarriedOver"}});
}

TEST_CASE("the words and their numbers") {
  using namespace core;
  check_frozen<NumberType>(
      {{1, "local"}, {2, "mobile"}, {3, "national"}, {4, "toll_free"}, {5, "short_code"}});
  check_frozen<Onboarding>({{1, "testing"}, {2, "preview"}, {3, "beta"}, {4, "general_availability"}});
  check_frozen<Document>(
      {{0, "identity"}, {1, "address_local"}, {2, "address_national"}, {3, "address_international"}});
  check_frozen<Capability>({{0, "voice"}, {1, "sms"}, {2, "mms"}});
  check_frozen<Scope>({{1, "sending"}, {2, "throughput"}, {3, "provisioning"}, {4, "all_services"}});
  check_frozen<CaseReason>({{1, "fraud"},
                            {2, "aup_violation"},
                            {3, "opt_out_rate"},
                            {4, "complaint"},
                            {5, "content"},
                            {6, "traffic_pattern"},
                            {7, "unpaid"},
                            {8, "manual"}});
  check_frozen<Actor>({{1, "customer"}, {2, "support"}, {3, "provider"}, {4, "carrier"}, {5, "system"}});
  check_frozen<UnrentReason>({{0, "requested"}, {1, "account_closed"}, {2, "unpaid"}});
  check_frozen<ChargeKind>({{1, "setup"}, {2, "first_month"}, {3, "renewal"}, {4, "adjustment"}});
  check_frozen<Rejection>({{1, "request_id_reused"},
                           {2, "time_goes_backwards"},
                           {3, "unknown_account"},
                           {4, "account_closed"},
                           {5, "not_permitted"},
                           {6, "unknown_number"},
                           {7, "number_not_available"},
                           {8, "number_not_rented"},
                           {9, "not_the_holder"},
                           {10, "number_returned"},
                           {11, "not_reclaimable"},
                           {12, "reclaim_window_closed"},
                           {13, "not_released"},
                           {14, "account_not_active"},
                           {15, "provisioning_suspended"},
                           {16, "no_price"},
                           {17, "insufficient_credit"},
                           {18, "account_exists"},
                           {19, "number_exists"},
                           {20, "not_withdrawable"},
                           {21, "case_exists"},
                           {22, "unknown_case"},
                           {23, "onboarding_backwards"},
                           {24, "document_not_required"},
                           {25, "unknown_charge"},
                           {26, "nothing_to_change"}});
  check_frozen<BillingDay>({{1, "ratchet"}, {2, "anchored"}, {3, "last_day"}, {4, "first"}});
  check_frozen<RecoveryCharges>({{1, "as_new"}, {2, "none"}});
  check_frozen<RenewalWithoutCredit>({{1, "charge"}, {2, "suspend"}, {3, "unrent"}, {4, "cancel"}});
}

TEST_CASE("the words that states are shown by") {
  using namespace core;
  check_frozen<NumberState>(
      {{1, "available"}, {2, "rented"}, {3, "reclaimable"}, {4, "reserved"}, {5, "returned"}});
  check_frozen<AccountState>(
      {{1, "closed"}, {2, "suspended"}, {3, "disabled"}, {4, "pending_verification"}, {5, "active"}});
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    std::array<char, 4> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x ",
                  static_cast<unsigned>(static_cast<unsigned char>(byte)));
    text += digits.data();
  }
  return text;
}

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 3 <= hex.size(); at += 3) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

/// The events of the block that FORMAT.md takes apart.
std::vector<Event> worked_events() {
  std::vector<Event> events(2);
  events[0].seq = 1;
  events[0].occurred_at = events[0].recorded_at = core::Instant::parse("2024-01-01T00:00:00Z");
  events[0].ends_unit = true;
  events[0].payload = PolicySet{};
  events[1] = events[0];
  events[1].seq = 2;
  events[1].occurred_at = events[1].recorded_at = core::Instant::parse("2024-02-29T00:00:00Z");
  events[1].account = events[1].number = 0;
  events[1].cause = 1;
  events[1].payload = RentalRenewed{core::Money::parse("1.15"), core::Currency::parse("USD"),
                                    core::Date::parse("2024-02-29"), core::Date::parse("2024-03-29")};
  return events;
}

void check_worked_events(std::string_view block) {
  BlockDecoder decoder;
  Directory names;
  decoder.open(block, &names);
  CHECK(shown(names.accounts) == std::vector<std::string>{"acme"});
  CHECK(shown(names.numbers) == std::vector<std::string>{"+14155550100"});
  Event event;
  for (const Event& right : worked_events()) {
    REQUIRE(decoder.next(event));
    CHECK(shown(event) == shown(right));
  }
  CHECK_FALSE(decoder.next(event));
}

// Line by line as in FORMAT.md.
const std::string names_of_worked_example =
    "00 00 00 00 01 00 00 00 "
    "00 00 00 00 01 00 00 00 "
    "04 61 63 6d 65 "
    "0c 2b 31 34 31 35 35 35 35 30 31 30 30 ";

TEST_CASE("the bytes of FORMAT.md's worked example") {
  const std::string expected =
      "03 "
      "01 00 00 00 00 00 00 00 "
      "02 00 00 00 "
      "00 00 00 00 00 00 00 00 "
      "02 "
      "10 01 "
      "1d 01 " +
      names_of_worked_example +
      "02 00 00 00 "
      // PolicySet
      "1d 05 03 "
      "05 00 00 00 "
      "0a 00 00 00 "
      "01 01 01 "
      "07 00 00 00 "
      // RentalRenewed
      "10 05 73 "
      "30 8c 11 00 00 00 00 00 "
      "44 53 55 00 "
      "46 4d 00 00 "
      "63 4d 00 00 "
      // the group of both
      "01 02 "
      "33 00 20 21 10 d7 0d 06 00 22 86 cf 93 30 "
      "00 "
      "00 "
      "01 01 ";
  BlockEncoder encoder;
  encoder.introduce_account("acme");
  encoder.introduce_number("+14155550100");
  for (const Event& event : worked_events()) encoder.add(event);
  const std::string block = encoder.finish();
  CHECK(hex(block) == expected);
  check_worked_events(block);
}

TEST_CASE("the same as rows, which older programs wrote") {
  check_worked_events(
      bytes_of("01 "
               "01 00 00 00 00 00 00 00 "
               "02 00 00 00 "
               "02 "
               "10 01 "
               "1d 01 " +
               names_of_worked_example +
               // PolicySet
               "1d 05 03 "
               "00 20 21 10 d7 0d 06 00 "
               "05 00 00 00 "
               "0a 00 00 00 "
               "01 01 01 "
               "07 00 00 00 "
               // RentalRenewed
               "10 05 73 "
               "00 40 c4 f0 79 12 06 00 "
               "00 00 00 00 "
               "00 00 00 00 "
               "01 00 00 00 00 00 00 00 "
               "30 8c 11 00 00 00 00 00 "
               "44 53 55 00 "
               "46 4d 00 00 "
               "63 4d 00 00 "));
}

TEST_CASE("L4: the bytes of a block before which the log has a late event") {
  BlockEncoder encoder;
  Event event;
  event.payload = ClockAdvanced{};
  event.late = true;
  event.seq = 7;
  encoder.add(event);
  CHECK(hex(encoder.finish()).substr(0, 63) ==
        "03 07 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 ");
  event.seq = 8;
  event.late = false;
  encoder.add(event);
  const std::string after = encoder.finish();
  CHECK(hex(after).substr(0, 63) == "03 08 00 00 00 00 00 00 00 01 00 00 00 07 00 00 00 00 00 00 00 ");
  for (const char form : {'\x02', '\x03'}) {
    std::string bytes = after;
    bytes[0] = form;
    CHECK(read_header(bytes).last_late_before == 7);
    for (const char wrong : {'\x08', '\x09'}) {
      bytes[13] = wrong;
      CHECK_THROWS_AS(static_cast<void>(read_header(bytes)), DamagedBlock);
    }
    // Rows had a form of their own for that.
    bytes[13] = '\x00';
    if (form == '\x02') {
      CHECK_THROWS_AS(static_cast<void>(read_header(bytes)), DamagedBlock);
    } else {
      CHECK(read_header(bytes).last_late_before == 0);
    }
  }
}

constexpr std::size_t header_bytes = 1 + 8 + 4 + 8 + 1 + 2 + 16;

/// The bytes of one event's own fields, in a block of its own.
std::string payload_hex(const Payload& payload) {
  BlockEncoder encoder;
  Event event;
  event.seq = 1;
  event.payload = payload;
  encoder.add(event);
  const std::string block = encoder.finish();
  constexpr std::size_t common = 4 + 1 + 1 + 1;
  constexpr std::size_t columns = 2;  // of kinds and of instants, no bits of either
  return hex(
      std::string_view(block).substr(header_bytes + common, block.size() - header_bytes - common - columns));
}

TEST_CASE("the bytes of every type's own fields") {
  const auto usd = core::Currency::parse("USD");
  const auto us = core::Country::parse("US");
  const auto half = core::Money::parse("0.50");
  const auto minus = core::Money::parse("-0.000001");
  const auto day = core::Date::from_days(19782);
  const std::string none;
  const std::string text_c1 = "02 00 00 00 63 31 ";
  const std::string begun =
      "20 a1 07 00 00 00 00 00 30 8c 11 00 00 00 00 00 44 53 55 00 01 30 8c 11 00 00 00 00 00 46 4d 00 00 ";
  const auto fee = core::Money::parse("1.15");
  core::EnumSet<core::Capability> voice_mms;
  voice_mms.insert(core::Capability::voice);
  voice_mms.insert(core::Capability::mms);
  core::EnumSet<core::Document> identity_local;
  identity_local.insert(core::Document::identity);
  identity_local.insert(core::Document::address_local);
  const auto c1 = core::CaseId::parse("c1");
  using enum core::NumberType;
  const std::vector<std::pair<Payload, std::string>> forms = {
      {AccountOpened{usd, true}, "44 53 55 00 01 "},
      {AccountVerified{}, none},
      {AccountDisabled{}, none},
      {AccountEnabled{}, none},
      {AccountClosed{}, none},
      {CreditAdded{half, usd}, "20 a1 07 00 00 00 00 00 44 53 55 00 "},
      {AccountCaseOpened{c1, core::Scope::all_services, core::CaseReason::manual}, text_c1 + "04 08 "},
      {AccountCaseLifted{c1}, text_c1},
      {PreviewGranted{}, none},
      {PriceSet{us, toll_free, half, fee, usd},
       "53 55 00 00 04 20 a1 07 00 00 00 00 00 30 8c 11 00 00 00 00 00 44 53 55 00 "},
      {NumberStocked{us, local, voice_mms, core::Onboarding::beta, identity_local},
       "53 55 00 00 01 05 03 03 "},
      {NumberOnboarded{core::Onboarding::preview}, "02 "},
      {NumberRented{half, fee, usd, true, fee, day}, begun},
      {DocumentAccepted{core::Document::address_international}, "03 "},
      {NumberActivated{}, none},
      {RentalRenewed{fee, usd, day, day.plus_days(29)},
       "30 8c 11 00 00 00 00 00 44 53 55 00 46 4d 00 00 63 4d 00 00 "},
      {RentalRepriced{half, usd}, "20 a1 07 00 00 00 00 00 44 53 55 00 "},
      {NumberUnrented{core::UnrentReason::account_closed}, "01 "},
      {ReclaimWindowClosed{}, none},
      {NumberReclaimed{half, fee, usd, true, fee, day}, begun},
      {NumberRecovered{half, fee, usd, true, fee, day}, begun},
      {NumberDisconnected{core::Remark::parse("spam")}, "04 00 00 00 73 70 61 6d "},
      {NumberWithdrawn{}, none},
      {NumberReturned{}, none},
      {NumberCaseOpened{c1, core::CaseReason::fraud}, text_c1 + "01 "},
      {NumberCaseLifted{c1}, text_c1},
      {ChargeAdjusted{minus, usd, core::ChargeId{12, core::ChargeKind::renewal}, core::Remark::parse("x")},
       "ff ff ff ff ff ff ff ff 44 53 55 00 00 0c 00 00 00 00 00 00 00 03 01 00 00 00 78 "},
      {RequestRejected{core::Rejection::no_price, "{}"}, "10 02 00 00 00 7b 7d "},
      {PolicySet{}, "05 00 00 00 0a 00 00 00 01 01 01 07 00 00 00 "},
      {ClockAdvanced{}, none},
      {RentalCarriedOver{core::Date::from_days(19664), day, half, fee, usd},
       "d0 4c 00 00 46 4d 00 00 20 a1 07 00 00 00 00 00 30 8c 11 00 00 00 00 00 44 53 55 00 "},
  };
  REQUIRE(forms.size() == std::variant_size_v<Payload>);
  for (std::size_t place = 0; place < forms.size(); ++place) {
    CAPTURE(place);
    CHECK(forms[place].first.index() == place);
    CHECK(payload_hex(forms[place].first) == forms[place].second);
  }
  // An absent charge is its mark alone.
  CHECK(payload_hex(ChargeAdjusted{minus, usd, std::nullopt, core::Remark::parse("x")}) ==
        "ff ff ff ff ff ff ff ff 44 53 55 00 01 01 00 00 00 78 ");
}

/// An event that bears all that one can.
Event full_event() {
  Event event;
  event.seq = 7;
  event.occurred_at = core::Instant::from_microseconds(1);
  event.recorded_at = core::Instant::from_microseconds(2);
  event.cause = 5;
  event.account = event.number = 0;
  event.actor = core::Actor::customer;
  event.late = event.ends_unit = true;
  event.request = "r-1";
  event.payload = AccountVerified{};
  return event;
}

TEST_CASE("the bytes of what an event bears beside its own fields") {
  BlockEncoder encoder;
  encoder.introduce_account("a");
  encoder.introduce_number("+12");
  encoder.add(full_event());
  const std::string block = encoder.finish();
  const std::string expected =
      "01 00 00 00 02 01 ff "
      "00 "
      "01 01 "
      "02 02 "
      "00 "
      "00 "
      "03 05 "
      "03 00 00 00 72 2d 31 ";
  CHECK(hex(std::string_view(block).substr(header_bytes + 6)) == expected);
}

TEST_CASE("the same in a row") {
  const std::string row =
      "01 07 00 00 00 00 00 00 00 01 00 00 00 01 02 01 "
      "00 00 00 00 01 00 00 00 00 00 00 00 01 00 00 00 01 61 03 2b 31 32 "
      "02 01 ff "
      "01 00 00 00 00 00 00 00 "
      "02 00 00 00 00 00 00 00 "
      "00 00 00 00 "
      "00 00 00 00 "
      "05 00 00 00 00 00 00 00 "
      "03 00 00 00 72 2d 31 ";
  const std::string block = bytes_of(row);
  BlockDecoder decoder;
  decoder.open(block, nullptr);
  Event event;
  REQUIRE(decoder.next(event));
  CHECK(shown(event) == shown(full_event()));
  CHECK_FALSE(decoder.next(event));
}

}  // namespace
}  // namespace rentroll::events
