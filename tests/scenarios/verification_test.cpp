#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "scenarios/scenario_file.hpp"
#include "tests/support/memory_run.hpp"
#include "tests/support/planted_log.hpp"
#include "tests/support/scenario_tables.hpp"

/// Faults planted into a lawful log: each is found where it stands, by its rule, and little else is.
namespace rentroll::tests {
namespace {

using core::Instant;
using core::Money;
using events::Event;
using events::EventType;

const std::string lawful = R"toml(
[scenario]
name = "Lawful"
starts = 2023-01-01T00:00:00Z
ends = 2023-06-20T00:00:00Z
)toml" + us_local_price() + usd_account("acme", "25.00") +
                           usd_account("globex", "25.00") + us_local_number("+14155550100") +
                           us_local_number("+14155550101") + R"toml(requires = ["identity", "address_local"]
[[number]]
id = "+14155550102"
country = "US"
type = "local"
[[step]]
at = 2023-01-10T09:00:00Z
do = "rent"
account = "acme"
number = "+14155550100"
request = "r-1"
[[step]]
at = 2023-01-10T10:00:00Z
do = "rent"
account = "globex"
number = "+14155550101"
[[step]]
at = 2023-01-11T10:00:00Z
do = "rent"
account = "globex"
number = "+14155550100"
expect = "rejected number_not_available"
[[step]]
at = 2023-01-12T10:00:00Z
do = "accept_document"
account = "globex"
number = "+14155550101"
document = "identity"
[[step]]
at = 2023-01-13T10:00:00Z
do = "accept_document"
account = "globex"
number = "+14155550101"
document = "address_local"
[[step]]
at = 2023-02-15T10:00:00Z
do = "reprice"
account = "globex"
number = "+14155550101"
monthly = "1.25"
[[step]]
at = 2023-03-05T10:00:00Z
do = "unrent"
account = "acme"
number = "+14155550100"
request = "r-2"
[[step]]
at = 2023-03-07T10:00:00Z
do = "reclaim"
account = "acme"
number = "+14155550100"
[[step]]
at = 2023-03-08T10:00:00Z
do = "adjust"
account = "acme"
amount = "-0.25"
reason = "goodwill"
charge = "10-first_month"
[[step]]
at = 2023-03-20T10:00:00Z
do = "unrent"
account = "acme"
number = "+14155550100"
[[step]]
at = 2023-04-03T10:00:00Z
do = "stock"
number = "+14155550100"
country = "US"
type = "local"
[[step]]
at = 2023-04-04T10:00:00Z
do = "suspend_account"
account = "acme"
case = "c-1"
scope = "all_services"
reason = "fraud"
[[step]]
at = 2023-04-05T10:00:00Z
do = "rent"
account = "globex"
number = "+14155550100"
[[step]]
at = 2023-04-06T10:00:00Z
do = "reinstate_account"
account = "acme"
case = "c-1"
[[step]]
at = 2023-05-06T10:00:00Z
do = "rent"
account = "acme"
number = "+14155550102"
[[step]]
at = 2023-05-12T10:00:00Z
do = "close"
account = "acme"
)toml";

/// One account, one number; what a renewal without credit does is the policy's.
std::string scarce(const std::string& policy) {
  return fmt::format(R"toml(
[scenario]
name = "Scarce"
starts = 2023-01-01T00:00:00Z
ends = 2023-05-20T00:00:00Z
[policy]
renewal_without_credit = "{}"
[[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.00"
currency = "USD"
[[account]]
id = "acme"
currency = "USD"
credit = "2.60"
[[number]]
id = "+14155550100"
country = "US"
type = "local"
[[step]]
at = 2023-01-10T09:00:00Z
do = "rent"
account = "acme"
number = "+14155550100"
[[step]]
at = 2023-04-15T10:00:00Z
do = "add_credit"
account = "acme"
amount = "10.00"
)toml",
                     policy);
}

PlantedLog log_of(const std::string& toml) {
  const MemoryRun run(scenarios::parse_scenario(toml, "test.toml"));
  return {run.events(), run.state.names};
}

/// The place of the Nth event of a type, from 0.
std::size_t place_of(const PlantedLog& log, EventType type, std::size_t nth = 0) {
  for (std::size_t place = 0; place < log.events.size(); ++place) {
    if (log.events[place].type() == type && nth-- == 0) return place;
  }
  FAIL("the log has no such event");
  return 0;
}

std::size_t place_of(const PlantedLog& log, EventType type, const std::string& number, std::size_t nth = 0) {
  for (std::size_t place = 0; place < log.events.size(); ++place) {
    const Event& event = log.events[place];
    const bool is_it = event.type() == type && event.number != events::no_ordinal &&
                       log.names.numbers.text(event.number) == number;
    if (is_it && nth-- == 0) return place;
  }
  FAIL("the log has no such event of this number");
  return 0;
}

template <class Payload>
Payload& payload_at(PlantedLog& log, std::size_t place) {
  return std::get<Payload>(log.events[place].payload);
}

void delay(Event& event, std::int64_t seconds) {
  event.occurred_at = event.recorded_at =
      Instant::from_microseconds(event.occurred_at.microseconds() + seconds * 1'000'000);
}

/// One finding has this seq and rule and says these words, and there are at most so many.
void check_found(const PlantedLog& log, std::size_t place, const std::string& rule, const std::string& words,
                 std::size_t most = 1) {
  const auto found = findings_of(log.store());
  INFO(in_lines(found));
  INFO("wanted: " << place + 1 << " " << rule << " " << words);
  CHECK(found.size() <= most);
  CHECK(std::any_of(found.begin(), found.end(), [&](const auto& each) {
    return each.seq == place + 1 && each.rule == rule && each.text.find(words) != std::string::npos;
  }));
}

constexpr const char* first_number = "+14155550100";
constexpr const char* second_number = "+14155550101";

}  // namespace

TEST_CASE("the logs before anything is planted are lawful") {
  for (const std::string& toml :
       {lawful, scarce("charge"), scarce("suspend"), scarce("unrent"), scarce("cancel")}) {
    const auto found = findings_of(log_of(toml).store());
    INFO(in_lines(found));
    CHECK(found.empty());
  }
}

TEST_CASE("nothing is found in any scenario of the library") {
  int scenarios_seen = 0;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(RENTROLL_SOURCE_DIR) /
                                                              "scenarios/library")) {
    if (file.path().extension() != ".toml") continue;
    ++scenarios_seen;
    const MemoryRun run(scenarios::read_scenario(file.path()));
    const auto found = findings_of(run.store);
    INFO(file.path().string() << "\n" << in_lines(found));
    CHECK(found.empty());
  }
  CHECK(scenarios_seen > 10);
}

TEST_CASE("renewals: missing, doubled, early, late, of a wrong amount or period") {
  PlantedLog log = log_of(lawful);
  const std::size_t renewal = place_of(log, EventType::rental_renewed, second_number);
  SUBCASE("missing") {
    log.erase(renewal);
    check_found(log, renewal, "C3", "the renewal of +14155550101 due on 2023-02-10 is missing");
  }
  SUBCASE("missing at the end of the log") {
    const std::size_t last = place_of(log, EventType::rental_renewed, second_number, 4);
    log.erase(last);
    check_found(log, last, "C3", "due on 2023-06-10 is missing");
  }
  SUBCASE("doubled") {
    log.insert(renewal + 1, log.events[renewal]);
    check_found(log, renewal + 1, "C5", "doubled: the period that begins on 2023-02-10 has been charged");
  }
  SUBCASE("early") {
    delay(log.events[renewal], -12 * 3600);
    log.move(renewal, place_of(log, EventType::rental_renewed, first_number));
    check_found(log, renewal - 1, "C3", "comes early at 2023-02-09T12:00:00Z: it is due on 2023-02-10");
  }
  SUBCASE("late") {
    delay(log.events[renewal], 12 * 3600);
    check_found(log, renewal, "C3", "comes late at 2023-02-10T12:00:00Z: it was due on 2023-02-10");
  }
  SUBCASE("a wrong amount") {
    payload_at<events::RentalRenewed>(log, renewal).amount = Money::parse("2.00");
    check_found(log, renewal, "C7", "amount is 2.00: right is 1.00");
  }
  SUBCASE("by the fee before it was repriced") {
    const std::size_t second = place_of(log, EventType::rental_renewed, second_number, 1);
    payload_at<events::RentalRenewed>(log, second).amount = Money::parse("1.00");
    check_found(log, second, "C7", "amount is 1.00: right is 1.25");
  }
  SUBCASE("a period that overlaps the next") {
    payload_at<events::RentalRenewed>(log, renewal).period_end = core::Date::parse("2023-03-12");
    check_found(log, renewal, "C5", "period_end is 2023-03-12: right is 2023-03-10");
  }
  SUBCASE("a period that leaves a gap to the one before") {
    payload_at<events::RentalRenewed>(log, renewal).period_begin = core::Date::parse("2023-02-11");
    check_found(log, renewal, "C5", "period_begin is 2023-02-11: right is 2023-02-10");
  }
  SUBCASE("another currency") {
    payload_at<events::RentalRenewed>(log, renewal).currency = core::Currency::parse("EUR");
    check_found(log, renewal, "M3", "currency is EUR: right is USD");
  }
  SUBCASE("charged to another account") {
    log.events[renewal].account = *log.names.accounts.find("acme");
    check_found(log, renewal, "L2", "account is acme: right is globex");
  }
  SUBCASE("another cause") {
    log.events[renewal].cause -= 1;
    check_found(log, renewal, "L2", "cause is ");
  }
  SUBCASE("by a customer") {
    log.events[renewal].actor = core::Actor::customer;
    check_found(log, renewal, "Q1", "actor is customer: right is system");
  }
  SUBCASE("of a number that nobody rents") {
    const std::size_t returned = place_of(log, EventType::number_returned);
    Event stray = log.events[renewal];
    stray.number = *log.names.numbers.find(first_number);
    stray.occurred_at = stray.recorded_at = log.events[returned].occurred_at;
    log.insert(returned + 1, stray);
    check_found(log, returned + 1, "C3", "the number is returned then: there is no rental to renew");
  }
  SUBCASE("to an account that is closed") {
    const std::size_t closed = place_of(log, EventType::account_closed);
    Event stray = log.events[place_of(log, EventType::rental_renewed, first_number)];
    stray.occurred_at = stray.recorded_at = log.events[closed].occurred_at;
    log.insert(closed + 1, stray);
    check_found(log, closed + 1, "A5", "a charge to an account that is closed");
  }
}

TEST_CASE("rentals: two holders, terms, credit, state") {
  PlantedLog log = log_of(lawful);
  const std::size_t rent = place_of(log, EventType::number_rented, first_number);
  SUBCASE("a second holder") {
    const std::size_t refused = place_of(log, EventType::request_rejected);
    Event second = log.events[rent];
    second.account = log.events[refused].account;
    second.occurred_at = second.recorded_at = log.events[refused].occurred_at;
    second.request.clear();
    std::get<events::NumberRented>(second.payload).first_due = core::Date::parse("2023-02-11");
    log.insert(refused, second);
    check_found(log, refused, "N2", "held by acme", 2);
  }
  SUBCASE("a wrong setup fee") {
    payload_at<events::NumberRented>(log, rent).setup = Money::parse("0.75");
    check_found(log, rent, "C1", "setup is 0.75: right is 0.50", 2);
  }
  SUBCASE("a wrong first month") {
    payload_at<events::NumberRented>(log, rent).first_month = Money::parse("0.90");
    check_found(log, rent, "C1", "first_month is 0.90: right is 1.00");
  }
  SUBCASE("a wrong first due date") {
    payload_at<events::NumberRented>(log, rent).first_due = core::Date::parse("2023-02-12");
    check_found(log, rent, "C3", "first_due is 2023-02-12: right is 2023-02-10");
  }
  SUBCASE("a wrong first due date by which a renewal goes on after the return") {
    const std::size_t reclaim = place_of(log, EventType::number_reclaimed, first_number);
    payload_at<events::NumberReclaimed>(log, reclaim).first_due = core::Date::parse("2023-04-08");
    const std::size_t returned = place_of(log, EventType::number_returned);
    Event stray = log.events[place_of(log, EventType::rental_renewed, first_number)];
    auto& renewed = std::get<events::RentalRenewed>(stray.payload);
    renewed.period_begin = core::Date::parse("2023-04-08");
    renewed.period_end = core::Date::parse("2023-05-08");
    stray.occurred_at = stray.recorded_at = log.events[returned].occurred_at;
    log.insert(returned + 1, stray);
    check_found(log, returned + 1, "C3", "the number is returned then: there is no rental to renew", 2);
  }
  SUBCASE("a wrong first due date by which the renewals go on") {
    payload_at<events::NumberRented>(log, rent).first_due = core::Date::parse("2023-02-08");
    const std::size_t renewal = place_of(log, EventType::rental_renewed, first_number);
    auto& renewed = payload_at<events::RentalRenewed>(log, renewal);
    renewed.period_begin = core::Date::parse("2023-02-08");
    renewed.period_end = core::Date::parse("2023-03-08");
    log.events[renewal].occurred_at = log.events[renewal].recorded_at = Instant::parse("2023-02-08");
    check_found(log, rent, "C3", "first_due is 2023-02-08: right is 2023-02-10");
  }
  SUBCASE("a wrong monthly fee by which the renewals go on") {
    const std::size_t other = place_of(log, EventType::number_rented, first_number, 1);
    payload_at<events::NumberRented>(log, other).monthly = Money::parse("3.00");
    for (const std::size_t nth : {2U, 3U}) {
      const std::size_t renewal = place_of(log, EventType::rental_renewed, first_number, nth - 1);
      payload_at<events::RentalRenewed>(log, renewal).amount = Money::parse("3.00");
    }
    check_found(log, other, "C1", "monthly is 3.00: right is 1.00", 2);
  }
  SUBCASE("not charged") {
    payload_at<events::NumberRented>(log, rent).charged = false;
    check_found(log, rent, "N5", "charged is false: right is true", 2);
  }
  SUBCASE("without credit") {
    log.erase(place_of(log, EventType::credit_added));
    check_found(log, rent - 1, "C2", "insufficient_credit: the balance was 0.00");
  }
  SUBCASE("without a price") {
    const std::size_t price = place_of(log, EventType::price_set);
    log.erase(price);
    check_found(log, rent - 1, "C1", "there was no price for US local in USD");
  }
  SUBCASE("by an account that nobody opened") {
    log.events[place_of(log, EventType::account_opened)].ends_unit = true;
    log.erase(place_of(log, EventType::account_opened));
    check_found(log, place_of(log, EventType::credit_added), "Q3", "unknown_account");
  }
  SUBCASE("by an account that is suspended") {
    const std::size_t opened = place_of(log, EventType::account_case_opened);
    log.events[opened].account = *log.names.accounts.find("globex");
    check_found(log, place_of(log, EventType::number_rented, first_number, 1), "A2", "account_not_active", 2);
  }
  SUBCASE("of a number that was never stocked") {
    log.erase(place_of(log, EventType::number_stocked));
    check_found(log, rent - 1, "Q3", "unknown_number", 2);
  }
  SUBCASE("by the carrier") {
    log.events[rent].actor = core::Actor::carrier;
    check_found(log, rent, "Q1", "not_permitted");
  }
  SUBCASE("by the clock") {
    log.events[rent].actor = core::Actor::system;
    check_found(log, rent, "Q1", "system, which asks for nothing", 2);
  }
  SUBCASE("ended by who does not hold it") {
    const std::size_t unrented = place_of(log, EventType::number_unrented);
    log.events[unrented].account = *log.names.accounts.find("globex");
    check_found(log, unrented, "N2", "not_the_holder", 2);
  }
  SUBCASE("an unrent that was left out") {
    const std::size_t unrented = place_of(log, EventType::number_unrented, first_number, 1);
    log.erase(unrented);
    check_found(log, place_of(log, EventType::reclaim_window_closed), "N7", "the number is rented then", 2);
  }
  SUBCASE("activated without a document") {
    log.erase(place_of(log, EventType::document_accepted));
    check_found(log, place_of(log, EventType::number_activated), "N10", "is one event too much");
  }
  SUBCASE("not activated by the last document") {
    const std::size_t activated = place_of(log, EventType::number_activated);
    log.erase(activated);
    check_found(log, activated - 1, "N10", "NumberActivated of +14155550101 by globex is missing");
  }
}

TEST_CASE("windows: closings and returns missing, early, late, of what is in none") {
  PlantedLog log = log_of(lawful);
  const std::size_t closing = place_of(log, EventType::reclaim_window_closed);
  const std::size_t returned = place_of(log, EventType::number_returned);
  SUBCASE("a closing is missing") {
    log.erase(closing);
    check_found(log, closing, "N7",
                "closing of the reclaim window of +14155550100 at 2023-03-25T10:00:00Z is");
  }
  SUBCASE("a return is missing") {
    log.erase(returned);
    check_found(log, returned, "N7", "the return of +14155550100 at 2023-03-30T10:00:00Z is missing");
  }
  SUBCASE("early") {
    delay(log.events[closing], -60);
    check_found(log, closing, "N7", "comes early at 2023-03-25T09:59:00Z: right is 2023-03-25T10:00:00Z");
  }
  SUBCASE("late") {
    delay(log.events[returned], 60);
    check_found(log, returned, "N7", "comes late at 2023-03-30T10:01:00Z: right is 2023-03-30T10:00:00Z");
  }
  SUBCASE("a closing of a window that is not open") {
    Event stray = log.events[closing];
    const std::size_t rent = place_of(log, EventType::number_rented, first_number, 1);
    stray.occurred_at = stray.recorded_at = log.events[rent].occurred_at;
    log.insert(rent + 1, stray);
    check_found(log, rent + 1, "N7", "the number is rented then, with no reclaim window open");
  }
  SUBCASE("stocked while it is rented") {
    const std::size_t renewal = place_of(log, EventType::rental_renewed, second_number);
    Event stock = log.events[place_of(log, EventType::number_stocked)];
    stock.number = *log.names.numbers.find(second_number);
    stock.occurred_at = stock.recorded_at = log.events[renewal].occurred_at;
    log.insert(renewal + 1, stock);
    check_found(log, renewal + 1, "N6", "number_exists", 2);
  }
}

TEST_CASE("closing, cases, adjustments, refusals, request ids") {
  PlantedLog log = log_of(lawful);
  SUBCASE("an account closes and keeps a number") {
    const std::size_t closed = place_of(log, EventType::account_closed);
    log.erase(closed - 1);
    check_found(log, closed - 1, "A5", "NumberUnrented of +14155550102 by acme is missing");
  }
  SUBCASE("an account closes and nothing says so") {
    const std::size_t closed = place_of(log, EventType::account_closed);
    log.erase(closed);
    check_found(log, closed - 1, "A5", "AccountClosed of acme is missing");
  }
  SUBCASE("a closed account is given credit") {
    const std::size_t closed = place_of(log, EventType::account_closed);
    Event added = log.events[place_of(log, EventType::credit_added)];
    added.occurred_at = added.recorded_at = log.events[closed].occurred_at;
    log.insert(closed + 1, added);
    check_found(log, closed + 1, "A5", "account_closed");
  }
  SUBCASE("a case is lifted that was never opened") {
    log.erase(place_of(log, EventType::account_case_opened));
    check_found(log, place_of(log, EventType::account_case_lifted), "Q3", "unknown_case");
  }
  SUBCASE("an adjustment corrects no charge") {
    const std::size_t adjusted = place_of(log, EventType::charge_adjusted);
    payload_at<events::ChargeAdjusted>(log, adjusted).corrects =
        core::ChargeId{log.events[0].seq, core::ChargeKind::renewal};
    check_found(log, adjusted, "C9", "unknown_charge");
  }
  SUBCASE("an adjustment bears no number though its charge does") {
    const std::size_t adjusted = place_of(log, EventType::charge_adjusted);
    log.events[adjusted].number = events::no_ordinal;
    check_found(log, adjusted, "L2", "number is none: right is +14155550100");
  }
  SUBCASE("a refusal for another reason") {
    const std::size_t refused = place_of(log, EventType::request_rejected);
    payload_at<events::RequestRejected>(log, refused).reason = core::Rejection::insufficient_credit;
    check_found(log, refused, "Q3", "was refused insufficient_credit: right is number_not_available");
  }
  SUBCASE("a refusal of what the rules allow") {
    const std::size_t refused = place_of(log, EventType::request_rejected);
    auto& rejected = payload_at<events::RequestRejected>(log, refused);
    rejected.requested = R"({"account":"globex","do":"rent","number":"+14155550102"})";
    log.events[refused].number = *log.names.numbers.find("+14155550102");
    check_found(log, refused, "Q3", "was refused number_not_available: right is accepted");
  }
  SUBCASE("a refusal that cannot be read") {
    const std::size_t refused = place_of(log, EventType::request_rejected);
    payload_at<events::RequestRejected>(log, refused).requested = R"({"do":"fly"})";
    check_found(log, refused, "Q3", "what was asked for cannot be read");
  }
  SUBCASE("a refusal that asked for something else") {
    const std::size_t refused = place_of(log, EventType::request_rejected);
    payload_at<events::RequestRejected>(log, refused).requested =
        R"({"do":"rent","account":"globex","number":"+14155550100"})";
    check_found(log, refused, "Q3", "requested is ");
  }
  SUBCASE("a request id is used twice") {
    const std::size_t unrented = place_of(log, EventType::number_unrented);
    log.events[unrented].request = "r-1";
    check_found(log, unrented, "Q2", "the request id r-1 was used before, in seq 10, with other content");
  }
  SUBCASE("a request is recorded twice") {
    const std::size_t unrented = place_of(log, EventType::number_unrented);
    log.insert(unrented + 1, log.events[unrented]);
    check_found(log, unrented + 1, "Q2", "with the same content");
  }
  SUBCASE("a refusal for a request id that is new") {
    const std::size_t refused = place_of(log, EventType::request_rejected);
    payload_at<events::RequestRejected>(log, refused).reason = core::Rejection::request_id_reused;
    log.events[refused].request = "r-9";
    check_found(log, refused, "Q2", "the id r-9 is new");
  }
  SUBCASE("credit of another currency") {
    const std::size_t added = place_of(log, EventType::credit_added);
    payload_at<events::CreditAdded>(log, added).currency = core::Currency::parse("EUR");
    check_found(log, added, "M3", "currency is EUR: right is USD");
  }
  SUBCASE("credit below zero") {
    const std::size_t added = place_of(log, EventType::credit_added, 1);
    log.events[added - 1].ends_unit = true;
    payload_at<events::CreditAdded>(log, added).amount = Money::parse("-1.00");
    check_found(log, added, "Q3", "such a request is never recorded", 2);
  }
  SUBCASE("a number activated by itself") {
    const std::size_t activated = place_of(log, EventType::number_activated);
    log.events[activated - 1].ends_unit = true;
    check_found(log, activated, "N10", "no request makes it", 2);
  }
}

TEST_CASE("what hangs on the balance (C8)") {
  SUBCASE("suspend: no case is opened") {
    PlantedLog log = log_of(scarce("suspend"));
    const std::size_t opened = place_of(log, EventType::account_case_opened);
    log.erase(opened);
    check_found(log, opened - 1, "C8", "AccountCaseOpened of acme is missing", 2);
  }
  SUBCASE("suspend: a case is not lifted") {
    PlantedLog log = log_of(scarce("suspend"));
    const std::size_t lifted = place_of(log, EventType::account_case_lifted);
    log.erase(lifted);
    check_found(log, lifted - 1, "C8", "AccountCaseLifted of acme is missing");
  }
  SUBCASE("suspend: a case lifts by itself") {
    PlantedLog log = log_of(scarce("suspend"));
    const std::size_t lifted = place_of(log, EventType::account_case_lifted);
    log.events[lifted - 1].ends_unit = true;
    check_found(log, lifted, "C8", "stands alone", 2);
  }
  SUBCASE("unrent: the end of a grace is missing") {
    PlantedLog log = log_of(scarce("unrent"));
    const std::size_t unrented = place_of(log, EventType::number_unrented);
    log.erase(unrented);
    check_found(log, unrented, "C8", "the end of the grace of acme at 2023-03-17T00:00:00Z is missing");
  }
  SUBCASE("unrent: a grace ends early") {
    PlantedLog log = log_of(scarce("unrent"));
    const std::size_t unrented = place_of(log, EventType::number_unrented);
    delay(log.events[unrented], -3600);
    check_found(log, unrented, "C8", "no grace of the account ends at this instant", 3);
  }
  SUBCASE("cancel: a renewal that the balance covers is cancelled") {
    PlantedLog log = log_of(scarce("cancel"));
    const std::size_t added = place_of(log, EventType::credit_added);
    payload_at<events::CreditAdded>(log, added).amount = Money::parse("100.00");
    check_found(log, place_of(log, EventType::number_unrented), "C8",
                "NumberUnrented of +14155550100 by acme: right is RentalRenewed");
  }
  SUBCASE("charge: the clock unrents") {
    PlantedLog log = log_of(scarce("cancel"));
    payload_at<events::PolicySet>(log, 0).policy = {};
    check_found(log, place_of(log, EventType::number_unrented), "C8", "the clock unrents nothing", 3);
  }
}

TEST_CASE("the order of a log: its beginning, times, causes, units (L1, L2, L5, T4, T5)") {
  PlantedLog log = log_of(lawful);
  const std::size_t renewal = place_of(log, EventType::rental_renewed, second_number);
  const std::size_t rent = place_of(log, EventType::number_rented, first_number);
  SUBCASE("no policy at the beginning") {
    log.erase(0);
    check_found(log, 0, "L5", "the log begins with PriceSet: right is PolicySet");
  }
  SUBCASE("a second policy") {
    log.insert(rent, log.events[0]).occurred_at = log.events[rent].occurred_at;
    log.events[rent].recorded_at = log.events[rent].occurred_at;
    check_found(log, rent, "L5", "a log's policy never changes");
  }
  SUBCASE("an instant falls") {
    delay(log.events[renewal], -40 * 86400);
    log.events[renewal].recorded_at = log.events[renewal - 1].recorded_at;
    check_found(log, renewal, "T4", "occurred_at falls to 2023-01-01T00:00:00Z", 2);
  }
  SUBCASE("an instant jumps ahead") {
    delay(log.events[renewal], 40 * 86400);
    log.events[renewal].recorded_at = log.events[renewal + 1].recorded_at;
    const auto found = findings_of(log.store());
    INFO(in_lines(found));
    CHECK(found.size() <= 4);
    CHECK(std::any_of(found.begin(), found.end(),
                      [&](const auto& each) { return each.seq == renewal + 2 && each.rule == "T4"; }));
  }
  SUBCASE("recorded before it was so") {
    log.events[rent].recorded_at = Instant::parse("2023-01-05");
    check_found(log, rent, "T4", "before occurred_at");
  }
  SUBCASE("recorded_at falls") {
    log.events[rent].recorded_at = Instant::parse("2023-01-20");
    check_found(log, rent + 1, "T4", "recorded_at falls");
  }
  SUBCASE("a cause that comes later") {
    log.events[renewal].cause = log.events[renewal + 3].seq;
    check_found(log, renewal, "L2", "right is an earlier event", 2);
  }
  SUBCASE("marked late and not late") {
    log.events[rent].late = true;
    check_found(log, rent, "L4", "marked late, though");
  }
  SUBCASE("an event without its account") {
    log.events[rent].account = events::no_ordinal;
    const auto found = findings_of(log.store());
    INFO(in_lines(found));
    CHECK(found.size() <= 3);
    CHECK(found.front().rule == "L2");
  }
  SUBCASE("one request, two instants") {
    const std::size_t credit = place_of(log, EventType::credit_added);
    for (std::size_t place = credit; place < log.events.size(); ++place) delay(log.events[place], 1);
    const auto found = findings_of(log.store());
    CHECK(std::any_of(found.begin(), found.end(),
                      [&](const auto& each) { return each.seq == credit + 1 && each.rule == "L1"; }));
  }
  SUBCASE("timers of one instant in another order") {
    const std::size_t other = place_of(log, EventType::rental_renewed, first_number);
    REQUIRE(other + 1 == renewal);
    std::swap(log.events[other], log.events[renewal]);
    check_found(log, other, "T5",
                "the renewal of +14155550101 due on 2023-02-10 stands before the renewal of");
  }
  SUBCASE("a sum beyond 64 bits") {
    const std::size_t added = place_of(log, EventType::credit_added);
    payload_at<events::CreditAdded>(log, added).amount = Money::from_millionths(INT64_MAX);
    log.insert(added + 1, log.events[added]);
    check_found(log, added + 1, "M1", "a sum cannot be reckoned any more", 2);
  }
}

}  // namespace rentroll::tests
