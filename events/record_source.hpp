#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "events/index_record.hpp"

namespace rentroll::events {

/// The records of a part, in the order in which they stand in it.
enum class RecordKind : std::uint8_t {
  nobody,        ///< the events that name neither account nor number, in one record
  account,       ///< of an account, the events that may change more of it than what it was charged
  account_rest,  ///< its other events
  number         ///< all events of a number
};
inline constexpr std::size_t record_kinds = 4;

/// Whether a record of this kind keeps what the accounts had been charged.
[[nodiscard]] constexpr bool keeps_sums(RecordKind kind) { return kind != RecordKind::account_rest; }

/// Goes through the records of a range of events in the order of their kinds and ordinals, so that those of
/// several ranges can be made into one.
class RecordSource {
 public:
  virtual ~RecordSource() = default;
  /// Goes to the next record; false at the end.
  virtual bool next() = 0;
  /// Where the record stands. REQUIRES: `next` has answered true.
  [[nodiscard]] RecordKind kind() const { return kind_; }
  [[nodiscard]] Ordinal ordinal() const { return ordinal_; }
  /// Appends the record's entries.
  virtual void append(std::vector<RecordEntry>& entries, EntryBook& book) = 0;
  /// Says how many events are of the kinds that its records share.
  virtual void count_kinds(SharedKinds& counted) const = 0;

 protected:
  RecordKind kind_{};
  Ordinal ordinal_ = 0;
};

}  // namespace rentroll::events
