#include "events/name_search.hpp"

#include <fmt/format.h>

#include "events/block.hpp"
#include "events/damaged_block.hpp"
#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

/// The names of one kind that a block introduces.
struct Introduced {
  Ordinal first;
  std::uint32_t count;
};

/// The text of an ordinal that an event up to `last` bears. Ordinals rise with seqs, so the block that
/// introduced it is found by halving.
template <class Introduces, class Texts>
std::string find_name(const BlockStore& store, Ordinal ordinal, Seq last, Introduces&& introduces,
                      Texts&& texts) {
  for (Seq first = 1; first <= last;) {
    const auto blocks = store.read(first + (last - first) / 2);
    const auto block = blocks->next();
    if (!block) break;
    const BlockHeader header = read_header(*block);
    const auto [introduced, count] = introduces(header);
    if (ordinal < introduced) {
      last = header.first_seq - 1;
    } else if (ordinal - introduced >= count) {
      first = header.last_seq() + 1;
    } else {
      return texts(read_names(*block))[ordinal - introduced];
    }
  }
  throw DamagedBlock(fmt::format("no block introduces the name with the ordinal {}", ordinal));
}

}  // namespace

std::string find_account_name(const BlockStore& store, Ordinal account, Seq last) {
  return find_name(
      store, account, last,
      [](const BlockHeader& header) {
        return Introduced{header.first_account, header.new_accounts};
      },
      [](const BlockNames& names) { return names.accounts; });
}

std::string find_number_name(const BlockStore& store, Ordinal number, Seq last) {
  return find_name(
      store, number, last,
      [](const BlockHeader& header) {
        return Introduced{header.first_number, header.new_numbers};
      },
      [](const BlockNames& names) { return names.numbers; });
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
