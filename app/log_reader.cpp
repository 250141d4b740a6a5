#include "app/log_reader.hpp"

#include <fmt/format.h>

#include "app/program_log.hpp"

namespace rentroll::app {

LogReader::LogReader(const ReadOptions& options) {
  cut_.as_of = instant_of("--as-of", options.as_of);
  cut_.at_seq = count_of("--at-seq", options.at_seq);
  cut_.known_at = instant_of("--known-at", options.known_at);
  folder_ = events::LogFolder::open_reader(options.log);
  log_ = options.log;
  if (events::is_unfinished(*folder_)) {
    say("the log is unfinished: its last run was interrupted, or still goes on; `rentroll simulate FILE "
        "--resume "
        "--log DIR` goes on with one that was interrupted");
  }
  last_seq_ = projections::check_cut(store(), cut_);
  if (last_seq_ != 0) cut_.at_seq = last_seq_;
  cut_.known_at.reset();  // `last_seq_` says it
  log_line(fmt::format("log {}: events 1 to {} are looked at", options.log, last_seq_));
}

void LogReader::look_before(std::string_view option, core::Instant end) {
  const core::Instant last = core::Instant::from_microseconds(end.microseconds() - 1);
  const auto horizon = this->horizon();
  if (!horizon) throw core::InputError(fmt::format("{} {}: the log is empty", option, end.text()));
  if (last > *horizon) {
    throw core::InputError(fmt::format(
        "{} {} is beyond the horizon, {}: right is at most {}, the first instant after it; `rentroll "
        "forecast` reckons what will be charged if nobody asks for anything more (Q4)",
        option, end.text(), horizon->text(),
        core::Instant::from_microseconds(horizon->microseconds() + 1).text()));
  }
  cut_.as_of = last;
}

projections::State LogReader::state() const {
  projections::State state;
  replay_from_snapshot(state, 1, [](const events::EventView&) {});
  return state;
}

std::optional<projections::PartialReader> LogReader::partial_reader() const {
  constexpr core::Seq events_min = 100'000;  // fewer are read as quickly as an index is opened
  if (last_seq_ < events_min) return std::nullopt;
  if (!index_) {
    index_ = std::make_unique<events::SubjectIndex>(log_ / "index", store(), projections::effect_of);
    Progress progress("indexing", Progress::Beside::rows);
    index_->extend(events::durable_seq(*folder_),
                   [&](const events::Event& event) { progress.at(event.seq, event.occurred_at); });
  }
  if (index_->last_seq() + events_min < last_seq_) return std::nullopt;
  return projections::PartialReader(*index_, store(), cut_, last_seq_);
}

std::optional<projections::PartialLog> LogReader::story_of(events::SubjectKind kind,
                                                           const std::string& name) const {
  const auto reader = partial_reader();
  if (!reader) return std::nullopt;
  return kind == events::SubjectKind::number ? reader->story_of_number(name) : reader->story_of_account(name);
}

void LogReader::check_known_account(const events::Directory& names, const std::string& text,
                                    std::string_view option) const {
  const auto reader = partial_reader();
  const auto known = reader ? reader->knows(events::SubjectKind::account, text) : std::nullopt;
  if (!known) static_cast<void>(account(names, text, option));
  if (known && !*known) unknown_account(text, option);
}

void LogReader::check_known_number(const events::Directory& names, const std::string& text,
                                   std::string_view option) const {
  const auto reader = partial_reader();
  const auto known = reader ? reader->knows(events::SubjectKind::number, text) : std::nullopt;
  if (!known) static_cast<void>(number(names, text, option));
  if (known && !*known) unknown_number(text, option);
}

events::Ordinal LogReader::account(const events::Directory& names, std::string_view text,
                                   std::string_view option) const {
  const auto ordinal = find(&events::Directory::accounts, names, text);
  if (!ordinal || !any_event_names(&events::Event::account, *ordinal)) unknown_account(text, option);
  return *ordinal;
}

events::Ordinal LogReader::number(const events::Directory& names, std::string_view text,
                                  std::string_view option) const {
  const auto ordinal = find(&events::Directory::numbers, names, text);
  if (!ordinal || !any_event_names(&events::Event::number, *ordinal)) unknown_number(text, option);
  return *ordinal;
}

// What has a state was named by an event of the cut. Another name may stand in what was read and be named
// only by events that the cut leaves out.

events::Ordinal LogReader::account(const projections::State& state, std::string_view text,
                                   std::string_view option) const {
  const auto ordinal = state.names.accounts.find(text);
  return ordinal && *ordinal < state.accounts.size() ? *ordinal : account(state.names, text, option);
}

events::Ordinal LogReader::number(const projections::State& state, std::string_view text,
                                  std::string_view option) const {
  const auto ordinal = state.names.numbers.find(text);
  return ordinal && *ordinal < state.numbers.size() ? *ordinal : number(state.names, text, option);
}

std::optional<events::Ordinal> LogReader::find(events::Names events::Directory::*kind,
                                               const events::Directory& names, std::string_view text) const {
  const auto known = (names.*kind).find(text);
  // Only as of an instant may the reading have ended before the event that introduces the name.
  if (known || !cut_.as_of) return known;
  events::Directory all;
  events::learn_names(store(), last_seq_, all);
  return (all.*kind).find(text);
}

bool LogReader::any_event_names(events::Ordinal events::Event::*member, events::Ordinal ordinal) const {
  events::EventCursor cursor(store().read(1), 1, nullptr);
  for (events::Event event; cursor.next(event) && event.seq <= last_seq_;) {
    if (event.*member == ordinal) return true;
  }
  return false;
}

void unknown_account(std::string_view text, std::string_view option) {
  throw core::InputError(
      fmt::format("{} {}: the log knows no such account; `rentroll accounts` lists them", option, text));
}

void unknown_number(std::string_view text, std::string_view option) {
  throw core::InputError(
      fmt::format("{} {}: the log knows no such number; `rentroll numbers` lists them", option, text));
}

void NameFilter::look() {
  names_looked_at_ = names_.size();
  ordinal_ = names_.find(*text_).value_or(events::no_ordinal);
}

}  // namespace rentroll::app
