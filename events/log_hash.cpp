#include "events/log_hash.hpp"

#include <algorithm>
#include <string_view>

#include "events/event_log.hpp"
#include "events/leaf_form.hpp"
#include "events/name_search.hpp"

namespace rentroll::events {
namespace {

/// `leaf_of(writer, seq)` answers with an event's leaf, or with nothing.
template <class LeafOf>
std::optional<core::Hash> hash_of(Seq last, Seq steps, LeafOf&& leaf_of) {
  core::Sha256 hash;
  LeafWriter writer;
  for (Seq step = 0; step <= steps; ++step) {
    const Seq seq = std::max<Seq>(1, last / steps * step + last % steps * step / steps);
    const std::optional<std::string_view> leaf = leaf_of(writer, seq);
    if (!leaf) return std::nullopt;
    hash.update(*leaf);
  }
  return hash.hash();
}

bool is_known(const Names& names, Ordinal ordinal) { return ordinal == no_ordinal || ordinal < names.size(); }

}  // namespace

std::optional<core::Hash> log_hash(const BlockStore& store, Seq last, Seq steps) {
  return hash_of(last, steps, [&](LeafWriter& writer, Seq seq) -> std::optional<std::string_view> {
    const auto named = read_named_event(store, seq);
    if (!named || named->event.seq != seq) return std::nullopt;
    return writer.write(named->event, named->account, named->number);
  });
}

std::optional<core::Hash> log_hash(const BlockStore& store, Seq last, Seq steps, const Directory& names) {
  return hash_of(last, steps, [&](LeafWriter& writer, Seq seq) -> std::optional<std::string_view> {
    const auto event = read_event(store, seq);
    if (!event || event->seq != seq) return std::nullopt;
    if (!is_known(names.accounts, event->account) || !is_known(names.numbers, event->number))
      return std::nullopt;
    return writer.write(*event, names);
  });
}

}  // namespace rentroll::events
