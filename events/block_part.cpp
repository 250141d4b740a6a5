#include "events/block_part.hpp"

#include <vector>

#include "events/block.hpp"
#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

/// Learns the names up to those of an event, in the order in which a block introduces them.
void learn_up_to(const Event& event, const BlockNames& introduced, Directory& names) {
  while (event.account != no_ordinal && names.accounts.size() <= event.account) {
    names.accounts.intern(introduced.accounts[names.accounts.size() - introduced.header.first_account]);
  }
  while (event.number != no_ordinal && names.numbers.size() <= event.number) {
    names.numbers.intern(introduced.numbers[names.numbers.size() - introduced.header.first_number]);
  }
}

}  // namespace

Seq append_beginning(BlockStore& store, std::string_view block, Seq until,
                     const std::function<void(const Event&)>& each) {
  Directory names;
  learn_names(store, last_seq(store), names);
  const BlockNames introduced = read_names(block);
  EventLog log(store);
  std::vector<Event> unit;
  BlockDecoder decoder;
  decoder.open(block, nullptr);
  for (Event event; decoder.next(event) && event.seq <= until;) {
    unit.push_back(event);
    if (!event.ends_unit) continue;
    for (const Event& of_unit : unit) {
      learn_up_to(of_unit, introduced, names);
      each(of_unit);
    }
    log.append(unit, names);
    unit.clear();
  }
  log.flush(Durability::buffered);
  return log.last_seq();
}

}  // namespace rentroll::events
