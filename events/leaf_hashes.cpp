#include "events/leaf_hashes.hpp"

#include <fmt/format.h>

#include "events/damaged_block.hpp"

namespace rentroll::events {
namespace {

constexpr std::size_t batch_leaves = 1 << 14;

Directory names_up_to(const BlockStore& store, Seq last) {
  Directory names;
  if (last != 0) learn_names(store, last, names);
  return names;
}

}  // namespace

LeafReader::LeafReader(const BlockStore& store, Seq after, Seq last)
    : seq_(after),
      last_(last),
      names_(names_up_to(store, after)),
      cursor_(store.read(after + 1), after + 1, &names_) {}

void LeafReader::read(LeafBatch& batch) {
  batch.bytes.clear();
  batch.ends.clear();
  batch.places.clear();
  while (seq_ < last_ && batch.ends.size() < batch_leaves) {
    ++seq_;
    if (!cursor_.next(event_)) throw DamagedBlock(fmt::format("event {} is missing", seq_));
    batch.bytes += writer_.write(event_, names_);
    batch.ends.push_back(batch.bytes.size());
    batch.places.push_back({event_.seq, event_.occurred_at});
  }
}

}  // namespace rentroll::events
