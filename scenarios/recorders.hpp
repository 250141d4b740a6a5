#pragma once

#include <functional>
#include <string>
#include <vector>

#include "events/event_log.hpp"
#include "scenarios/simulator.hpp"

/// The places where a simulator records.
namespace rentroll::scenarios {

/// Called now and then during a run with the virtual clock and the last event recorded.
using Progress = std::function<void(core::Instant now, core::Seq events)>;

/// Tells a Progress, if there is one, of what is recorded, now and then.
class Milestones {
 public:
  explicit Milestones(Progress progress) : progress_(std::move(progress)) {}
  /// REQUIRES: the unit bears its seqs.
  void pass(std::span<const events::Event> unit) const;

 private:
  Progress progress_;
};

/// Records into a log.
class LogRecorder : public Recorder {
 public:
  LogRecorder(events::EventLog& log, Progress progress) : log_(log), milestones_(std::move(progress)) {}
  void record(std::span<events::Event> unit, const events::Directory& names) override;
  [[nodiscard]] std::optional<events::Event> find(Seq seq) override { return log_.find(seq); }

 private:
  events::EventLog& log_;
  Milestones milestones_;
};

/// Records into a log that already holds the beginning of what will be recorded: an interrupted run that is
/// run again from its first event. Throws SystemError where the run does not do again what the log holds.
class ResumingRecorder final : public LogRecorder {
 public:
  ResumingRecorder(events::EventLog& log, Seq first_seq, Progress progress);
  void record(std::span<events::Event> unit, const events::Directory& names) override;

 private:
  Seq recorded_before_;
  events::EventCursor cursor_;
};

/// Called with an event once it was folded.
using EventSink = std::function<void(const events::Event&)>;

/// Hands on each event and keeps none, so that memory does not grow with the run. It finds nothing again: it
/// is for runs without requests, which alone look back (C9).
class PassingRecorder final : public Recorder {
 public:
  /// `sink` must outlive the recorder.
  explicit PassingRecorder(const EventSink& sink) : sink_(sink) {}
  void record(std::span<events::Event> unit, const events::Directory& names) override;
  [[nodiscard]] std::optional<events::Event> find(Seq seq) override;

 private:
  const EventSink& sink_;
};

/// Keeps events in memory, for a run whose only purpose is to see that no amount overflows.
class RehearsalRecorder final : public Recorder {
 public:
  /// `log` holds what was recorded before.
  explicit RehearsalRecorder(const events::EventLog* log, Seq last_seq) : log_(log), last_seq_(last_seq) {}
  void record(std::span<events::Event> unit, const events::Directory& names) override;
  [[nodiscard]] std::optional<events::Event> find(Seq seq) override;

 private:
  const events::EventLog* log_;
  Seq last_seq_;
  std::vector<events::Event> recorded_;
};

}  // namespace rentroll::scenarios
