#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/instant.hpp"
#include "core/money.hpp"

namespace rentroll::projections {

/// A line that has no partner yet: its place in its side's list, and what decides which partner is near.
struct OpenLine {
  core::Date date;
  core::Money amount;
  std::uint32_t place = 0;
};

using OpenLines = std::vector<OpenLine>;

/// Finds the nearest partners among the open lines of one group. In all it does, equally near ones are taken
/// lowest in the log, then lowest in the statement, first.
///
/// Lines of one side, date and amount are one class, of which the lowest is always next. For each two dates
/// at the distance looked at, the classes of both sides are linked in the order of their amounts. The nearest
/// two of different sides always stand next to each other, so a heap of neighbours finds them without
/// comparing each line with each.
class NearestMatcher {
 public:
  /// Both sides by date, then amount, then place. They must outlive the matcher.
  void begin(const OpenLines& log, const OpenLines& statement, std::int32_t date_tolerance_days);

  /// Matches what is within both tolerances: the nearest dates first, then the nearest amounts. Calls
  /// `pair(log place, statement place)`.
  template <class Pair>
  void match_within(std::uint64_t amount_tolerance, Pair&& pair) {
    for (std::size_t first = 0; first < day_pairs_.size() && !finished();) {
      std::size_t end = first;
      while (end < day_pairs_.size() && day_pairs_[end].distance == day_pairs_[first].distance) ++end;
      match(std::span(day_pairs_).subspan(first, end - first), amount_tolerance, pair);
      first = end;
    }
  }

  /// Matches lines of the same date, the nearest amounts first, however far.
  template <class Pair>
  void match_same_date(Pair&& pair) {
    std::size_t end = 0;
    while (end < day_pairs_.size() && day_pairs_[end].distance == 0) ++end;
    match(std::span(day_pairs_).first(end), ~std::uint64_t{0}, pair);
  }

  /// Calls `log_line(place)` and `statement_line(place)` for what is still open.
  template <class LogLine, class StatementLine>
  void for_each_open(LogLine&& log_line, StatementLine&& statement_line) const {
    for_each_open(log_, log_line);
    for_each_open(statement_, statement_line);
  }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  /// Lines of one side, date and amount: a range of its open lines, of which `next` is the lowest left.
  struct Class {
    std::uint32_t next;
    std::uint32_t end;
  };
  /// The classes of one side and date.
  struct Day {
    core::Date date;
    std::uint32_t begin;
    std::uint32_t end;
  };
  struct Side {
    const OpenLines* lines = nullptr;
    std::vector<Class> classes;
    std::vector<Day> days;
    std::size_t open = 0;

    void begin(const OpenLines& lines_of_side);
    [[nodiscard]] bool is_empty(std::uint32_t each) const { return classes[each].next == classes[each].end; }
    [[nodiscard]] const OpenLine& front(std::uint32_t each) const { return (*lines)[classes[each].next]; }
    std::uint32_t take(std::uint32_t each);
  };
  struct DayPair {
    std::int32_t distance;
    std::uint32_t log_day;
    std::uint32_t statement_day;
  };
  /// A class in the list of two dates.
  struct Node {
    bool of_log;
    std::uint32_t of;
    std::uint32_t before;
    std::uint32_t after;
  };
  /// Two neighbours of different sides, as near as they were when it was made; what has changed since is
  /// looked at when its turn comes, and can only have moved them apart.
  struct Candidate {
    std::uint64_t distance;
    std::uint32_t log_place;
    std::uint32_t statement_place;
    std::uint32_t before;
    std::uint32_t after;
  };

  template <class Pair>
  void match(std::span<const DayPair> day_pairs, std::uint64_t amount_tolerance, Pair&& pair) {
    link(day_pairs, amount_tolerance);
    while (!candidates_.empty()) {
      const Candidate nearest = pop();
      if (still_stands(nearest)) {
        log_.take(class_of(nearest, true));
        statement_.take(class_of(nearest, false));
        pair(nearest.log_place, nearest.statement_place);
      }
      offer(nearest.before, nearest.after, amount_tolerance);
    }
  }

  template <class Take>
  static void for_each_open(const Side& side, Take&& take) {
    for (const Class& each : side.classes) {
      for (std::uint32_t line = each.next; line != each.end; ++line) take((*side.lines)[line].place);
    }
  }

  [[nodiscard]] bool finished() const { return log_.open == 0 || statement_.open == 0; }
  void link(std::span<const DayPair> day_pairs, std::uint64_t amount_tolerance);
  void link_days(const Day& log_day, const Day& statement_day);
  void offer(std::uint32_t before, std::uint32_t after, std::uint64_t amount_tolerance);
  [[nodiscard]] static bool farther(const Candidate& a, const Candidate& b);
  [[nodiscard]] Candidate pop();
  [[nodiscard]] bool still_stands(const Candidate& candidate) const;
  [[nodiscard]] bool is_empty(std::uint32_t node) const;
  [[nodiscard]] const OpenLine& front(std::uint32_t node) const;
  [[nodiscard]] std::uint32_t class_of(const Candidate& candidate, bool of_log) const;

  Side log_;
  Side statement_;
  std::vector<DayPair> day_pairs_;  // by distance
  std::vector<Node> nodes_;
  std::vector<Candidate> candidates_;  // a heap, the nearest on top
};

}  // namespace rentroll::projections
