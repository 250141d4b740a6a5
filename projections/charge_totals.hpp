#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "projections/charges.hpp"
#include "projections/state.hpp"

namespace rentroll::projections {

/// What charges can be summed by.
enum class TotalBy : std::uint8_t { account = 1, month = 2, kind = 3, number = 4 };

/// Sums of charge lines by some of their fields and by currency; nothing is ever converted (M3).
class ChargeTotals {
 public:
  struct Row {
    std::vector<std::string> group;  ///< the fields' texts, in the order of `by`
    std::uint64_t charges = 0;
    core::Money amount;
    core::Currency currency;
  };

  explicit ChargeTotals(std::vector<TotalBy> by);

  /// Throws MoneyOverflow.
  void add(const ChargeLine& line);
  /// Gives the rows to `sink`, by the groups' texts in byte order, then by currency. A row holds until `sink`
  /// returns. `names` are those of the log.
  void for_each_row(const events::Directory& names, const std::function<void(const Row&)>& sink) const;
  /// All of them.
  [[nodiscard]] std::vector<Row> rows(const events::Directory& names) const;

 private:
  struct Total {
    std::uint64_t charges = 0;
    core::Money amount;
  };
  /// What lines of one group have in common beside an account and a number; what is not summed by is the same
  /// for all. A log comes to a month, takes some thousand lines of it, and never comes back.
  struct Slice {
    core::Date month;  // its first day
    core::ChargeKind kind{};
    core::Currency currency;
    friend auto operator<=>(const Slice&, const Slice&) = default;
  };
  /// The totals of a slice, by account, by number, by both or by none of them.
  class Subjects {
   public:
    /// That of one ordinal, or of none.
    Total& of(Ordinal ordinal);
    /// That of two.
    Total& of(Ordinal account, Ordinal number) { return pairs_[std::uint64_t{account} << 32 | number]; }
    /// Calls `each(ordinal, total)` for those of one, `both(account, number, total)` for those of two.
    template <class Each, class Both>
    void for_each(Each&& each, Both&& both) const;

   private:
    static constexpr std::size_t piece_totals = 64;
    using Piece = std::array<Total, piece_totals>;

    // Vectors by ordinal, of which only the pieces are there that have a total.
    std::vector<std::unique_ptr<Piece>> pieces_;
    Total of_none_;
    std::unordered_map<std::uint64_t, Total> pairs_;
  };

  /// A row that is not written out yet, and how its group's fields stand among others of their kind.
  struct Place {
    std::array<std::uint32_t, 4> ranks{};  // in the order of `by`
    const Slice* slice = nullptr;
    const Total* total = nullptr;
    Ordinal account = no_ordinal;
    Ordinal number = no_ordinal;
    [[nodiscard]] bool operator<(const Place& other) const;
  };

  [[nodiscard]] bool sums_by(TotalBy by) const;
  [[nodiscard]] Subjects& subjects_of(const ChargeLine& line);
  [[nodiscard]] std::vector<Place> places(const events::Directory& names) const;
  void fill(Row& row, const Place& place, const events::Directory& names) const;

  std::vector<TotalBy> by_;
  bool by_account_;
  bool by_number_;
  bool by_month_;
  bool by_kind_;
  std::map<Slice, Subjects> slices_;
  std::pair<const Slice, Subjects>* last_ = nullptr;  // of the line before
};

}  // namespace rentroll::projections

template <>
struct rentroll::core::EnumTexts<rentroll::projections::TotalBy> {
  using enum rentroll::projections::TotalBy;
  static constexpr auto value = std::to_array<std::pair<rentroll::projections::TotalBy, std::string_view>>(
      {{account, "account"}, {month, "month"}, {kind, "kind"}, {number, "number"}});
};
