#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/text_enum.hpp"
#include "events/event.hpp"

/// Which lines of a statement are which charges of the log, and what differs. All of it is pure: two lists of
/// lines in, rows out.
namespace rentroll::projections {

struct StatementLine;

using ChargeKinds = core::EnumSet<core::ChargeKind>;

/// A line of either side.
struct ReconciledLine {
  std::uint64_t source = 0;  ///< the event's seq, or the statement's line
  core::Money amount;
  events::Ordinal account = events::no_ordinal;  ///< in the directory of the reconciliation
  events::Ordinal number = events::no_ordinal;   ///< in the same; none where the line names none
  core::Currency currency;
  core::Date date;    ///< the UTC date of a charge's instant
  ChargeKinds kinds;  ///< more than one where lines were combined; none where a statement does not say
};

using ReconciledLines = std::vector<ReconciledLine>;

/// Brings lines into the order of their sources: that of a log's seqs, also where late events were read in
/// their turn (L4).
void sort_by_source(ReconciledLines& lines);

/// Half-open dates (T2).
struct DatePeriod {
  std::optional<core::Date> from;
  std::optional<core::Date> to;

  [[nodiscard]] bool contains(core::Date date) const {
    return (!from || date >= *from) && (!to || date < *to);
  }
  /// So many days more on each side.
  [[nodiscard]] DatePeriod widened(std::int32_t days) const;
};

struct ReconciliationRules {
  /// Lines of these kinds of one event become one line, and where kinds are compared these count as one.
  ChargeKinds combined;
  /// Whether the statement says kinds, which are then compared.
  bool by_kind = false;
  std::int32_t date_tolerance_days = 0;
  core::Money amount_tolerance;  ///< from 0
  DatePeriod period;
};

/// `unreadable` is a line of the statement that could not be read; no other outcome knows of it.
enum class Outcome : std::uint8_t {
  matched = 0,
  within_tolerance = 1,
  amount_differs = 2,
  missing_in_statement = 3,
  missing_in_log = 4,
  duplicate_in_statement = 5,
  unreadable = 6
};

/// How many outcomes two lists of lines can have: all but `unreadable`.
inline constexpr std::size_t matching_outcomes = 6;

inline constexpr std::uint32_t no_line = 0xFFFFFFFF;

/// What became of a line, or of two that belong together.
struct ReconciliationRow {
  Outcome outcome{};
  std::uint32_t log = no_line;        ///< its place in the log's lines
  std::uint32_t statement = no_line;  ///< its place in the statement's lines
  friend bool operator==(const ReconciliationRow&, const ReconciliationRow&) = default;
};

/// Appends the charge lines of an event, combined by the rules. `names` learns the account and the number,
/// which `log_names` knows by the event's ordinals. Throws MoneyOverflow.
void append_charges(ReconciledLines& lines, const events::EventView& event, ChargeKinds combined,
                    const events::Directory& log_names, events::Directory& names);

/// Appends a line of a statement.
void append_line(ReconciledLines& lines, const StatementLine& line, events::Directory& names);

/// Matches lines one to one within groups: account, number, currency and, by the rules, kind. In each group,
/// always the lowest in the log, then in the statement, first: (1) same date, same amount; what is left of
/// the statement and is an exact twin of a line matched so is set aside; (2) within both tolerances, the
/// nearest dates first, then the nearest amounts; (3) same date, any amount, the nearest amounts first. Lines
/// outside the period take part, as partners and so that nobody takes a line that has a better one; a row has
/// one line in the period at least. Rows come by account and number in byte order, then by date (the log's,
/// where it has a line), then by places. Time: about n log n for n lines, and for what (1) leaves over, times
/// the dates within the tolerance. REQUIRES: the log's lines in its order, the statement's in its; fewer than
/// 2^32 - 1 of each; of those outside the period, those within the date tolerance.
[[nodiscard]] std::vector<ReconciliationRow> match_lines(const ReconciledLines& log,
                                                         const ReconciledLines& statement,
                                                         const events::Directory& names,
                                                         const ReconciliationRules& rules);

/// Log amount - statement amount, what is missing counting 0. Throws MoneyOverflow.
[[nodiscard]] core::Money difference(const ReconciliationRow& row, const ReconciledLines& log,
                                     const ReconciledLines& statement);

/// Lines and amounts of both sides, and the difference of the amounts.
struct ReconciliationTotal {
  std::uint64_t log_lines = 0;
  std::uint64_t statement_lines = 0;
  core::Money log_amount;
  core::Money statement_amount;
  core::Money difference;
  friend bool operator==(const ReconciliationTotal&, const ReconciliationTotal&) = default;
};

struct CurrencySummary {
  core::Currency currency;
  std::array<ReconciliationTotal, matching_outcomes> by_outcome;
  /// Reckoned from the lines, not from the rows: those in the period, and the partners outside it.
  ReconciliationTotal all;
};

/// By currency. It asserts that each line in the period stands in one row, and that the outcomes' lines,
/// amounts and differences add up to those of all. Throws MoneyOverflow.
[[nodiscard]] std::vector<CurrencySummary> summarize(const std::vector<ReconciliationRow>& rows,
                                                     const ReconciledLines& log,
                                                     const ReconciledLines& statement,
                                                     const DatePeriod& period);

}  // namespace rentroll::projections

template <>
struct rentroll::core::EnumTexts<rentroll::projections::Outcome> {
  using enum rentroll::projections::Outcome;
  static constexpr auto value = std::to_array<std::pair<rentroll::projections::Outcome, std::string_view>>({
      {matched, "matched"},
      {within_tolerance, "within_tolerance"},
      {amount_differs, "amount_differs"},
      {missing_in_statement, "missing_in_statement"},
      {missing_in_log, "missing_in_log"},
      {duplicate_in_statement, "duplicate_in_statement"},
      {unreadable, "unreadable"},
  });
};
