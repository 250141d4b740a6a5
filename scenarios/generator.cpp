#include "scenarios/generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/error.hpp"
#include "core/sha256.hpp"
#include "events/log_folder.hpp"
#include "scenarios/background_recorder.hpp"

namespace rentroll::scenarios {
namespace {

using core::Instant;

constexpr std::int64_t hour = Instant::microseconds_per_day / 24;
constexpr std::uint64_t days_a_month = 30;
constexpr std::size_t plans_expected = 16;

/// What numbers there are, and what they cost.
struct Kind {
  std::string_view country;
  core::NumberType type;
  std::string_view prefix;  // of the number's text
  std::size_t digits;       // that follow it
  std::string_view setup;
  std::string_view monthly;
};
constexpr std::array<Kind, 4> kinds = {{
    {"US", core::NumberType::local, "+1", 10, "0.50", "1.00"},
    {"US", core::NumberType::toll_free, "+18", 9, "0", "2.00"},
    {"GB", core::NumberType::mobile, "+447", 9, "1.00", "1.15"},
    {"DE", core::NumberType::local, "+4930", 8, "0.80", "0.795"},
}};
/// Of ten numbers, seven are of the first kind and one is of each other.
constexpr std::array<std::size_t, 10> mix = {0, 0, 0, 1, 0, 0, 2, 0, 0, 3};

const Kind& kind_of(std::uint32_t number) { return kinds[mix[number % mix.size()]]; }

// Ids are made for every request: their digits are put down without a format to be read.

core::NumberId number_id(std::uint32_t number) {
  const Kind& kind = kind_of(number);
  // A leading 2 or more keeps US local numbers apart from toll-free ones.
  const std::uint64_t first = kind.digits == 10 ? 2'000'000'000 : 0;
  const fmt::format_int digits(first + number);
  std::string text(kind.prefix);
  text.append(kind.digits - digits.size(), '0').append(digits.data(), digits.size());
  return core::NumberId::parse(text);
}

core::AccountId account_id(std::uint32_t account) {
  const fmt::format_int digits(account);
  return core::AccountId::parse(std::string("account-").append(digits.data(), digits.size()));
}

/// Eight of ten accounts pay in US dollars.
core::Currency currency_of(std::uint32_t account) {
  constexpr std::array<std::string_view, 10> currencies = {"USD", "USD", "USD", "EUR", "USD",
                                                           "USD", "USD", "GBP", "USD", "USD"};
  return core::Currency::parse(currencies[account % currencies.size()]);
}

void check_count(std::string_view what, std::uint64_t count, std::uint64_t most) {
  if (count != 0 && count <= most) return;
  throw core::InputError(fmt::format("--{}: {} is out of range; right is 1 to {}", what, count, most));
}

}  // namespace

void GeneratorSettings::check() const {
  check_count("accounts", accounts, accounts_max);
  check_count("numbers", numbers, numbers_max);
  check_count("months", months, months_max);
}

std::uint64_t Generator::Rate::draws(std::uint64_t of) {
  carried += of * thousandths_a_month;
  const std::uint64_t whole = 1000 * days_a_month;
  const std::uint64_t draws = carried / whole;
  carried %= whole;
  return draws;
}

Generator::Generator(const GeneratorSettings& settings, Simulator& simulator, const projections::State& state)
    : settings_(settings),
      simulator_(simulator),
      state_(state),
      random_(settings.seed),
      starts_(Instant::parse("2024-01-01T00:00:00Z")),
      ends_(starts_.plus_days(static_cast<int>(settings.months * days_a_month))),
      plans_(settings.months * days_a_month) {}

void Generator::run() {
  open();
  for (Instant day = starts_; day < ends_; day = day.plus_days(1)) {
    plan_day(day);
    perform_day();
  }
  simulator_.finish(ends_);
}

/// Performs today's plans in the order of their instants, those included that are made meanwhile; of two at
/// one instant the one planned first.
void Generator::perform_day() {
  std::vector<Plan>& plans = plans_[today_];
  std::stable_sort(plans.begin(), plans.end(), sooner);
  while (performed_ < plans.size()) {
    if (performed_ % plans_expected == 0) expect(plans);
    const Plan plan = plans[performed_++];
    perform(plan);
  }
  plans = std::vector<Plan>();  // `{}` alone would keep the memory
  performed_ = 0;
  ++today_;
}

/// Says which states and names the next plans will need: they have come from memory by then.
void Generator::expect(std::span<const Plan> plans) const {
  const auto next = plans.subspan(performed_, std::min(plans_expected, plans.size() - performed_));
  std::array<events::Ordinal, plans_expected> numbers;
  for (std::size_t place = 0; place < next.size(); ++place) {
    const events::Ordinal number = numbers[place] = next[place].number;
    core::ask_for(state_.numbers.rentals(), number);
    core::ask_for(state_.numbers.details(), number);
    core::ask_for(state_.accounts, next[place].account);
  }
  state_.names.numbers.expect(std::span(numbers).first(next.size()));
  for (const Plan& plan : next) state_.names.numbers.expect(state_.names.numbers.text(plan.number));
}

/// The policy, prices in every currency, and the accounts.
void Generator::open() {
  simulator_.begin(core::Policy{}, starts_);
  for (const Kind& kind : kinds) {
    for (const std::string_view currency : {"USD", "EUR", "GBP"}) {
      ask(starts_, SetPrice{core::Country::parse(kind.country), kind.type, core::Money::parse(kind.setup),
                            core::Money::parse(kind.monthly), core::Currency::parse(currency)});
    }
  }
  for (std::uint32_t account = 0; account < settings_.accounts; ++account) {
    ask(starts_, OpenAccount{account_id(account), currency_of(account), core::Money::parse("1000000"), true});
  }
}

void Generator::plan_day(Instant day) {
  plan_rents(day);
  plan_draws(unrents_, stocked_, Deed::unrent, day);
  plan_draws(wrong_rents_, stocked_, Deed::rent, day);
  plan_draws(repricings_, stocked_, Deed::reprice, day);
  plan_draws(suspensions_, settings_.accounts, Deed::suspend, day);
  plan_draws(credits_, settings_.accounts, Deed::credit, day);
  plan_draws(adjustments_, settings_.accounts, Deed::adjust, day);
  // Of a thousand accounts one closes in three months.
  if (random_.below(3) == 0) plan_draws(closings_, settings_.accounts, Deed::close, day);
}

/// Stocks the numbers that are rented for the first time that day, and plans these rents.
void Generator::plan_rents(Instant day) {
  const Instant next_day = day.plus_days(1);
  for (; stocked_ < settings_.numbers && rent_of(stocked_) < next_day; ++stocked_) {
    stock(stocked_, day);
    plan(Deed::rent, rent_of(stocked_), stocked_, any_account());
  }
}

/// When a number is rented for the first time: over the first half of the time, evenly.
Instant Generator::rent_of(std::uint32_t number) const {
  const std::int64_t half = (ends_.microseconds() - starts_.microseconds()) / 2 - hour;
  const std::int64_t step = half / static_cast<std::int64_t>(settings_.numbers);
  return Instant::from_microseconds(starts_.microseconds() + hour + step * number);
}

void Generator::plan(Deed deed, Instant at, std::uint32_t number, std::uint32_t account,
                     std::uint64_t case_number) {
  if (at >= ends_) return;
  const Plan plan{at, deed, number, account, case_number};
  const auto day = static_cast<std::size_t>(at.date().days() - starts_.date().days());
  std::vector<Plan>& plans = plans_[day];
  const bool in_order = day == today_ && performed_ != 0;
  plans.insert(in_order ? std::upper_bound(plans.begin() + static_cast<std::ptrdiff_t>(performed_),
                                           plans.end(), plan, sooner)
                        : plans.end(),
               plan);
}

/// Plans so many deeds at any moment of the day, with any number that has been stocked and any account.
void Generator::plan_draws(Rate& rate, std::uint64_t of, Deed deed, Instant day) {
  for (std::uint64_t left = rate.draws(of); left > 0; --left) {
    const std::int64_t moment = random_.between(hour, Instant::microseconds_per_day);
    const auto number = static_cast<std::uint32_t>(stocked_ == 0 ? 0 : random_.below(stocked_));
    plan(deed, Instant::from_microseconds(day.microseconds() + moment), number, any_account());
  }
}

/// An instant from so many whole days on, up to others, not included.
Instant Generator::soon(Instant from, std::int64_t days_begin, std::int64_t days_end) {
  const std::int64_t after = random_.between(days_begin * Instant::microseconds_per_day + hour,
                                             days_end * Instant::microseconds_per_day);
  return Instant::from_microseconds(from.microseconds() + after);
}

/// Numbers are stocked one after another before anything else is done with them, so that their ordinals are
/// those of the log.
projections::Number Generator::number_state(std::uint32_t number) const { return state_.numbers[number]; }

bool Generator::ask(Instant at, RequestBody body) {
  Request request;
  request.at = at;
  request.body = std::move(body);
  request.actor = default_actor(request.kind());
  return !simulator_.request(request).rejection;
}

void Generator::stock(std::uint32_t number, Instant at) {
  const Kind& kind = kind_of(number);
  Stock stock;
  stock.number = number_id(number);
  stock.country = core::Country::parse(kind.country);
  stock.type = kind.type;
  ask(at, std::move(stock));
}

void Generator::perform(const Plan& plan) {
  const auto account = [&] { return account_id(plan.account); };
  const auto number = [&] { return number_id(plan.number); };
  switch (plan.deed) {
    case Deed::rent:
      ask(plan.at, Rent{account(), number()});
      return;
    case Deed::unrent:
      unrent(plan);
      return;
    case Deed::reclaim:
      ask(plan.at, Reclaim{account(), number()});
      return;
    case Deed::recover:
      ask(plan.at, Recover{account(), number()});
      return;
    case Deed::restock:
      stock(plan.number, plan.at);
      this->plan(Deed::rent, soon(plan.at, 0, 10), plan.number, any_account());
      return;
    case Deed::suspend:
      suspend(plan);
      return;
    case Deed::reinstate:
      ask(plan.at,
          ReinstateAccount{account(), core::CaseId::parse(fmt::format("case-{}", plan.case_number))});
      return;
    case Deed::close:
      ask(plan.at, Close{account()});
      return;
    case Deed::credit:
      ask(plan.at, AddCredit{account(), core::Money::from_millionths(random_.between(1, 500) * 1'000'000)});
      return;
    case Deed::adjust: {
      Adjust adjust;
      adjust.account = account();
      adjust.amount = core::Money::from_millionths(-random_.between(1, 100) * 10'000);
      adjust.reason = core::Remark::parse("goodwill");
      ask(plan.at, std::move(adjust));
      return;
    }
    case Deed::reprice: {
      const projections::Number& state = number_state(plan.number);
      if (state.state != core::NumberState::rented) return;
      const auto holder = core::AccountId::parse(state_.names.accounts.text(state.account));
      ask(plan.at,
          Reprice{holder, number(), core::Money::from_millionths(random_.between(50, 300) * 10'000)});
      return;
    }
  }
}

/// Unrents a number, if it is rented, and plans what becomes of it.
void Generator::unrent(const Plan& plan) {
  const projections::Number& state = number_state(plan.number);
  if (state.state != core::NumberState::rented) return;
  const std::string holder(state_.names.accounts.text(state.account));
  if (!ask(plan.at, Unrent{core::AccountId::parse(holder), number_id(plan.number)})) return;
  const auto account =
      static_cast<std::uint32_t>(std::stoul(holder.substr(std::string_view("account-").size())));
  const std::uint64_t fate = random_.below(100);
  if (fate < 25) return this->plan(Deed::reclaim, soon(plan.at, 0, 5), plan.number, account);
  if (fate < 35) return this->plan(Deed::recover, soon(plan.at, 5, 10), plan.number, account);
  this->plan(Deed::restock, soon(plan.at, 10, 20), plan.number, account);
}

void Generator::suspend(const Plan& plan) {
  constexpr std::array<core::Scope, 3> scopes = {core::Scope::throughput, core::Scope::provisioning,
                                                 core::Scope::all_services};
  const std::uint64_t number = ++cases_;
  const auto id = core::CaseId::parse(fmt::format("case-{}", number));
  const core::Scope scope = scopes[random_.below(scopes.size())];
  if (!ask(plan.at, SuspendAccount{account_id(plan.account), id, scope, core::CaseReason::manual})) return;
  this->plan(Deed::reinstate, soon(plan.at, 0, 20), plan.number, plan.account, number);
}

projections::State generate(const GeneratorSettings& settings, const std::filesystem::path& path, int threads,
                            const Progress& progress) {
  settings.check();
  projections::State state;
  state.reserve(
      {static_cast<events::Ordinal>(settings.accounts), static_cast<events::Ordinal>(settings.numbers)});
  RequestIndex index;
  const auto folder = events::LogFolder::create(path);
  const std::string name = fmt::format("generate --accounts {} --numbers {} --months {} --seed {}",
                                       settings.accounts, settings.numbers, settings.months, settings.seed);
  folder->set_run({name, core::sha256_hex(name), 1, false});
  events::EventLog log(folder->store());
  const auto run = [&](Recorder& recorder) {
    Simulator simulator(state, index, recorder);
    Generator(settings, simulator, state).run();
  };
  if (threads == 1) {
    LogRecorder recorder(log, progress);
    run(recorder);
  } else {
    BackgroundRecorder recorder(log, progress);
    run(recorder);
    recorder.finish();
  }
  log.flush(events::Durability::synced);
  events::mark_run_finished(*folder);
  return state;
}

}  // namespace rentroll::scenarios
