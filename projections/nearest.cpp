#include "projections/nearest.hpp"

#include <algorithm>
#include <tuple>

namespace rentroll::projections {
namespace {

/// How far two amounts are apart, which may be more than an amount can be.
std::uint64_t distance(core::Money a, core::Money b) {
  const auto low = static_cast<std::uint64_t>(std::min(a, b).millionths());
  const auto high = static_cast<std::uint64_t>(std::max(a, b).millionths());
  return high - low;
}

}  // namespace

void NearestMatcher::Side::begin(const OpenLines& lines_of_side) {
  lines = &lines_of_side;
  classes.clear();
  days.clear();
  open = lines_of_side.size();
  for (std::uint32_t line = 0; line < lines_of_side.size(); ++line) {
    const OpenLine& now = lines_of_side[line];
    const bool new_day = line == 0 || lines_of_side[line - 1].date != now.date;
    if (new_day) days.push_back({now.date, static_cast<std::uint32_t>(classes.size()), 0});
    if (new_day || lines_of_side[line - 1].amount != now.amount) classes.push_back({line, line});
    classes.back().end = line + 1;
    days.back().end = static_cast<std::uint32_t>(classes.size());
  }
}

std::uint32_t NearestMatcher::Side::take(std::uint32_t each) {
  --open;
  return classes[each].next++;
}

void NearestMatcher::begin(const OpenLines& log, const OpenLines& statement,
                           std::int32_t date_tolerance_days) {
  log_.begin(log);
  statement_.begin(statement);
  day_pairs_.clear();
  std::uint32_t first = 0;
  for (std::uint32_t log_day = 0; log_day < log_.days.size(); ++log_day) {
    const std::int32_t date = log_.days[log_day].date.days();
    const auto days_to = [&](std::uint32_t day) { return statement_.days[day].date.days() - date; };
    while (first < statement_.days.size() && days_to(first) < -date_tolerance_days) ++first;
    for (std::uint32_t day = first; day < statement_.days.size() && days_to(day) <= date_tolerance_days;
         ++day) {
      day_pairs_.push_back({std::abs(days_to(day)), log_day, day});
    }
  }
  std::sort(day_pairs_.begin(), day_pairs_.end(), [](const DayPair& a, const DayPair& b) {
    return std::tie(a.distance, a.log_day, a.statement_day) <
           std::tie(b.distance, b.log_day, b.statement_day);
  });
}

void NearestMatcher::link(std::span<const DayPair> day_pairs, std::uint64_t amount_tolerance) {
  nodes_.clear();
  candidates_.clear();
  for (const DayPair& days : day_pairs) {
    const auto first = static_cast<std::uint32_t>(nodes_.size());
    link_days(log_.days[days.log_day], statement_.days[days.statement_day]);
    for (auto node = first; node + 1 < nodes_.size(); ++node) offer(node, node + 1, amount_tolerance);
  }
}

/// Appends the list of two dates: their classes that have lines left, by amount.
void NearestMatcher::link_days(const Day& log_day, const Day& statement_day) {
  const auto first = static_cast<std::uint32_t>(nodes_.size());
  const auto append = [&](bool of_log, std::uint32_t of) {
    const auto node = static_cast<std::uint32_t>(nodes_.size());
    if (node != first) nodes_.back().after = node;
    nodes_.push_back({of_log, of, node == first ? none : node - 1, none});
  };
  const auto skip_empty = [](const Side& side, const Day& day, std::uint32_t& each) {
    while (each < day.end && side.is_empty(each)) ++each;
    return each < day.end;
  };
  std::uint32_t ours = log_day.begin;
  std::uint32_t theirs = statement_day.begin;
  for (;;) {
    const bool log_left = skip_empty(log_, log_day, ours);
    const bool statement_left = skip_empty(statement_, statement_day, theirs);
    if (!log_left && !statement_left) return;
    const bool log_first =
        log_left && (!statement_left || log_.front(ours).amount <= statement_.front(theirs).amount);
    log_first ? append(true, ours++) : append(false, theirs++);
  }
}

/// Closes the list over classes that have become empty around two nodes, and makes a candidate of the two
/// that are neighbours then, if they are of different sides and near enough.
void NearestMatcher::offer(std::uint32_t before, std::uint32_t after, std::uint64_t amount_tolerance) {
  while (before != none && is_empty(before)) before = nodes_[before].before;
  while (after != none && is_empty(after)) after = nodes_[after].after;
  if (before != none) nodes_[before].after = after;
  if (after != none) nodes_[after].before = before;
  if (before == none || after == none || nodes_[before].of_log == nodes_[after].of_log) return;
  const bool log_before = nodes_[before].of_log;
  const OpenLine& ours = front(log_before ? before : after);
  const OpenLine& theirs = front(log_before ? after : before);
  const std::uint64_t apart = distance(ours.amount, theirs.amount);
  if (apart > amount_tolerance) return;
  candidates_.push_back({apart, ours.place, theirs.place, before, after});
  std::push_heap(candidates_.begin(), candidates_.end(), farther);
}

bool NearestMatcher::farther(const Candidate& a, const Candidate& b) {
  return std::tie(a.distance, a.log_place, a.statement_place) >
         std::tie(b.distance, b.log_place, b.statement_place);
}

NearestMatcher::Candidate NearestMatcher::pop() {
  std::pop_heap(candidates_.begin(), candidates_.end(), farther);
  const Candidate nearest = candidates_.back();
  candidates_.pop_back();
  return nearest;
}

bool NearestMatcher::still_stands(const Candidate& candidate) const {
  const std::uint32_t ours = class_of(candidate, true);
  const std::uint32_t theirs = class_of(candidate, false);
  return !log_.is_empty(ours) && !statement_.is_empty(theirs) &&
         log_.front(ours).place == candidate.log_place &&
         statement_.front(theirs).place == candidate.statement_place;
}

bool NearestMatcher::is_empty(std::uint32_t node) const {
  return (nodes_[node].of_log ? log_ : statement_).is_empty(nodes_[node].of);
}

const OpenLine& NearestMatcher::front(std::uint32_t node) const {
  return (nodes_[node].of_log ? log_ : statement_).front(nodes_[node].of);
}

std::uint32_t NearestMatcher::class_of(const Candidate& candidate, bool of_log) const {
  const Node& before = nodes_[candidate.before];
  return before.of_log == of_log ? before.of : nodes_[candidate.after].of;
}

}  // namespace rentroll::projections
