#include "scenarios/rehearsal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "scenarios/run.hpp"

namespace rentroll::scenarios {
namespace {

/// A bound may be reckoned in floating point: it only says whether the exact run must be rehearsed.
using Bound = double;

Bound size_of(core::Money money) { return std::abs(static_cast<Bound>(money.millionths())); }

/// What the steps can move at the most, and how many rentals they can begin at the most.
struct Movements {
  Bound amounts = 0;
  Bound highest_fee = 0;
  Bound rentals = 0;

  void add(const OpenAccount& open) { amounts += size_of(open.credit.value_or(core::Money{})); }
  void add(const AddCredit& credit) { amounts += size_of(credit.amount); }
  void add(const Adjust& adjust) { amounts += size_of(adjust.amount); }
  void add(const SetPrice& price) {
    highest_fee = std::max({highest_fee, size_of(price.setup), size_of(price.monthly)});
  }
  void add(const Reprice& reprice) { highest_fee = std::max(highest_fee, size_of(reprice.monthly)); }
  void add(const CarryOver& carried) {
    ++rentals;
    highest_fee = std::max(highest_fee, size_of(carried.monthly));
  }
  void add(const Rent&) { ++rentals; }
  void add(const Reclaim&) { ++rentals; }
  void add(const Recover&) { ++rentals; }
  template <class Other>
  void add(const Other&) {}
};

/// No account's or number's sum can come beyond this.
Bound largest_sum(const Scenario& scenario, const projections::State& state) {
  Movements movements;
  for (const auto& account : state.accounts) {
    movements.amounts += size_of(account.credit) + size_of(account.charged);
  }
  for (events::Ordinal ordinal = 0; ordinal < state.numbers.size(); ++ordinal) {
    const projections::Number number = state.numbers[ordinal];
    movements.amounts += size_of(number.charged);
    movements.highest_fee = std::max(movements.highest_fee, size_of(number.monthly));
    if (number.state == core::NumberState::rented) ++movements.rentals;
  }
  for (const auto& [key, price] : state.prices.all()) {
    movements.highest_fee = std::max({movements.highest_fee, size_of(price.setup), size_of(price.monthly)});
  }
  for (const Step& step : scenario.steps) {
    std::visit([&](const auto& body) { movements.add(body); }, step.request.body);
  }
  const core::Instant begins = state.last_seq == 0 ? scenario.starts : state.horizon;
  const Bound months = static_cast<Bound>(scenario.ends.date().days() - begins.date().days()) / 28 + 3;
  return movements.amounts + movements.rentals * months * movements.highest_fee;
}

}  // namespace

void check_no_overflow(const Scenario& scenario, const projections::State& state, const RequestIndex& index,
                       const events::EventLog* log) {
  constexpr Bound safe = static_cast<Bound>(std::numeric_limits<std::int64_t>::max()) / 4;
  if (largest_sum(scenario, state) < safe) return;
  projections::State rehearsed = state;
  RequestIndex rehearsed_index = index;
  RehearsalRecorder recorder(log, state.last_seq);
  Simulator simulator(rehearsed, rehearsed_index, recorder);
  if (state.last_seq == 0) simulator.begin(scenario.policy.value_or(core::Policy{}), scenario.starts);
  static_cast<void>(run_steps(scenario, simulator, rehearsed));
}

}  // namespace rentroll::scenarios
