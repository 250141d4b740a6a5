#include "scenarios/cut_over.hpp"

#include <fmt/format.h>

#include "core/assert.hpp"
#include "core/error.hpp"
#include "events/log_folder.hpp"
#include "events/memory_store.hpp"
#include "events/overlay_store.hpp"

namespace rentroll::scenarios {
namespace {

/// Asks for what the list says. The list was checked by the same rules, so nothing is refused.
class Requests {
 public:
  Requests(const RentalList& list, core::Instant at, Simulator& simulator)
      : list_(list), simulator_(simulator) {
    request_.at = at;
  }

  void make() {
    for (Ordinal account = 0; account < list_.accounts.size(); ++account) open(account);
    for (Ordinal number = 0; number < list_.rentals.size(); ++number) stock(number);
    for (Ordinal number = 0; number < list_.rentals.size(); ++number) carry_over(number);
  }

 private:
  void open(Ordinal account) {
    OpenAccount open;
    open.account = account_id(account);
    open.currency = list_.accounts[account].currency;
    ask(std::move(open));
  }

  void stock(Ordinal number) {
    const StandingRental& rental = list_.rentals[number];
    Stock stock;
    stock.number = number_id(number);
    stock.country = rental.country;
    stock.type = rental.type;
    ask(std::move(stock));
  }

  void carry_over(Ordinal number) {
    const StandingRental& rental = list_.rentals[number];
    ask(CarryOver{account_id(rental.account), number_id(number), rental.rented_on, rental.next_due,
                  rental.setup, rental.monthly});
  }

  void ask(RequestBody body) {
    request_.body = std::move(body);
    request_.actor = default_actor(request_.kind());
    const Outcome outcome = simulator_.request(request_);
    RENTROLL_ASSERT(!outcome.rejection);
  }

  [[nodiscard]] core::AccountId account_id(Ordinal account) const {
    return core::AccountId::parse(list_.names.accounts.text(account));
  }
  [[nodiscard]] core::NumberId number_id(Ordinal number) const {
    return core::NumberId::parse(list_.names.numbers.text(number));
  }

  const RentalList& list_;
  Simulator& simulator_;
  Request request_;
};

/// The last event of the log in a folder; 0 where there is no log.
Seq last_event_in(const std::filesystem::path& folder) {
  try {
    return events::last_seq(events::LogFolder::open_reader(folder)->store());
  } catch (const core::InputError&) {
    return 0;  // what else may be there is for `create` to say
  }
}

}  // namespace

void check_holds_no_events(const std::filesystem::path& folder) {
  const Seq last = last_event_in(folder);
  if (last == 0) return;
  throw core::InputError(fmt::format(
      "{} holds a log with {} events already: right is a folder that is empty or does not exist yet",
      folder.string(), last));
}

projections::State cut_over(const RentalList& list, core::Instant at, const core::Policy& policy,
                            const std::filesystem::path& folder, const Progress& progress) {
  projections::State state;
  const events::MemoryStore nothing;
  events::OverlayStore store(nothing);
  {
    RequestIndex index;
    events::EventLog log(store);
    LogRecorder recorder(log, progress);
    Simulator simulator(state, index, recorder);
    simulator.begin(policy, at);
    Requests(list, at, simulator).make();
    simulator.finish(at);
    log.flush(events::Durability::buffered);
  }
  static_cast<void>(events::LogFolder::create(folder, store.added()));
  return state;
}

}  // namespace rentroll::scenarios
