#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/block_form.hpp"
#include "events/packed_values.hpp"

/// The events of a block by columns. What events have in common, most of all their own fields, stands once in
/// the block as a kind; an event is a kind and what differs: instant, account, number and cause. These are
/// packed in groups of 64 events. FORMAT.md describes the bytes.
namespace rentroll::events {

/// One group of events by columns. A column holds values of those events alone whose kind has them.
struct EventColumns {
  PackedValues kinds;
  PackedValues occurred_at;
  PackedValues recorded_at;
  PackedValues accounts;
  PackedValues numbers;
  PackedValues causes;

  template <class Each>
  void for_each(Each&& each) {
    each(kinds);
    each(occurred_at);
    each(recorded_at);
    each(accounts);
    each(numbers);
    each(causes);
  }
};

/// Gathers events into columns.
class ColumnWriter {
 public:
  ColumnWriter() { begin(); }
  /// REQUIRES: events of one unit bear one request id or none.
  void add(const Event& event);
  /// Appends what was gathered to `block`, and begins anew.
  void finish(std::string& block);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  /// A kind of renewals that was met lately.
  struct RecentKind {
    RentalRenewed renewed;
    std::uint32_t kind = 0;
    core::Actor actor{};
    std::uint8_t flags = 0;
    bool is_set = false;
  };

  void begin();
  [[nodiscard]] std::uint32_t kind_of(const Event& event, std::uint8_t flags);
  [[nodiscard]] std::uint32_t kind_of_renewal(const Event& event, const RentalRenewed& renewed,
                                              std::uint8_t flags);
  void end_group();

  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> kinds_;  // by their bytes
  std::string kind_;                                                             // the event's
  std::array<RecentKind, 16> recent_kinds_;  // renewals are many and of few kinds
  std::string all_kinds_;
  std::string groups_;
  EventColumns group_;
  std::string group_requests_;  // the texts that follow the group's columns
  std::uint32_t events_ = 0;
  core::Instant previous_occurred_at_;
  std::string unit_request_;  // of the unit being added, once it stands in the block
};

/// Reads the events of a block by columns.
class ColumnReader {
 public:
  /// Begins behind a block's names, and reads its kinds. Throws DamagedBlock.
  void open(SpanInputArchive& archive, const BlockBeginning& beginning);
  /// Reads events as long as there are some and room for them, and counts them in `filled`. They refer into
  /// the block and this reader, until it opens another block. Throws DamagedBlock.
  void read(SpanInputArchive& archive, std::span<EventView> events, std::size_t& filled);

 private:
  struct Kind {
    std::uint64_t counts = 0;  // of values that an event of it has in each column
    const Payload* payload = nullptr;
    std::uint8_t flags = 0;
    core::Actor actor = core::Actor::system;
    std::uint8_t version = 1;
  };
  /// The next value of a column.
  struct Place {
    const std::uint64_t* at = nullptr;
    std::uint64_t next() { return *at++; }
  };

  void open_group(SpanInputArchive& archive);
  [[nodiscard]] EventView next(SpanInputArchive& archive);

  BlockBeginning beginning_;
  std::vector<Kind> kinds_;
  std::vector<Payload> payloads_;  // of the kinds
  EventColumns group_;
  std::uint32_t read_ = 0;
  std::uint32_t group_end_ = 0;
  Place kind_;
  Place occurred_at_;
  Place recorded_at_;
  Place account_;
  Place number_;
  Place cause_;
  core::Instant previous_occurred_at_;
  std::string_view unit_request_;  // of the unit being read, once it was in the block
};

}  // namespace rentroll::events
