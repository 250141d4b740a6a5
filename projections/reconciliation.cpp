#include "projections/reconciliation.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "core/assert.hpp"
#include "projections/charges.hpp"
#include "projections/nearest.hpp"
#include "projections/statement.hpp"

namespace rentroll::projections {
namespace {

using Row = ReconciliationRow;
using Rows = std::vector<Row>;

/// By ordinal: the place of its text among all in byte order.
std::vector<std::uint32_t> ranks(const events::Names& names) {
  std::vector<events::Ordinal> sorted(names.size());
  std::iota(sorted.begin(), sorted.end(), events::Ordinal{0});
  std::sort(sorted.begin(), sorted.end(),
            [&](events::Ordinal a, events::Ordinal b) { return names.text(a) < names.text(b); });
  std::vector<std::uint32_t> ranks(names.size());
  for (std::uint32_t rank = 0; rank < sorted.size(); ++rank) ranks[sorted[rank]] = rank;
  return ranks;
}

/// What a line is sorted by: its group, then what decides about its partner.
struct SortedLine {
  std::uint64_t owner;  // the ranks of account and number: rows are in this order
  core::Money amount;
  core::Currency currency;
  core::Date date;
  std::uint32_t place;
  std::uint8_t kinds;

  [[nodiscard]] auto group() const { return std::tie(owner, currency, kinds); }
  [[nodiscard]] auto value() const { return std::tie(date, amount); }
};

using SortedLines = std::vector<SortedLine>;
using SortedSpan = SortedLines::const_iterator;

class Matching {
 public:
  Matching(const ReconciledLines& log, const ReconciledLines& statement, const events::Directory& names,
           const ReconciliationRules& rules)
      : rules_(rules), log_(log), statement_(statement) {
    account_ranks_ = ranks(names.accounts);
    number_ranks_ = ranks(names.numbers);
  }

  Rows run();

 private:
  [[nodiscard]] SortedLines sorted(const ReconciledLines& lines) const;
  void match_group(SortedSpan log, SortedSpan log_end, SortedSpan statement, SortedSpan statement_end);
  void match_exactly(SortedSpan log, SortedSpan log_end, SortedSpan statement, SortedSpan statement_end);
  void match_open();
  void add(Outcome outcome, std::uint32_t log, std::uint32_t statement);
  void sort_rows(std::size_t from);

  const ReconciliationRules& rules_;
  const ReconciledLines& log_;
  const ReconciledLines& statement_;
  std::vector<std::uint32_t> account_ranks_;
  std::vector<std::uint32_t> number_ranks_;
  OpenLines open_log_;
  OpenLines open_statement_;
  NearestMatcher nearest_;
  Rows rows_;
};

SortedLines Matching::sorted(const ReconciledLines& lines) const {
  RENTROLL_ASSERT(lines.size() < no_line);
  SortedLines sorted;
  sorted.reserve(lines.size());
  for (std::uint32_t place = 0; place < lines.size(); ++place) {
    const ReconciledLine& line = lines[place];
    // A line without a number comes before the account's numbers.
    const std::uint64_t number = line.number == events::no_ordinal ? 0 : number_ranks_[line.number] + 1;
    const bool combined = (line.kinds.bits() & rules_.combined.bits()) != 0;
    const std::uint8_t kinds = combined ? rules_.combined.bits() : line.kinds.bits();
    sorted.push_back({std::uint64_t{account_ranks_[line.account]} << 32 | number, line.amount, line.currency,
                      line.date, place, rules_.by_kind ? kinds : std::uint8_t{0}});
  }
  std::sort(sorted.begin(), sorted.end(), [](const SortedLine& a, const SortedLine& b) {
    return std::tuple(a.group(), a.value(), a.place) < std::tuple(b.group(), b.value(), b.place);
  });
  return sorted;
}

/// Goes through the groups of both sides in their common order.
Rows Matching::run() {
  const SortedLines log = sorted(log_);
  const SortedLines statement = sorted(statement_);
  SortedSpan ours = log.begin();
  SortedSpan theirs = statement.begin();
  std::size_t owner_begin = 0;
  while (ours != log.end() || theirs != statement.end()) {
    const bool ours_first =
        theirs == statement.end() || (ours != log.end() && ours->group() <= theirs->group());
    const SortedLine now = ours_first ? *ours : *theirs;
    const auto is_of_group = [&](const SortedLine& line) { return line.group() == now.group(); };
    const SortedSpan ours_end = std::find_if_not(ours, log.end(), is_of_group);
    const SortedSpan theirs_end = std::find_if_not(theirs, statement.end(), is_of_group);
    match_group(ours, ours_end, theirs, theirs_end);
    ours = ours_end;
    theirs = theirs_end;
    const bool owner_goes_on = (ours != log.end() && ours->owner == now.owner) ||
                               (theirs != statement.end() && theirs->owner == now.owner);
    if (owner_goes_on) continue;
    sort_rows(owner_begin);
    owner_begin = rows_.size();
  }
  return std::move(rows_);
}

void Matching::match_group(SortedSpan log, SortedSpan log_end, SortedSpan statement,
                           SortedSpan statement_end) {
  open_log_.clear();
  open_statement_.clear();
  match_exactly(log, log_end, statement, statement_end);
  const bool both_open = !open_log_.empty() && !open_statement_.empty();
  if (both_open) {
    match_open();
    return;
  }
  for (const OpenLine& line : open_log_) add(Outcome::missing_in_statement, line.place, no_line);
  for (const OpenLine& line : open_statement_) add(Outcome::missing_in_log, no_line, line.place);
}

/// Pass 1, and the duplicates. Both sides are by date and amount.
void Matching::match_exactly(SortedSpan log, SortedSpan log_end, SortedSpan statement,
                             SortedSpan statement_end) {
  const auto open = [](OpenLines& lines, const SortedLine& line) {
    lines.push_back({line.date, line.amount, line.place});
  };
  while (log != log_end || statement != statement_end) {
    if (statement == statement_end || (log != log_end && log->value() < statement->value())) {
      open(open_log_, *log++);
    } else if (log == log_end || statement->value() < log->value()) {
      open(open_statement_, *statement++);
    } else {
      const SortedLine twin = *statement;
      add(Outcome::matched, log++->place, statement++->place);
      const auto is_twin = [&](SortedSpan line, SortedSpan end) {
        return line != end && line->value() == twin.value();
      };
      if (is_twin(log, log_end)) continue;
      while (is_twin(statement, statement_end))
        add(Outcome::duplicate_in_statement, no_line, statement++->place);
    }
  }
}

/// Passes 2 and 3, and what they leave over.
void Matching::match_open() {
  nearest_.begin(open_log_, open_statement_, rules_.date_tolerance_days);
  nearest_.match_within(
      static_cast<std::uint64_t>(rules_.amount_tolerance.millionths()),
      [&](std::uint32_t log, std::uint32_t statement) { add(Outcome::within_tolerance, log, statement); });
  nearest_.match_same_date(
      [&](std::uint32_t log, std::uint32_t statement) { add(Outcome::amount_differs, log, statement); });
  nearest_.for_each_open([&](std::uint32_t log) { add(Outcome::missing_in_statement, log, no_line); },
                         [&](std::uint32_t statement) { add(Outcome::missing_in_log, no_line, statement); });
}

void Matching::add(Outcome outcome, std::uint32_t log, std::uint32_t statement) {
  const bool in_period = (log != no_line && rules_.period.contains(log_[log].date)) ||
                         (statement != no_line && rules_.period.contains(statement_[statement].date));
  if (in_period) rows_.push_back({outcome, log, statement});
}

/// Brings the rows of one account and number, from a place on, into their order.
void Matching::sort_rows(std::size_t from) {
  const auto date = [&](const Row& row) {
    return row.log != no_line ? log_[row.log].date : statement_[row.statement].date;
  };
  std::sort(rows_.begin() + static_cast<std::ptrdiff_t>(from), rows_.end(), [&](const Row& a, const Row& b) {
    return std::tuple(date(a), a.log, a.statement) < std::tuple(date(b), b.log, b.statement);
  });
}

void count(ReconciliationTotal& total, const ReconciledLine* log, const ReconciledLine* statement) {
  if (log != nullptr) {
    ++total.log_lines;
    total.log_amount += log->amount;
  }
  if (statement != nullptr) {
    ++total.statement_lines;
    total.statement_amount += statement->amount;
  }
}

/// Which lines of one side stand in rows; asserts that none does twice.
std::vector<bool> lines_in_rows(const Rows& rows, std::uint32_t Row::*side, std::size_t lines) {
  std::vector<bool> in_rows(lines);
  for (const Row& row : rows) {
    if (row.*side == no_line) continue;
    RENTROLL_ASSERT(!in_rows[row.*side]);
    in_rows[row.*side] = true;
  }
  return in_rows;
}

const ReconciledLine* line_at(const ReconciledLines& lines, std::uint32_t place) {
  return place == no_line ? nullptr : &lines[place];
}

void check_sums(const CurrencySummary& summary) {
  ReconciliationTotal sum;
  for (const ReconciliationTotal& each : summary.by_outcome) {
    sum.log_lines += each.log_lines;
    sum.statement_lines += each.statement_lines;
    sum.log_amount += each.log_amount;
    sum.statement_amount += each.statement_amount;
    sum.difference += each.difference;
  }
  RENTROLL_ASSERT(sum == summary.all);
}

}  // namespace

DatePeriod DatePeriod::widened(std::int32_t days) const {
  DatePeriod wide = *this;
  if (wide.from) wide.from = wide.from->plus_days(-days);
  if (wide.to) wide.to = wide.to->plus_days(days);
  return wide;
}

void sort_by_source(ReconciledLines& lines) {
  const auto earlier = [](const ReconciledLine& a, const ReconciledLine& b) { return a.source < b.source; };
  if (!std::is_sorted(lines.begin(), lines.end(), earlier)) {
    std::stable_sort(lines.begin(), lines.end(), earlier);
  }
}

void append_charges(ReconciledLines& lines, const events::EventView& event, ChargeKinds combined,
                    const events::Directory& log_names, events::Directory& names) {
  bool combining = false;
  for_each_charge(event, [&](const ChargeLine& charge) {
    const bool combines = combined.contains(charge.id.kind);
    if (combines && combining) {
      lines.back().amount += charge.amount;
      lines.back().kinds.insert(charge.id.kind);
      return;
    }
    combining = combines;
    ReconciledLine line;
    line.source = event.seq;
    line.amount = charge.amount;
    line.account = names.accounts.intern(log_names.accounts.text(charge.account));
    if (charge.number != events::no_ordinal) {
      line.number = names.numbers.intern(log_names.numbers.text(charge.number));
    }
    line.currency = charge.currency;
    line.date = charge.occurred_at.date();
    line.kinds.insert(charge.id.kind);
    lines.push_back(line);
  });
}

void append_line(ReconciledLines& lines, const StatementLine& line, events::Directory& names) {
  ReconciledLine appended;
  appended.source = line.line;
  appended.amount = line.amount;
  appended.account = names.accounts.intern(line.account);
  if (!line.number.empty()) appended.number = names.numbers.intern(line.number);
  appended.currency = line.currency;
  appended.date = line.date;
  appended.kinds = line.kinds;
  lines.push_back(appended);
}

std::vector<ReconciliationRow> match_lines(const ReconciledLines& log, const ReconciledLines& statement,
                                           const events::Directory& names, const ReconciliationRules& rules) {
  RENTROLL_ASSERT(rules.date_tolerance_days >= 0 && rules.amount_tolerance >= core::Money{});
  return Matching(log, statement, names, rules).run();
}

core::Money difference(const ReconciliationRow& row, const ReconciledLines& log,
                       const ReconciledLines& statement) {
  const core::Money ours = row.log == no_line ? core::Money{} : log[row.log].amount;
  const core::Money theirs = row.statement == no_line ? core::Money{} : statement[row.statement].amount;
  return ours - theirs;
}

std::vector<CurrencySummary> summarize(const std::vector<ReconciliationRow>& rows, const ReconciledLines& log,
                                       const ReconciledLines& statement, const DatePeriod& period) {
  std::map<core::Currency, CurrencySummary> by_currency;
  for (const Row& row : rows) {
    const ReconciledLine* ours = line_at(log, row.log);
    const ReconciledLine* theirs = line_at(statement, row.statement);
    CurrencySummary& summary = by_currency[(ours != nullptr ? ours : theirs)->currency];
    ReconciliationTotal& total = summary.by_outcome[static_cast<std::size_t>(row.outcome)];
    count(total, ours, theirs);
    total.difference += difference(row, log, statement);
  }
  const std::vector<bool> log_in_rows = lines_in_rows(rows, &Row::log, log.size());
  const std::vector<bool> statement_in_rows = lines_in_rows(rows, &Row::statement, statement.size());
  for (std::size_t place = 0; place < log.size(); ++place) {
    RENTROLL_ASSERT(log_in_rows[place] || !period.contains(log[place].date));
    if (log_in_rows[place]) count(by_currency[log[place].currency].all, &log[place], nullptr);
  }
  for (std::size_t place = 0; place < statement.size(); ++place) {
    RENTROLL_ASSERT(statement_in_rows[place] || !period.contains(statement[place].date));
    if (statement_in_rows[place])
      count(by_currency[statement[place].currency].all, nullptr, &statement[place]);
  }
  std::vector<CurrencySummary> summaries;
  for (auto& [currency, summary] : by_currency) {
    summary.currency = currency;
    summary.all.difference = summary.all.log_amount - summary.all.statement_amount;
    check_sums(summary);
    summaries.push_back(summary);
  }
  return summaries;
}

}  // namespace rentroll::projections
