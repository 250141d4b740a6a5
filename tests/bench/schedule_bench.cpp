#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/billing_day.hpp"
#include "core/error.hpp"

/// The renewals of many rentals by the ratchet (C3), summed by month: the work that peers.py gives to
/// databases.
///
///     bench_schedule RENTALS.csv RENEWALS
///
/// RENTALS.csv has a header and lines `number,begun,monthly`. Prints one JSON object: how long the reading
/// and the reckoning took, and a row for each month.
namespace rentroll::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Rental {
  core::Date begun;
  core::Money monthly;
};

struct Month {
  std::uint64_t renewals = 0;
  core::Money amount;
};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::vector<Rental> read_rentals(const char* path) {
  std::vector<Rental> rentals;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto begun = line.find(',') + 1;
    const auto monthly = line.find(',', begun) + 1;
    rentals.push_back({core::Date::parse(line.substr(begun, monthly - 1 - begun)),
                       core::Money::parse(line.substr(monthly))});
  }
  return rentals;
}

/// By the first day of each month.
std::map<core::Date, Month> months_of(const std::vector<Rental>& rentals, int renewals) {
  // A day is summed first, since there are few days and looking one up costs no search.
  std::vector<Month> days;
  for (const Rental& rental : rentals) {
    core::Date due = rental.begun;
    for (int renewal = 0; renewal < renewals; ++renewal) {
      due = core::next_due(core::BillingDay::ratchet, rental.begun, due);
      const auto day = static_cast<std::size_t>(due.days());
      if (day >= days.size()) days.resize(day + 1);
      ++days[day].renewals;
      days[day].amount += rental.monthly;
    }
  }
  std::map<core::Date, Month> months;
  for (std::size_t day = 0; day < days.size(); ++day) {
    if (days[day].renewals == 0) continue;
    Month& month = months[core::first_of_month(core::Date::from_days(static_cast<std::int32_t>(day)))];
    month.renewals += days[day].renewals;
    month.amount += days[day].amount;
  }
  return months;
}

int run(const char* path, int renewals) {
  const auto begin = Clock::now();
  const std::vector<Rental> rentals = read_rentals(path);
  const double load = seconds_since(begin);
  const auto loaded = Clock::now();
  const std::map<core::Date, Month> months = months_of(rentals, renewals);
  const double query = seconds_since(loaded);
  std::string rows;
  for (const auto& [first, month] : months) {
    rows += fmt::format(R"({}["{}",{},"{}"])", rows.empty() ? "" : ",", first.text().substr(0, 7),
                        month.renewals, month.amount.text());
  }
  fmt::print("{{\"load\":{:.6f},\"query\":{:.6f},\"rows\":[{}]}}\n", load, query, rows);
  return 0;
}

}  // namespace
}  // namespace rentroll::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: bench_schedule RENTALS.csv RENEWALS\n");
    return 2;
  }
  try {
    return rentroll::bench::run(argv[1], std::atoi(argv[2]));
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_schedule: {}\n", error.what());
    return 2;
  }
}
