#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "core/billing_day.hpp"
#include "core/error.hpp"
#include "scenarios/scenario_file.hpp"

/// Files that are a policy or a price list and nothing else.
namespace rentroll::scenarios {
namespace {

namespace fs = std::filesystem;
using core::Instant;

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    std::string pattern = (fs::temp_directory_path() / "rentroll-policy-XXXXXX").string();
    const int file = mkstemp(pattern.data());
    REQUIRE(file >= 0);
    close(file);
    path = pattern;
    std::ofstream(path) << text;
  }
  ~TemporaryFile() { fs::remove(path); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  fs::path path;
};

/// What an error says after the file's name.
template <class Read>
std::string error_of(const std::string& text, const Read& read) {
  const TemporaryFile file(text);
  try {
    read(file.path);
  } catch (const core::InputError& error) {
    const std::string what = error.what();
    CHECK(what.starts_with(file.path.string() + ":"));
    return what.substr(file.path.string().size() + 1);
  }
  return "no error";
}

std::string policy_error(const std::string& text) {
  return error_of(text, [](const fs::path& path) { static_cast<void>(read_policy(path)); });
}

std::string price_error(const std::string& text) {
  return error_of(text, [](const fs::path& path) { static_cast<void>(read_prices(path, Instant())); });
}

const std::string a_price = "[[price]]\ncountry = \"US\"\ntype = \"local\"\nsetup = 0\nmonthly = \"1.00\"\n";

core::Policy shipped(const std::string& name) {
  return read_policy(fs::path(RENTROLL_SOURCE_DIR) / "scenarios/policies" / name);
}

/// The due dates that follow a rent, `02-28 03-31`.
std::string due_dates(const core::Policy& policy, const std::string& begun, int count) {
  const core::Date first = core::Date::parse(begun);
  std::string dates;
  core::Date due = first;
  for (int each = 0; each < count; ++each) {
    due = core::next_due(policy.billing_day, first, due);
    dates += (dates.empty() ? "" : " ") + due.text().substr(5);
  }
  return dates;
}

}  // namespace

TEST_CASE("a policy file sets what it names; all else is the default") {
  const TemporaryFile file("[policy]\nbilling_day = \"anchored\"\nreserve_window_days = 20\n");
  core::Policy expected;
  expected.billing_day = core::BillingDay::anchored;
  expected.reserve_window_days = 20;
  CHECK(read_policy(file.path) == expected);
}

TEST_CASE("what is wrong in a policy file is told with its place") {
  CHECK(policy_error("") ==
        "1:1: the table [policy] is missing: it has the settings that are not the defaults");
  CHECK(policy_error("billing_day = \"first\"\n") ==
        "1:1: unknown key \"billing_day\": a policy file has [policy]");
  CHECK(policy_error("[policy]\n[scenario]\n") ==
        "2:2: unknown table \"scenario\": a policy file has [policy]");
  CHECK(policy_error("\n[policy]\ngrace_days = 366\n").starts_with("3:1: "));
  CHECK(policy_error("[[policy]]\n") == "1:3: right is a single table [policy]");
  CHECK(policy_error("[policy]\nbilling_day = \"last\"\n")
            .starts_with("2:1: \"billing_day\" is \"last\": right is"));
  CHECK(policy_error("[policy]\nreclaim_window_days = 11\n").starts_with("2:1: "));
  CHECK(policy_error("[policy\n").starts_with("1:8: this is no TOML"));
}

TEST_CASE("a price list is in the order of its instants, and of the file at one instant") {
  const std::string euro = "currency = \"EUR\"\n";
  const std::string dollar = "currency = \"USD\"\n";
  const TemporaryFile file(a_price + dollar + "at = 2024-05-01T00:00:00Z\n" + a_price + euro + a_price +
                           dollar);
  const std::vector<Request> prices = read_prices(file.path, Instant::parse("2024-02-01"));
  REQUIRE(prices.size() == 3);
  CHECK(prices[0].at == Instant::parse("2024-02-01"));
  CHECK(std::get<SetPrice>(prices[0].body).currency == core::Currency::parse("EUR"));
  CHECK(std::get<SetPrice>(prices[1].body).currency == core::Currency::parse("USD"));
  CHECK(prices[2].at == Instant::parse("2024-05-01"));
  CHECK(prices[2].actor == core::Actor::provider);
}

TEST_CASE("what is wrong in a price list is told with its place") {
  CHECK(price_error("") == "1:1: there is no table [[price]]: right are one or more");
  CHECK(price_error("price = []\n") == "1:1: there is no table [[price]]: right are one or more");
  CHECK(price_error("[price]\n") == "1:2: \"price\" is a table: right are tables [[price]], one for each");
  CHECK(price_error("[policy]\n") == "1:2: unknown table \"policy\": a price list has [[price]]");
  CHECK(price_error(a_price).starts_with("1:1: [[price]] lacks \"currency\""));
  CHECK(price_error(a_price + "currency = \"USD\"\nmonth = 1\n")
            .starts_with("7:1: [[price]] has no key \"month\""));
  CHECK(price_error(a_price + "currency = \"USD\"\nat = \"2024-01-01\"\n")
            .starts_with("7:1: \"at\" is a text"));
}

TEST_CASE("the policies of providers that ship with the program") {
  CHECK(shipped("default.toml") == core::Policy());

  const core::Policy twilio = shipped("twilio.toml");
  CHECK(due_dates(twilio, "2022-10-31", 5) == "11-30 12-30 01-30 02-28 03-28");
  CHECK(twilio.reclaim_window_days == 10);
  CHECK(twilio.reserve_window_days == 10);
  CHECK(twilio.renewal_without_credit == core::RenewalWithoutCredit::suspend);

  const core::Policy vonage = shipped("vonage.toml");
  CHECK(due_dates(vonage, "2015-01-31", 3) == "02-28 03-31 04-30");
  CHECK(vonage.reclaim_window_days == 90);
  CHECK(vonage.reserve_window_days == 90);
  CHECK(vonage.renewal_without_credit == core::RenewalWithoutCredit::cancel);
}

}  // namespace rentroll::scenarios
