#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "projections/replay.hpp"
#include "scenarios/decide.hpp"
#include "scenarios/overdue.hpp"
#include "scenarios/restore.hpp"
#include "scenarios/simulator.hpp"
#include "tests/support/memory_run.hpp"

namespace rentroll::tests {

/// A log in memory that learns facts late, as an import brings them, and whose clock goes on, as an appended
/// run makes it (L4).
class LateFactsLog {
 public:
  /// Goes on from a run.
  explicit LateFactsLog(MemoryRun& run) : store_(run.store) {}

  [[nodiscard]] const events::BlockStore& store() const { return store_; }
  [[nodiscard]] core::Instant horizon() const { return *events::horizon(store_, events::last_seq(store_)); }

  /// Appends what a request of the past makes happen by the truth of its instant; nothing where it is
  /// refused. Answers with the first seq. REQUIRES: the instant lies before the horizon.
  std::optional<core::Seq> learn(const scenarios::Request& request) {
    projections::State state;
    projections::Cut cut;
    cut.as_of = request.at;
    projections::replay(store_, cut, state);
    projections::State now;
    projections::replay(store_, {}, now);
    scenarios::Asked asked{request, events::no_ordinal, events::no_ordinal, std::nullopt};
    if (const auto* account = scenarios::account_named(request.body))
      asked.account = now.names.accounts.intern(account->text());
    if (const auto* number = scenarios::number_named(request.body))
      asked.number = now.names.numbers.intern(number->text());
    state.names = now.names;
    state.last_seq = now.last_seq;
    std::vector<events::Event> unit;
    if (scenarios::decide(state, asked, unit)) return std::nullopt;
    for (events::Event& event : unit) {
      event.late = true;
      event.recorded_at = std::max(now.horizon, now.recorded_at);
    }
    events::EventLog log(store_);
    const core::Seq first = log.append(unit, now.names);
    log.flush(events::Durability::buffered);
    return first;
  }

  /// The clock runs on: first what late facts made due in the past, then `requests`, then up to `until`.
  void run_on(core::Instant until, const std::vector<scenarios::Request>& requests = {}) {
    projections::State state;
    scenarios::RequestIndex index;
    scenarios::restore(store_, events::last_seq(store_), state, index);
    scenarios::record_overdue(store_, state, index);
    events::EventLog log(store_);
    scenarios::LogRecorder recorder(log, nullptr);
    scenarios::Simulator simulator(state, index, recorder);
    for (const scenarios::Request& request : requests) static_cast<void>(simulator.request(request));
    simulator.finish(until);
    log.flush(events::Durability::buffered);
  }

 private:
  events::MemoryStore& store_;
};

}  // namespace rentroll::tests
