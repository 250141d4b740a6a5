#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "events/index_part.hpp"
#include "events/record_source.hpp"

namespace rentroll::events {

/// Gathers consecutive events in memory and makes records of them, which wait in a file without a name until
/// they are made into a part with others.
class RunWriter {
 public:
  /// `charged_before` is what the event's account had been charged, `is_rest` whether it belongs to the
  /// account's rest. REQUIRES: events come in the order of their seqs.
  void add(const Event& event, std::int64_t charged_before, bool is_rest);
  [[nodiscard]] std::size_t events() const { return entries_.size(); }
  /// The records; null where the folder cannot be written. The writer is then empty.
  [[nodiscard]] std::unique_ptr<RecordSource> finish(const std::filesystem::path& folder);

 private:
  class Output;

  void put_records(Output& output, const SharedKinds& kinds, RecordKind kind);
  [[nodiscard]] bool belongs(std::size_t place, RecordKind kind) const;

  EntryBook book_;
  std::vector<RecordEntry> entries_;
  std::vector<bool> rest_;  // by entry: whether it is of its account's rest
};

}  // namespace rentroll::events
