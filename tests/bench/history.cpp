#include "tests/bench/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "events/log_folder.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/simulator.hpp"

namespace rentroll::bench {
namespace {

using core::Instant;
using scenarios::RequestBody;

constexpr std::uint64_t events_a_number = 26;
constexpr std::uint64_t numbers_an_account = 20;
constexpr int days_of_renting = 60;

const core::Currency usd = core::Currency::parse("USD");
const core::Country us = core::Country::parse("US");

core::AccountId account_id(std::uint64_t place) {
  return core::AccountId::parse(fmt::format("account-{}", place));
}
core::NumberId number_id(std::uint64_t place) {
  return core::NumberId::parse(fmt::format("+1{:010}", place));
}

void ask(scenarios::Simulator& simulator, Instant at, RequestBody body) {
  scenarios::Request request;
  request.at = at;
  request.body = std::move(body);
  request.actor = scenarios::default_actor(request.kind());
  simulator.request(request);
}

void open(scenarios::Simulator& simulator, Instant at, std::uint64_t numbers) {
  ask(simulator, at,
      scenarios::SetPrice{us, core::NumberType::local, core::Money::parse("0.5"), core::Money::parse("1"),
                          usd});
  for (std::uint64_t account = 0; account * numbers_an_account < numbers; ++account) {
    ask(simulator, at, scenarios::OpenAccount{account_id(account), usd, core::Money::parse("10000"), true});
  }
  for (std::uint64_t number = 0; number < numbers; ++number) {
    scenarios::Stock stock;
    stock.number = number_id(number);
    stock.country = us;
    stock.type = core::NumberType::local;
    ask(simulator, at, stock);
  }
}

/// Rents every number; one in a hundred is unrented an hour later, and half of those reclaimed.
void rent(scenarios::Simulator& simulator, Instant from, std::uint64_t numbers) {
  const std::int64_t apart = days_of_renting * Instant::microseconds_per_day /
                             static_cast<std::int64_t>(std::max<std::uint64_t>(numbers, 1));
  for (std::uint64_t place = 0; place < numbers; ++place) {
    const auto at =
        Instant::from_microseconds(from.microseconds() + apart * static_cast<std::int64_t>(place));
    const core::AccountId account = account_id(place / numbers_an_account);
    ask(simulator, at, scenarios::Rent{account, number_id(place)});
    if (place % 100 == 0) ask(simulator, at, scenarios::Unrent{account, number_id(place)});
    if (place % 200 == 0) ask(simulator, at, scenarios::Reclaim{account, number_id(place)});
  }
}

}  // namespace

History make_history(const std::filesystem::path& path, core::Seq events) {
  History history;
  history.path = path;
  const std::uint64_t numbers = std::max<std::uint64_t>(events / events_a_number, 100);
  const auto folder = events::LogFolder::create(path);
  events::EventLog log(folder->store());
  scenarios::RequestIndex index;
  scenarios::LogRecorder recorder(log, nullptr);
  scenarios::Simulator simulator(history.state, index, recorder);
  const Instant starts = Instant::parse("2024-01-01");

  const auto begin = std::chrono::steady_clock::now();
  simulator.begin({}, starts);
  open(simulator, starts, numbers);
  rent(simulator, starts, numbers);
  simulator.finish(Instant::parse("2026-02-01"));
  log.flush(events::Durability::synced);
  history.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  history.events = history.state.last_seq;
  return history;
}

}  // namespace rentroll::bench
