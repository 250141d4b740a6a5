#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/text_enum.hpp"
#include "projections/charges.hpp"

/// The charge lines of two histories that were made of the same requests, line against line. Charge ids say
/// nothing here, since they shift; memory goes by the lines that differ.
namespace rentroll::scenarios {

using core::Seq;
using events::Ordinal;

/// The two histories: as it was, and as it would be.
enum class Side : std::uint8_t { was = 0, would_be = 1 };

/// How two histories differ in a charge line.
enum class LineOutcome : std::uint8_t {
  only_was = 1,
  only_would_be = 2,
  amount_differs = 3,
  dropped = 4  ///< an adjustment of a charge that does not exist there
};

using ChargeIds = std::unordered_set<core::ChargeId, core::ChargeIdHash>;

/// A line as one side has it.
struct SideOfLine {
  core::ChargeId id;
  core::Money amount;
};

/// A charge line that differs. At least one of the sides has it.
struct LineDifference {
  LineOutcome outcome{};
  Ordinal account = events::no_ordinal;
  Ordinal number = events::no_ordinal;
  core::ChargeKind kind{};
  core::Instant occurred_at;               ///< where the first side that has it
  std::optional<core::Date> period_begin;  ///< [period_begin, period_end)
  std::optional<core::Date> period_end;
  std::optional<SideOfLine> was;
  std::optional<SideOfLine> would_be;
  core::Currency currency;

  /// What would be less what was; what a side does not have counts 0. Throws MoneyOverflow.
  [[nodiscard]] core::Money difference() const;
};

/// Pairs the lines of both sides as they come. Two lines are one where account, number, rental, kind and
/// period are the same; a rental is the same where it began on the same date (and is, of the number's rentals
/// that began on it, the same one in order), so that a rental more or less on one side does not shift those
/// after it. Two adjustments are one where the same request made them.
class ChargePairs {
 public:
  /// Of the charges `remembered`, by their ids on the side `was`, it is kept which one is theirs on the
  /// other.
  explicit ChargePairs(ChargeIds remembered) : remembered_(std::move(remembered)) {}

  /// Takes in what an event charges. `request` says for an adjustment which request made it, the same on both
  /// sides. Events of one side come in the order in which they occurred.
  void add(Side side, const events::Event& event, Seq request);

  /// The id on the other side of a charge that was; nothing where there is none, or none so far.
  [[nodiscard]] std::optional<core::ChargeId> counterpart(const core::ChargeId& was) const;

  /// What differs, by account, number, instant and kind. `names` are those of both sides.
  [[nodiscard]] std::vector<LineDifference> differences(const events::Directory& names) const;

 private:
  /// A number's rental by the date on which it began; `nth` of those of the same date, from 0.
  struct Rental {
    core::Date begun;
    std::uint32_t nth = 0;
    bool any = false;
  };
  struct Key {
    Ordinal account = events::no_ordinal;
    Ordinal number = events::no_ordinal;
    core::ChargeKind kind{};
    core::Date begun;
    std::uint32_t nth = 0;
    core::Date period_begin;
    core::Date period_end;
    Seq request = 0;  // of an adjustment
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  /// A line that has come on one side and not yet on the other.
  struct Unpaired {
    Side side{};
    bool corrects = false;
    LineDifference line;
  };

  [[nodiscard]] Rental& rental_of(Side side, Ordinal number);
  void begin_rental(Side side, const events::Event& event);
  [[nodiscard]] Key key_of(Side side, const projections::ChargeLine& line, Seq request);
  void add(Side side, const Key& key, const projections::ChargeLine& line);
  void pair(LineDifference first, Side side, const projections::ChargeLine& line);

  ChargeIds remembered_;
  std::unordered_map<core::ChargeId, core::ChargeId, core::ChargeIdHash> counterparts_;
  std::array<std::vector<Rental>, 2> rentals_;  // by side, then by number
  std::unordered_multimap<Key, Unpaired, KeyHash> unpaired_;
  std::vector<LineDifference> amount_differs_;
};

}  // namespace rentroll::scenarios

template <>
struct rentroll::core::EnumTexts<rentroll::scenarios::LineOutcome> {
  using enum rentroll::scenarios::LineOutcome;
  static constexpr auto value = std::to_array<std::pair<rentroll::scenarios::LineOutcome, std::string_view>>(
      {{only_was, "only_was"},
       {only_would_be, "only_would_be"},
       {amount_differs, "amount_differs"},
       {dropped, "dropped"}});
};
