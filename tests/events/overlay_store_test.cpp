#include "events/overlay_store.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "events/event_log.hpp"
#include "events/memory_store.hpp"
#include "tests/events/random_events.hpp"

namespace rentroll::events {
namespace {

std::vector<std::string> events_from(const BlockStore& store, Seq from) {
  std::vector<std::string> all;
  EventCursor cursor(store.read(from), from, nullptr);
  for (Event event; cursor.next(event);) all.push_back(shown(event));
  return all;
}

}  // namespace

TEST_CASE("a log goes on in an overlay as in its own store, which stays as it is") {
  CHECK(rc::check([] {
    Directory directory;
    MemoryStore whole;
    MemoryStore base;
    EventLog of_whole(whole);
    const int before = random_between(0, 4);
    const int after = random_between(0, 6);
    std::vector<std::vector<Event>> units;
    for (int i = 0; i < before + after; ++i) units.push_back(random_unit(directory));
    const auto append = [&](EventLog& log, int begin, int end) {
      for (int i = begin; i < end; ++i) {
        std::vector<Event> unit = units[static_cast<std::size_t>(i)];
        log.append(unit, directory);
        if (random_bool()) log.flush(Durability::buffered);
      }
      log.flush(Durability::synced);
    };
    append(of_whole, 0, before + after);
    EventLog of_base(base);
    append(of_base, 0, before);
    const auto stored = events_from(base, 1);
    OverlayStore overlay(base);
    EventLog of_overlay(overlay);
    append(of_overlay, before, before + after);

    RC_ASSERT(events_from(base, 1) == stored);
    RC_ASSERT(last_seq(overlay) == last_seq(whole));
    RC_ASSERT(overlay.last().has_value() == (before + after > 0));
    const Seq from = random_between<Seq>(1, last_seq(whole) + 2);
    RC_ASSERT(events_from(overlay, from) == events_from(whole, from));

    for (const NewBlock& block : overlay.added()) base.write({&block, 1}, Durability::synced);
    RC_ASSERT(events_from(base, 1) == events_from(whole, 1));
  }));
}

TEST_CASE("blocks of an overlay are put into one") {
  Directory directory;
  MemoryStore base;
  OverlayStore overlay(base);
  EventLog log(overlay);
  for (int i = 0; i < 40; ++i) {
    Event event;
    event.payload = ClockAdvanced{};
    log.append({&event, 1}, directory);
    log.flush(Durability::buffered);
  }
  const auto before = events_from(overlay, 1);
  CHECK(overlay.added().size() == 40);
  log.seal();
  CHECK(overlay.added().size() == 1);
  CHECK(events_from(overlay, 1) == before);
  CHECK(events_from(overlay, 30).size() == 11);
}

}  // namespace rentroll::events
