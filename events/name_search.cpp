#include "events/name_search.hpp"

#include <fmt/format.h>

#include "events/block.hpp"
#include "events/damaged_block.hpp"
#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

/// What a block says of one kind of names.
struct Introduced {
  Ordinal first;
  const std::vector<std::string>& texts;
};

/// The text of an ordinal that an event up to `last` bears. Ordinals rise with seqs, so the block that
/// introduced it is found by halving.
template <class Choose>
std::string find_name(const BlockStore& store, Ordinal ordinal, Seq last, Choose&& choose) {
  for (Seq first = 1; first <= last;) {
    const auto blocks = store.read(first + (last - first) / 2);
    const auto block = blocks->next();
    if (!block) break;
    const BlockNames names = read_names(*block);
    const Introduced introduced = choose(names);
    if (ordinal < introduced.first) {
      last = names.header.first_seq - 1;
    } else if (ordinal - introduced.first >= introduced.texts.size()) {
      first = names.header.last_seq() + 1;
    } else {
      return introduced.texts[ordinal - introduced.first];
    }
  }
  throw DamagedBlock(fmt::format("no block introduces the name with the ordinal {}", ordinal));
}

}  // namespace

std::optional<NamedEvent> read_named_event(const BlockStore& store, Seq seq) {
  auto event = read_event(store, seq);
  if (!event) return std::nullopt;
  NamedEvent named;
  // The block that holds the event may introduce its names for an event behind it.
  if (event->account != no_ordinal) {
    named.account = find_name(store, event->account, seq, [](const BlockNames& names) {
      return Introduced{names.header.first_account, names.accounts};
    });
  }
  if (event->number != no_ordinal) {
    named.number = find_name(store, event->number, seq, [](const BlockNames& names) {
      return Introduced{names.header.first_number, names.numbers};
    });
  }
  named.event = std::move(*event);
  return named;
}

}  // namespace rentroll::events
