#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/directory.hpp"
#include "events/event.hpp"

/// Blocks: the events of one or more whole units, encoded together; one value of the store. FORMAT.md
/// describes the bytes.
namespace rentroll::events {

/// What stands before a block's events.
struct BlockHeader {
  Seq first_seq = 0;
  std::uint32_t events = 0;
  Ordinal first_account = 0;  ///< ordinal of the first account that the block introduces
  std::uint32_t new_accounts = 0;
  Ordinal first_number = 0;  ///< ordinal of the first number that the block introduces
  std::uint32_t new_numbers = 0;
  Seq last_late_before = 0;  ///< the last late event before the block (L4), 0 for none

  [[nodiscard]] Seq last_seq() const { return first_seq + events - 1; }
  /// How many names are known with those that the block introduces.
  [[nodiscard]] Ordinal known_accounts() const { return first_account + new_accounts; }
  [[nodiscard]] Ordinal known_numbers() const { return first_number + new_numbers; }
};

/// Reads a block's header alone. Throws DamagedBlock.
[[nodiscard]] BlockHeader read_header(std::string_view block);

/// The names that a block introduces, in the order of their ordinals.
struct BlockNames {
  BlockHeader header;
  std::vector<std::string> accounts;
  std::vector<std::string> numbers;
};

/// Reads a block's header and names. Throws DamagedBlock.
[[nodiscard]] BlockNames read_names(std::string_view block);

/// Learns the names that a block introduces and that the directory does not have yet. A block's head will do.
/// Throws DamagedBlock.
void learn_names(std::string_view block, Directory& directory);

class ColumnWriter;

/// Gathers events into a block.
class BlockEncoder {
 public:
  BlockEncoder();
  ~BlockEncoder();
  /// Names that appear first in this block must be introduced before it is finished.
  void introduce_account(std::string_view text) { append_name(accounts_, text); }
  void introduce_number(std::string_view text) { append_name(numbers_, text); }
  /// REQUIRES: event.seq follows the one before.
  void add(const Event& event);
  /// Takes all of a block, its names included. REQUIRES: the encoder is empty, or the block follows what it
  /// holds.
  void append(std::string_view block);
  [[nodiscard]] std::uint32_t events() const { return header_.events; }
  /// The block; the encoder is then empty, and its next block introduces names from where this one ended.
  [[nodiscard]] std::string finish();
  /// The block as `finish` would give it; the encoder goes on.
  [[nodiscard]] std::string block_so_far() const;
  /// Goes on after a block of the log: with the names that follow those known by then, and with its last late
  /// event. REQUIRES: the encoder is empty.
  void go_on_after(std::string_view block);
  /// Goes on where a log has so many names already. REQUIRES: the encoder is empty.
  void set_known_names(Ordinal accounts, Ordinal numbers);
  [[nodiscard]] Ordinal known_accounts() const { return header_.known_accounts(); }
  [[nodiscard]] Ordinal known_numbers() const { return header_.known_numbers(); }

 private:
  void append_name(std::string& names, std::string_view text);
  [[nodiscard]] std::string block_of(ColumnWriter& events) const;

  BlockHeader header_;
  std::string accounts_;
  std::string numbers_;
  std::unique_ptr<ColumnWriter> events_;
  std::array<bool, event_types_end> types_{};
  Seq last_late_ = 0;  // of the log, up to the last event added
};

/// Room for some events that are read at once.
class EventBuffer {
 public:
  explicit EventBuffer(std::size_t size) : views_(size) {}

 private:
  friend class BlockDecoder;
  std::vector<EventView> views_;
  std::vector<Event> events_;  // what the views refer to where a block holds its events one by one
};

/// Reads the events of a block, some at once or one by one. One decoder is used for many blocks.
class BlockDecoder {
 public:
  BlockDecoder();
  ~BlockDecoder();
  BlockDecoder(BlockDecoder&&) noexcept;
  BlockDecoder& operator=(BlockDecoder&&) noexcept;

  /// Begins with a block, whose bytes must outlive the reading. Names that it introduces are learned into
  /// `directory`, unless that is null. Throws DamagedBlock.
  const BlockHeader& open(std::string_view block, Directory* directory);
  /// Reads the next events, as many as there is room for; none at the block's end. They refer into the block,
  /// the decoder and the buffer, until another block is opened or the buffer is filled again. Throws
  /// DamagedBlock once all events before the damage have been given out.
  [[nodiscard]] std::span<const EventView> next(EventBuffer& buffer);
  /// Reads the next event into `event`; false at the block's end. REQUIRES: `next(buffer)` is not called for
  /// this block.
  bool next(Event& event);
  [[nodiscard]] const BlockHeader& header() const;
  /// The block's bytes up to its events: its header and the names that it introduces.
  [[nodiscard]] std::string_view head() const;
  /// The names that the block introduces, as they stand in it.
  [[nodiscard]] std::string_view account_names() const;
  [[nodiscard]] std::string_view number_names() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rentroll::events
