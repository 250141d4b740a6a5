#pragma once

#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "core/hand_over_ring.hpp"
#include "scenarios/recorders.hpp"

namespace rentroll::scenarios {

/// Records into a log on a thread of its own, so that a long run does not wait for its events to be encoded
/// and written. The log is the same as a LogRecorder's. What fails there is thrown by a later `record`, or by
/// `finish`. It finds nothing again: it is for runs whose requests name no charge (C9).
class BackgroundRecorder final : public Recorder {
 public:
  /// The log must outlive the recorder, and nobody else may use it before `finish`.
  BackgroundRecorder(events::EventLog& log, Progress progress);
  ~BackgroundRecorder() override;
  BackgroundRecorder(const BackgroundRecorder&) = delete;
  BackgroundRecorder& operator=(const BackgroundRecorder&) = delete;

  /// REQUIRES: the unit bears its seqs, and its last event is marked as its end.
  void record(std::span<events::Event> unit, const events::Directory& names) override;
  /// REQUIRES: it is never asked.
  [[nodiscard]] std::optional<events::Event> find(Seq seq) override;

  /// Waits until all units have been appended to the log. Nothing may be recorded afterwards.
  void finish();

 private:
  struct NewName {
    Seq before;      // the first event that may bear it
    bool of_number;  // or else of an account
    std::string text;
  };
  /// A renewal by itself, in less than half the bytes of an event: nearly all are, and what one processor
  /// wrote and another one reads is dear.
  struct Renewal {
    events::Envelope envelope;
    events::RentalRenewed renewed;
  };
  /// Whole units, and the names that they are the first to bear.
  struct Batch {
    std::vector<Renewal> renewals;
    std::vector<events::Event> others;  // all have their seqs, by which they stand between the renewals
    std::vector<NewName> new_names;
  };

  [[nodiscard]] Batch& batch();
  void hand_over();
  void append_batches();
  void append_all(Batch& batch);

  events::EventLog& log_;
  Milestones milestones_;
  events::Ordinal known_accounts_;
  events::Ordinal known_numbers_;
  Batch* batch_ = nullptr;  // the one that is being filled
  static constexpr std::size_t batches = 4;
  core::HandOverRing<Batch, batches> ring_;
  std::vector<events::Event> unit_;  // the thread's
  std::exception_ptr failure_;  // to be read once the ring gives no place any more, or the thread has ended
  std::thread appender_;        // last: it uses all that stands above
};

}  // namespace rentroll::scenarios
