#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

/// Reconciliation a second time, from the text of its rules alone: each line is compared with each. It shares
/// no code with the program.
namespace rentroll::tests::plain {

struct Line {
  std::string account;
  std::string number;
  std::string currency;
  std::string kind;
  int date = 0;
  std::int64_t amount = 0;

  [[nodiscard]] auto group(bool by_kind) const {
    return std::tuple(account, number, currency, by_kind ? kind : std::string());
  }
};

struct Rules {
  bool by_kind = false;
  int days = 0;
  std::int64_t amount = 0;
  std::optional<int> from;
  std::optional<int> to;

  [[nodiscard]] bool in_period(const Line& line) const {
    return (!from || line.date >= *from) && (!to || line.date < *to);
  }
};

/// Outcome, place in the log or -1, place in the statement or -1.
using Row = std::tuple<std::string, int, int>;

class Matching {
 public:
  Matching(const std::vector<Line>& log, const std::vector<Line>& statement, const Rules& rules)
      : log_(log),
        statement_(statement),
        rules_(rules),
        log_done_(log.size()),
        statement_done_(statement.size()) {}

  /// In no particular order.
  std::vector<Row> rows() {
    // (1)
    pass(
        "matched", [](const Line& a, const Line& b) { return a.date == b.date && a.amount == b.amount; },
        [](const Line&, const Line&) { return std::pair(0LL, 0LL); });
    set_duplicates_aside();
    // (2)
    pass(
        "within_tolerance",
        [&](const Line& a, const Line& b) {
          return std::abs(a.amount - b.amount) <= rules_.amount && std::abs(a.date - b.date) <= rules_.days;
        },
        [](const Line& a, const Line& b) {
          return std::pair<long long, long long>(std::abs(a.date - b.date), std::abs(a.amount - b.amount));
        });
    // (3)
    pass(
        "amount_differs", [](const Line& a, const Line& b) { return a.date == b.date; },
        [](const Line& a, const Line& b) {
          return std::pair<long long, long long>(0, std::abs(a.amount - b.amount));
        });
    for (int i = 0; i < size(log_); ++i) {
      if (!log_done_[index(i)]) found_.push_back({"missing_in_statement", i, -1});
    }
    for (int i = 0; i < size(statement_); ++i) {
      if (!statement_done_[index(i)]) found_.push_back({"missing_in_log", -1, i});
    }
    std::erase_if(found_, [&](const Row& row) { return !in_period(row); });
    return found_;
  }

 private:
  static std::size_t index(int place) { return static_cast<std::size_t>(place); }
  static int size(const std::vector<Line>& lines) { return static_cast<int>(lines.size()); }

  /// Again and again the first of all pairs by nearness, then by the places in the log and in the statement.
  template <class Fits, class Nearness>
  void pass(const std::string& outcome, Fits fits, Nearness nearness) {
    for (;;) {
      std::optional<std::tuple<std::pair<long long, long long>, int, int>> best;
      for (int i = 0; i < size(log_); ++i) {
        for (int j = 0; j < size(statement_); ++j) {
          const Line& a = log_[index(i)];
          const Line& b = statement_[index(j)];
          if (log_done_[index(i)] || statement_done_[index(j)]) continue;
          if (a.group(rules_.by_kind) != b.group(rules_.by_kind) || !fits(a, b)) continue;
          const std::tuple pair(nearness(a, b), i, j);
          if (!best || pair < *best) best = pair;
        }
      }
      if (!best) return;
      const auto [near, i, j] = *best;
      log_done_[index(i)] = true;
      statement_done_[index(j)] = true;
      found_.push_back({outcome, i, j});
    }
  }

  void set_duplicates_aside() {
    std::vector<Row> duplicates;
    for (int i = 0; i < size(statement_); ++i) {
      if (statement_done_[index(i)]) continue;
      const Line& left = statement_[index(i)];
      const bool is_twin = std::any_of(found_.begin(), found_.end(), [&](const Row& row) {
        const Line& matched = statement_[index(std::get<2>(row))];
        return matched.group(rules_.by_kind) == left.group(rules_.by_kind) && matched.date == left.date &&
               matched.amount == left.amount;
      });
      if (is_twin) duplicates.push_back({"duplicate_in_statement", -1, i});
    }
    for (const Row& row : duplicates) {
      statement_done_[index(std::get<2>(row))] = true;
      found_.push_back(row);
    }
  }

  [[nodiscard]] bool in_period(const Row& row) const {
    const auto [outcome, i, j] = row;
    return (i >= 0 && rules_.in_period(log_[index(i)])) || (j >= 0 && rules_.in_period(statement_[index(j)]));
  }

  const std::vector<Line>& log_;
  const std::vector<Line>& statement_;
  const Rules& rules_;
  std::vector<bool> log_done_;
  std::vector<bool> statement_done_;
  std::vector<Row> found_;
};

/// The order of rows: by account, number, date (the log's, where there is one), then by places.
inline void sort_rows(std::vector<Row>& rows, const std::vector<Line>& log,
                      const std::vector<Line>& statement) {
  const auto key = [&](const Row& row) {
    const auto [outcome, i, j] = row;
    const Line& line = i >= 0 ? log[static_cast<std::size_t>(i)] : statement[static_cast<std::size_t>(j)];
    const int last = 1 << 30;
    return std::tuple(line.account, line.number, line.date, i >= 0 ? i : last, j >= 0 ? j : last);
  };
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return key(a) < key(b); });
}

}  // namespace rentroll::tests::plain
