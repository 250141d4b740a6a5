#pragma once

#include <string>

#include "events/block_form.hpp"

namespace rentroll::events {

/// Reads the events of a block of rows: one event behind another.
class RowReader {
 public:
  /// Begins behind a block's names.
  void open(const BlockBeginning& beginning) {
    beginning_ = beginning;
    read_ = 0;
    unit_request_.clear();
  }
  /// Reads the next event; false where there is none. Throws DamagedBlock.
  bool next(SpanInputArchive& archive, Event& event);

 private:
  BlockBeginning beginning_;
  std::uint32_t read_ = 0;
  core::Instant previous_occurred_at_;
  std::string unit_request_;  // of the unit being read, once it was in the block
};

}  // namespace rentroll::events
