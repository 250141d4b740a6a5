#include <cstdint>
#include <exception>
#include <iostream>
#include <map>
#include <rentroll/events/log_folder.hpp>
#include <rentroll/projections/charges.hpp>
#include <rentroll/projections/replay.hpp>
#include <string>
#include <utility>

#include "core/money.hpp"

namespace {

using namespace rentroll;

struct Total {
  std::uint64_t charges = 0;
  core::Money amount;
};

/// What each account was charged in each currency, as `rentroll charges --total account --format csv` says
/// it.
void sum_charges(const char* path) {
  const auto log = events::LogFolder::open_reader(path);
  projections::State state;
  std::map<std::pair<std::string, std::string>, Total> totals;
  projections::replay(std::as_const(*log).store(), {}, state, 1, [&](const events::EventView& event) {
    projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
      Total& total = totals[{std::string(state.names.accounts.text(line.account)), line.currency.text()}];
      ++total.charges;
      total.amount = total.amount + line.amount;
    });
  });
  std::cout << consumer::heading << '\n';
  for (const auto& [group, total] : totals) {
    std::cout << group.first << ',' << total.charges << ',' << total.amount.text() << ',' << group.second
              << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) throw core::InputError("right is: sum_charges LOG");
    sum_charges(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "sum_charges: " << error.what() << '\n';
    return 1;
  }
}
