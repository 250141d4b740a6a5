#include "events/request_search.hpp"

#include <doctest/doctest.h>

#include "events/damaged_block.hpp"
#include "events/event_log.hpp"
#include "events/memory_store.hpp"
#include "tests/events/random_events.hpp"

namespace rentroll::events {
namespace {

TEST_CASE("the events with request ids are those that reading all of them finds") {
  CHECK(rc::check([] {
    MemoryStore store;
    EventLog log(store);
    Directory names;
    for (int left = random_between(1, 20); left > 0; --left) {
      std::vector<Event> unit = random_unit(names);
      // Whole blocks without ids, too.
      if (left % 3 != 0) {
        for (Event& event : unit) event.request.clear();
      }
      log.append(unit, names);
      if (random_bool()) log.flush(Durability::buffered);
    }
    log.flush(Durability::buffered);
    const Seq last = random_between<Seq>(0, log.last_seq() + 1);
    std::vector<std::string> right;
    EventCursor cursor(store.read(1), 1, nullptr);
    for (Event event; cursor.next(event) && event.seq <= last;) {
      if (!event.request.empty()) right.push_back(shown(event));
    }
    std::vector<std::string> found;
    for_each_requested(store, last, [&](const Event& event) { found.push_back(shown(event)); });
    RC_ASSERT(found == right);
  }));
}

TEST_CASE("a block that is missing is noticed, though none of its events may bear an id") {
  MemoryStore store;
  EventLog log(store);
  Directory names;
  std::vector<NewBlock> blocks;
  for (int block = 0; block < 3; ++block) {
    std::vector<Event> unit(1);
    unit.front().payload = ClockAdvanced{};
    log.append(unit, names);
    log.flush(Durability::buffered);
  }
  MemoryStore torn;
  const auto cursor = store.read(1);
  for (const Seq seq : {Seq{1}, Seq{2}, Seq{3}}) {
    const auto block = cursor->next();
    REQUIRE(block.has_value());
    if (seq != 2) blocks.push_back({seq, std::string(*block)});
  }
  torn.write(blocks, Durability::buffered);
  CHECK_THROWS_AS(for_each_requested(torn, 3, [](const Event&) {}), DamagedBlock);
}

}  // namespace
}  // namespace rentroll::events
