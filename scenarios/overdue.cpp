#include "scenarios/overdue.hpp"

#include "events/event_log.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/restore.hpp"
#include "scenarios/simulator.hpp"

namespace rentroll::scenarios {

std::uint64_t record_overdue(events::BlockStore& store, projections::State& state, RequestIndex& index) {
  events::EventLog log(store);
  LogRecorder recorder(log, nullptr);
  const Seq before = log.last_seq();
  while (true) {
    const Seq recorded = log.last_seq();
    Simulator(state, index, recorder).advance_to(state.horizon);
    if (log.last_seq() == recorded) return recorded - before;
    log.flush(events::Durability::synced);
    state = {};
    index = {};
    restore(store, log.last_seq(), state, index);
  }
}

}  // namespace rentroll::scenarios
