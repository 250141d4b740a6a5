#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/policy.hpp"
#include "core/price_list.hpp"

namespace rentroll::core {
namespace {

PriceKey key(const char* country, NumberType type, const char* currency) {
  return {Country::parse(country), type, Currency::parse(currency)};
}

Price price(const char* setup, const char* monthly) { return {Money::parse(setup), Money::parse(monthly)}; }

TEST_CASE("C1: the price is that of country, type and currency, and the newest one") {
  PriceList prices;
  CHECK(prices.find(key("US", NumberType::local, "USD")) == nullptr);
  prices.set(key("US", NumberType::local, "USD"), price("0.50", "1.00"));
  prices.set(key("US", NumberType::mobile, "USD"), price("0.00", "3.00"));
  prices.set(key("US", NumberType::local, "EUR"), price("0.40", "0.90"));
  REQUIRE(prices.find(key("US", NumberType::local, "USD")) != nullptr);
  CHECK(prices.find(key("US", NumberType::local, "USD"))->monthly == Money::parse("1.00"));
  CHECK(prices.find(key("US", NumberType::mobile, "USD"))->monthly == Money::parse("3.00"));
  CHECK(prices.find(key("US", NumberType::local, "EUR"))->setup == Money::parse("0.40"));
  CHECK(prices.find(key("GB", NumberType::local, "USD")) == nullptr);
  CHECK(prices.find(key("US", NumberType::toll_free, "USD")) == nullptr);

  prices.set(key("US", NumberType::local, "USD"), price("0.00", "1.15"));
  CHECK(prices.find(key("US", NumberType::local, "USD"))->monthly == Money::parse("1.15"));
  CHECK(prices.find(key("US", NumberType::local, "USD"))->setup == Money());
  CHECK(prices.find(key("US", NumberType::local, "EUR"))->monthly == Money::parse("0.90"));
}

TEST_CASE("section 8: the policy's defaults") {
  const Policy policy;
  CHECK(policy.reclaim_window_days == 5);
  CHECK(policy.reserve_window_days == 10);
  CHECK(policy.billing_day == BillingDay::ratchet);
  CHECK(policy.recovery_charges == RecoveryCharges::as_new);
  CHECK(policy.renewal_without_credit == RenewalWithoutCredit::charge);
  CHECK(policy.grace_days == 7);
}

TEST_CASE("section 8: the policy's settings are visited by their names, in order") {
  const Policy policy;
  std::vector<std::string> names;
  Policy::fields(policy, [&](const char* name, const auto&) { names.emplace_back(name); });
  CHECK(names == std::vector<std::string>{"reclaim_window_days", "reserve_window_days", "billing_day",
                                          "recovery_charges", "renewal_without_credit", "grace_days"});
}

TEST_CASE("section 8: windows and grace are 0 to 365 days") {
  for (const long long days : {0LL, 1LL, 365LL}) CHECK_NOTHROW(Policy::check_days("grace_days", days));
  for (const long long days : {-1LL, 366LL, 1LL << 40, -(1LL << 40)}) {
    CAPTURE(days);
    CHECK_THROWS_AS(Policy::check_days("grace_days", days), InputError);
  }
}

TEST_CASE("N5: the reclaim window is the first part of the reserve window") {
  Policy policy;
  policy.reclaim_window_days = policy.reserve_window_days = 8;
  CHECK_NOTHROW(policy.check_windows());
  policy.reclaim_window_days = 9;
  CHECK_THROWS_AS(policy.check_windows(), InputError);
  policy.reclaim_window_days = policy.reserve_window_days = 0;
  CHECK_NOTHROW(policy.check_windows());
}

TEST_CASE("an input error is given its place by whoever knows it") {
  const InputError error("the amount is missing");
  CHECK(std::string(error.at("line 7").what()) == "line 7: the amount is missing");
}

}  // namespace
}  // namespace rentroll::core
