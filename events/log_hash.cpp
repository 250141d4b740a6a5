#include "events/log_hash.hpp"

#include <algorithm>

#include "events/event_log.hpp"
#include "events/leaf_form.hpp"
#include "events/name_search.hpp"

namespace rentroll::events {
namespace {

/// `named(seq)` answers with an event and its names, or with nothing.
template <class Named>
std::optional<core::Hash> hash_of(Seq last, Seq steps, Named&& named) {
  core::Sha256 hash;
  LeafWriter writer;
  for (Seq step = 0; step <= steps; ++step) {
    const Seq seq = std::max<Seq>(1, last / steps * step + last % steps * step / steps);
    const std::optional<NamedEvent> event = named(seq);
    if (!event || event->event.seq != seq) return std::nullopt;
    hash.update(writer.write(event->event, event->account, event->number));
  }
  return hash.hash();
}

}  // namespace

std::optional<core::Hash> log_hash(const BlockStore& store, Seq last, Seq steps) {
  return hash_of(last, steps, [&](Seq seq) { return read_named_event(store, seq); });
}

std::optional<core::Hash> log_hash(const BlockStore& store, Seq last, Seq steps, const Directory& names) {
  return hash_of(last, steps, [&](Seq seq) -> std::optional<NamedEvent> {
    const auto event = read_event(store, seq);
    if (!event) return std::nullopt;
    NamedEvent named{*event, {}, {}};
    if (event->account != no_ordinal) {
      if (event->account >= names.accounts.size()) return std::nullopt;
      named.account = names.accounts.text(event->account);
    }
    if (event->number != no_ordinal) {
      if (event->number >= names.numbers.size()) return std::nullopt;
      named.number = names.numbers.text(event->number);
    }
    return named;
  });
}

}  // namespace rentroll::events
