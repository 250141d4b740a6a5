#include "events/leaf_hashes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "events/damaged_block.hpp"
#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

constexpr std::size_t batch_leaves = 1 << 13;

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
      events_(read_batches(store, after + 1, names_, 1)) {}

/// Names are read in no order, and would be waited for one by one.
void LeafReader::expect_names(std::span<const EventView> events) {
  numbers_.clear();
  for (const EventView& event : events) numbers_.push_back(event.number);
  names_.numbers.expect(numbers_);
}

void LeafReader::read(LeafBatch& batch) {
  batch.bytes.clear();
  batch.ends.clear();
  batch.places.clear();
  while (seq_ < last_ && batch.ends.size() < batch_leaves) {
    const auto read = events_->next();
    if (read.empty()) throw DamagedBlock(fmt::format("event {} is missing", seq_ + 1));
    const auto events = read.first(std::min<std::size_t>(read.size(), last_ - seq_));
    expect_names(events);
    for (const EventView& event : events) {
      batch.bytes += writer_.write(event, names_);
      batch.ends.push_back(batch.bytes.size());
      batch.places.push_back({event.seq, event.occurred_at});
    }
    seq_ += events.size();
  }
}

LeafBatches::LeafBatches(const BlockStore& store, Seq after, Seq last)
    : reader_([this, &store, after, last] { read_ahead(store, after, last); }) {}

LeafBatches::~LeafBatches() {
  ring_.leave();
  reader_.join();
}

void LeafBatches::read_ahead(const BlockStore& store, Seq after, Seq last) {
  try {
    LeafReader reader(store, after, last);
    while (LeafBatch* const batch = ring_.place_to_fill()) {
      reader.read(*batch);
      if (batch->ends.empty()) break;
      ring_.hand_over();
    }
    ring_.end();
  } catch (...) {
    ring_.end(std::current_exception());
  }
}

}  // namespace rentroll::events
