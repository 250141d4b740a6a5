#include "scenarios/recorders.hpp"

#include <fmt/format.h>

#include "core/assert.hpp"
#include "core/error.hpp"
#include "events/block.hpp"

namespace rentroll::scenarios {
namespace {

constexpr Seq progress_every_events = 16'384;

/// An event as bytes, which are equal where the events are.
std::string bytes_of(const events::Event& event) {
  events::BlockEncoder encoder;
  encoder.add(event);
  return encoder.finish();
}

}  // namespace

void Milestones::pass(std::span<const events::Event> unit) const {
  const Seq first_seq = unit.front().seq;
  const Seq last_seq = unit.back().seq;
  if (progress_ && first_seq / progress_every_events != (last_seq + 1) / progress_every_events) {
    progress_(unit.back().occurred_at, last_seq);
  }
}

void LogRecorder::record(std::span<events::Event> unit, const events::Directory& names) {
  log_.append(unit, names, unit.front().seq - 1);
  milestones_.pass(unit);
}

ResumingRecorder::ResumingRecorder(events::EventLog& log, Seq first_seq, Progress progress)
    : LogRecorder(log, std::move(progress)), recorded_before_(log.last_seq()), cursor_(log.read(first_seq)) {}

void ResumingRecorder::record(std::span<events::Event> unit, const events::Directory& names) {
  if (unit.front().seq > recorded_before_) {
    LogRecorder::record(unit, names);
    return;
  }
  for (const events::Event& event : unit) {
    events::Event recorded;
    if (!cursor_.next(recorded) || bytes_of(recorded) != bytes_of(event)) {
      throw core::SystemError(fmt::format(
          "the interrupted run cannot be resumed: event {} of the log is not what this program makes of the "
          "scenario file",
          event.seq));
    }
  }
}

void PassingRecorder::record(std::span<events::Event> unit, const events::Directory&) {
  for (const events::Event& event : unit) sink_(event);
}

std::optional<events::Event> PassingRecorder::find(Seq) { return std::nullopt; }

void RehearsalRecorder::record(std::span<events::Event> unit, const events::Directory&) {
  RENTROLL_ASSERT(unit.front().seq == last_seq_ + 1 + recorded_.size());
  recorded_.insert(recorded_.end(), unit.begin(), unit.end());
}

std::optional<events::Event> RehearsalRecorder::find(Seq seq) {
  if (seq <= last_seq_) return log_ == nullptr ? std::nullopt : log_->find(seq);
  const std::size_t place = seq - last_seq_ - 1;
  if (place >= recorded_.size()) return std::nullopt;
  return recorded_[place];
}

}  // namespace rentroll::scenarios
