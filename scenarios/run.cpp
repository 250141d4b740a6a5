#include "scenarios/run.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "events/log_folder.hpp"
#include "scenarios/overdue.hpp"
#include "scenarios/rehearsal.hpp"
#include "scenarios/restore.hpp"

namespace rentroll::scenarios {
namespace {

using events::LogFolder;
using projections::State;

/// A log that a run or request is appended to, with everything that it says so far.
struct Session {
  std::unique_ptr<LogFolder> folder;
  State state;
  RequestIndex index;

  /// Opens a log whose last run came to its end.
  static Session open_finished(const std::filesystem::path& path) {
    Session session{LogFolder::open_writer(path), {}, {}};
    if (events::is_unfinished(*session.folder)) {
      throw core::InputError(fmt::format(
          "the log {} is unfinished: its last run was interrupted; first go on with that run: rentroll "
          "simulate FILE --resume --log {}",
          path.string(), path.string()));
    }
    events::mark_run_finished(*session.folder);
    session.restore_to(path, events::last_seq(session.folder->store()));
    if (session.state.last_seq == 0) {
      throw core::InputError(fmt::format("the log {} is empty; `rentroll simulate FILE --log {}` begins it",
                                         path.string(), path.string()));
    }
    return session;
  }

  /// Restores what events 1 to `last` say. The snapshots that this makes spare the next one the reading.
  void restore_to(const std::filesystem::path& path, Seq last) {
    projections::Snapshots snapshots(path / "snapshots", events::durable_seq(*folder));
    restore(folder->store(), last, state, index, &snapshots);
  }
};

/// Runs a scenario in a session whose record of the run has been written.
RunResult run_and_finish(const Scenario& scenario, Session& session, events::EventLog& log,
                         Recorder& recorder) {
  State& state = session.state;
  const Seq first_seq = state.last_seq + 1;
  Simulator simulator(state, session.index, recorder);
  if (state.last_seq == 0) simulator.begin(scenario.policy.value_or(core::Policy{}), scenario.starts);
  RunResult result = run_steps(scenario, simulator, state);
  log.flush(events::Durability::synced);
  log.seal();
  events::mark_run_finished(*session.folder);
  result.first_seq = first_seq;
  result.last_seq = state.last_seq;
  result.state = std::move(state);
  return result;
}

events::RunRecord record_of(const Scenario& scenario, Seq first_seq) {
  return {scenario.name, scenario.sha256, first_seq, false};
}

void check_names_in(const Scenario& scenario, const State& state) {
  check_names(
      scenario, [&](const core::AccountId& id) { return state.names.accounts.find(id.text()).has_value(); },
      [&](const core::NumberId& id) { return state.names.numbers.find(id.text()).has_value(); });
}

/// Whether a number may be stocked at an instant: it is returned, or will be by then if nobody takes it back.
bool is_stockable(const State& state, const projections::Number& number, core::Instant at) {
  if (number.state == core::NumberState::unknown || number.state == core::NumberState::returned) return true;
  return number.in_windows() && number.reserved_until(state.policy) <= at;
}

void check_append(const Scenario& scenario, const State& state) {
  if (scenario.policy) {
    throw core::InputError(
        fmt::format("{}: [policy] has no place in a scenario that is appended: the policy of a log is that "
                    "of its first event",
                    scenario.file));
  }
  if (scenario.starts < state.horizon) {
    throw core::InputError(
        fmt::format("{}: starts = {} is before the log's horizon, {}: right is that or later (Q4)",
                    scenario.file, scenario.starts.text(), state.horizon.text()));
  }
  for (const Step& step : scenario.steps) {
    if (!step.declared) continue;
    if (const auto* open = std::get_if<OpenAccount>(&step.request.body)) {
      const auto account = state.names.accounts.find(open->account.text());
      if (account && state.account(*account).opened) {
        throw core::InputError(fmt::format("{}: account \"{}\" exists in the log already",
                                           scenario.place(step.line), open->account.text()));
      }
    }
    if (const auto* stock = std::get_if<Stock>(&step.request.body)) {
      const auto number = state.names.numbers.find(stock->number.text());
      if (number && !is_stockable(state, state.number(*number), step.request.at)) {
        throw core::InputError(
            fmt::format("{}: number {} exists in the log already and has not been returned",
                        scenario.place(step.line), stock->number.text()));
      }
    }
  }
}

}  // namespace

RunResult simulate_new(const Scenario& scenario, const std::filesystem::path& path,
                       const Progress& progress) {
  Session session;
  check_names_in(scenario, session.state);
  check_no_overflow(scenario, session.state, session.index, nullptr);
  session.folder = LogFolder::create(path);
  session.folder->set_run(record_of(scenario, 1));
  events::EventLog log(session.folder->store());
  LogRecorder recorder(log, progress);
  return run_and_finish(scenario, session, log, recorder);
}

RunResult simulate_append(const Scenario& scenario, const std::filesystem::path& path,
                          const Progress& progress) {
  Session session = Session::open_finished(path);
  check_append(scenario, session.state);
  check_names_in(scenario, session.state);
  {
    const events::EventLog log(session.folder->store());
    check_no_overflow(scenario, session.state, session.index, &log);
  }
  const std::uint64_t overdue = record_overdue(session.folder->store(), session.state, session.index);
  events::EventLog log(session.folder->store());
  session.folder->set_run(record_of(scenario, session.state.last_seq + 1));
  LogRecorder recorder(log, progress);
  RunResult result = run_and_finish(scenario, session, log, recorder);
  result.overdue_events = overdue;
  return result;
}

RunResult simulate_resume(const Scenario& scenario, const std::filesystem::path& path,
                          const Progress& progress) {
  Session session{LogFolder::open_writer(path), {}, {}};
  const auto run = session.folder->run();
  const Seq stored = events::last_seq(session.folder->store());
  const bool nothing_recorded = run && !run->finished && stored < run->first_seq;
  if (!run || (!nothing_recorded && !events::is_unfinished(*session.folder))) {
    throw core::InputError(
        fmt::format("the log {} is finished: there is no interrupted run to resume", path.string()));
  }
  if (run->sha256 != scenario.sha256) {
    throw core::InputError(fmt::format(
        "{} is not the file of the interrupted run: that was of scenario \"{}\" with SHA-256 {}, this one's "
        "is {}",
        scenario.file, run->scenario, run->sha256, scenario.sha256));
  }
  session.restore_to(path, run->first_seq - 1);
  check_names_in(scenario, session.state);
  events::EventLog log(session.folder->store());
  ResumingRecorder recorder(log, run->first_seq, progress);
  return run_and_finish(scenario, session, log, recorder);
}

RequestResult request_once(Request request, std::optional<core::Instant> at,
                           const std::filesystem::path& path) {
  Session session = Session::open_finished(path);
  RequestResult result;
  result.overdue_events = record_overdue(session.folder->store(), session.state, session.index);
  request.at = at.value_or(session.state.horizon);
  events::EventLog log(session.folder->store());
  LogRecorder recorder(log, nullptr);
  Simulator simulator(session.state, session.index, recorder);
  result.outcome = simulator.request(request);
  log.flush(events::Durability::synced);
  log.seal();
  events::EventCursor cursor = log.read(result.outcome.first_seq);
  for (events::Event event; cursor.next(event) && event.seq <= result.outcome.last_seq;) {
    result.events.push_back(event);
  }
  result.names = std::move(session.state.names);
  return result;
}

}  // namespace rentroll::scenarios
