#include "events/name_search.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "events/block.hpp"
#include "events/damaged_block.hpp"
#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

/// Where the names of one kind stand.
struct Kind {
  Ordinal BlockHeader::*first;
  std::uint32_t BlockHeader::*count;
  std::vector<std::string> BlockNames::*texts;
};
constexpr Kind accounts{&BlockHeader::first_account, &BlockHeader::new_accounts, &BlockNames::accounts};
constexpr Kind numbers{&BlockHeader::first_number, &BlockHeader::new_numbers, &BlockNames::numbers};

/// The text of an ordinal that an event up to `last` bears. Ordinals rise with seqs, so the block that
/// introduced it is found by halving.
std::string find_name(const BlockStore& store, const Kind& kind, Ordinal ordinal, Seq last) {
  for (Seq first = 1; first <= last;) {
    const auto blocks = store.read(first + (last - first) / 2);
    const auto block = blocks->next();
    if (!block) break;
    const BlockHeader header = read_header(*block);
    if (ordinal < header.*kind.first) {
      last = header.first_seq - 1;
    } else if (ordinal - header.*kind.first >= header.*kind.count) {
      first = header.last_seq() + 1;
    } else {
      return (read_names(*block).*kind.texts)[ordinal - header.*kind.first];
    }
  }
  throw DamagedBlock(fmt::format("no block introduces the name with the ordinal {}", ordinal));
}

}  // namespace

std::string find_account_name(const BlockStore& store, Ordinal account, Seq last) {
  return find_name(store, accounts, account, last);
}

std::string find_number_name(const BlockStore& store, Ordinal number, Seq last) {
  return find_name(store, numbers, number, last);
}

std::optional<NamedEvent> read_named_event(const BlockStore& store, Seq seq) {
  auto event = read_event(store, seq);
  if (!event) return std::nullopt;
  NamedEvent named;
  if (event->account != no_ordinal) named.account = find_account_name(store, event->account, seq);
  if (event->number != no_ordinal) named.number = find_number_name(store, event->number, seq);
  named.event = std::move(*event);
  return named;
}

}  // namespace rentroll::events
