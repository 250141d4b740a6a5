#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "events/block.hpp"
#include "events/block_store.hpp"
#include "events/event.hpp"

namespace rentroll::events {

/// Somebody else has appended in between: the log's last seq is not the expected one.
class UnexpectedSeq : public core::SystemError {
 public:
  UnexpectedSeq(Seq expected, Seq found);
};

/// Goes through blocks in the order of their seqs and checks that no event is missing from `from` on.
class WholeBlocks {
 public:
  WholeBlocks(std::unique_ptr<BlockCursor> blocks, Seq from) : blocks_(std::move(blocks)), from_(from) {}
  /// The next block's bytes, which hold until the next call; nothing at the end. The first block may begin
  /// before `from`. Throws DamagedBlock.
  [[nodiscard]] std::optional<std::string_view> next();

 private:
  std::unique_ptr<BlockCursor> blocks_;
  Seq from_;
  Seq expected_ = 0;  // the seq that the next block must begin with; 0 before the first block
};

/// Goes through events in the order of their seqs and checks that none is missing.
class EventCursor {
 public:
  EventCursor(std::unique_ptr<BlockCursor> blocks, Seq from, Directory* directory);
  /// Reads the next event into `event`; false at the end. Throws DamagedBlock.
  bool next(Event& event);

 private:
  bool open_next_block();

  WholeBlocks blocks_;
  Directory* directory_;
  Seq from_;
  bool in_block_ = false;
  BlockDecoder decoder_;
};

/// The append-only log (L1): events numbered from 1 without a gap, appended in units of what one request or
/// timer caused, which are kept whole. One log is the only writer of its store.
class EventLog {
 public:
  /// Continues what the store holds.
  explicit EventLog(BlockStore& store);

  /// The last event appended, 0 in an empty log.
  [[nodiscard]] Seq last_seq() const { return last_seq_; }
  /// How many accounts and numbers have been introduced.
  [[nodiscard]] Ordinal known_accounts() const { return encoder_.known_accounts(); }
  [[nodiscard]] Ordinal known_numbers() const { return encoder_.known_numbers(); }

  /// Appends a unit: gives its events their seqs, marks its last one as the unit's end, and answers with the
  /// first seq. New names of the directory are introduced with it. What is appended is written when a block
  /// is full, and by `flush` at the latest. Throws UnexpectedSeq where `expected_last` is given and is not
  /// last_seq(). REQUIRES: the unit is not empty.
  Seq append(std::span<Event> unit, const Directory& directory,
             std::optional<Seq> expected_last = std::nullopt);

  /// The same in two steps, for who has the names but not the directory: first the names that a unit is the
  /// first to bear, in the order of their ordinals, and then the unit.
  void introduce_account(std::string_view text) { encoder_.introduce_account(text); }
  void introduce_number(std::string_view text) { encoder_.introduce_number(text); }
  Seq append(std::span<Event> unit, std::optional<Seq> expected_last = std::nullopt);

  /// Writes what was appended. With Durability::synced it survives a loss of power from then on.
  void flush(Durability durability);

  /// Seals small blocks at the log's end, such as single requests leave, into larger ones, once there are
  /// many: a scan pays for each block. The events stay as they are, and each is rewritten a bounded number of
  /// times. It writes without a sync: what it replaces says the same. REQUIRES: all is flushed.
  void seal();

  /// One event, flushed or not; nothing where the log does not hold it.
  [[nodiscard]] std::optional<Event> find(Seq seq) const;

  /// Events from `from` on, of those that have been flushed. Where `directory` is given, names are learned
  /// from the blocks read: it must know all names introduced before `from`.
  [[nodiscard]] EventCursor read(Seq from, Directory* directory = nullptr) const;

  [[nodiscard]] const BlockStore& store() const { return store_; }

 private:
  void check_last(std::optional<Seq> expected) const;
  void finish_block();
  void seal_last(Seq events_max);

  BlockStore& store_;
  Seq last_seq_ = 0;
  BlockEncoder encoder_;
  std::vector<NewBlock> finished_;  // blocks of a unit that has not ended, or that wait for a flush
};

/// Reads one event; nothing where the store does not hold it.
[[nodiscard]] std::optional<Event> read_event(const BlockStore& store, Seq seq);

/// The instant up to which the clock of events 1 to `last` has run (Q4): that of their last event that is not
/// late. Nothing where there is none.
[[nodiscard]] std::optional<core::Instant> horizon(const BlockStore& store, Seq last);

/// The late events (L4) among events 1 to `last`, by seq. It costs in proportion to the blocks that hold any.
[[nodiscard]] std::vector<Event> late_events(const BlockStore& store, Seq last);

/// The last event that was recorded at or before an instant, 0 for none: recorded_at never falls (L4).
[[nodiscard]] Seq last_known(const BlockStore& store, core::Instant known_at);

/// Learns the names that stand in the blocks of events `from` to `last`. REQUIRES: `directory` knows all
/// names introduced before.
void learn_names(const BlockStore& store, Seq last, Directory& directory, Seq from = 1);

/// How many names stand in the blocks up to the one that holds event `last`, as that block says.
/// Nothing in an empty store. REQUIRES: any other one holds the event.
[[nodiscard]] NameCounts names_introduced(const BlockStore& store, Seq last);

/// The last event of the unit that an event is of. Throws DamagedBlock where the log does not hold it.
[[nodiscard]] Seq end_of_unit(const BlockStore& store, Seq seq);

/// The seq of the last stored event, 0 in an empty store.
[[nodiscard]] Seq last_seq(const BlockStore& store);

}  // namespace rentroll::events
