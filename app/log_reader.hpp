#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "app/options.hpp"
#include "app/progress.hpp"
#include "events/log_folder.hpp"
#include "projections/partial_log.hpp"
#include "projections/snapshots.hpp"

namespace rentroll::app {

/// A log opened to be read, and how much of it is looked at. Where its last run was interrupted, standard
/// error says so.
class LogReader {
 public:
  /// Throws InputError where an option is wrong or there is no log.
  explicit LogReader(const ReadOptions& options);

  [[nodiscard]] const events::BlockStore& store() const { return folder_->store(); }
  [[nodiscard]] const events::LogFolder& folder() const { return *folder_; }
  /// The last event of the cut, 0 where there is none. It stays the same while others append.
  [[nodiscard]] core::Seq last_seq() const { return last_seq_; }
  /// What `--as-of` asks for; nothing without it.
  [[nodiscard]] std::optional<core::Instant> as_of() const { return cut_.as_of; }
  /// That of the events looked at (Q4); nothing where there is none.
  [[nodiscard]] std::optional<core::Instant> horizon() const { return events::horizon(store(), last_seq_); }

  /// From now on looks only at what occurred before an instant. Throws InputError, which names the option
  /// that the instant comes from, where not all of that is known: where it is later than the first
  /// microsecond after the horizon (Q4).
  void look_before(std::string_view option, core::Instant end);

  /// Folds the events of the cut into `state`, in the order of (occurred_at, seq) (L4), and calls
  /// `before(event)` before and `after(event)` after each one.
  template <class Before, class After>
  void replay(projections::State& state, int threads, Before&& before, After&& after) const {
    if (last_seq_ == 0) return;
    Progress progress("reading", Progress::Beside::rows);
    projections::replay(store(), cut_, state, threads, std::forward<Before>(before),
                        [&](const events::EventView& event) {
                          progress.at(event.seq, event.occurred_at);
                          after(event);
                        });
  }

  template <class After>
  void replay(projections::State& state, int threads, After&& after) const {
    replay(
        state, threads, [](const events::EventView&) {}, std::forward<After>(after));
  }

  /// Goes through the events of the cut in the order of the log, and calls `each(event)` until it answers
  /// false. Their names are learned into `names`.
  template <class Each>
  void scan(events::Directory& names, Each&& each) const {
    if (last_seq_ == 0) return;
    Progress progress("reading", Progress::Beside::rows);
    projections::scan(store(), cut_, names, [&](const events::EventView& event) {
      progress.at(event.seq, event.occurred_at);
      return each(event);
    });
  }

  /// Sets a new state to that after the last event of the cut, from the newest snapshot that fits, and calls
  /// `after(event)` for each event that had to be read. Answers with the last event of the snapshot, 0 for
  /// none.
  template <class After>
  core::Seq replay_from_snapshot(projections::State& state, int threads, After&& after) const {
    if (last_seq_ == 0) return 0;
    Progress progress("reading", Progress::Beside::rows);
    projections::Snapshots snapshots(log_ / "snapshots", events::durable_seq(*folder_));
    return projections::replay(store(), cut_, state, threads, snapshots, [&](const events::EventView& event) {
      progress.at(event.seq, event.occurred_at);
      after(event);
    });
  }
  /// The state after the last event of the cut.
  [[nodiscard]] projections::State state() const;

  /// Goes through the events of the cut that name an account or a number, in the order of the log, and calls
  /// `each(event)`, until it answers false. Where the log has no index, or none is named, it goes through all
  /// of them. Their names are learned into `names`.
  template <class Each>
  void scan(events::Directory& names, const OptionalText& account, const OptionalText& number,
            Each&& each) const {
    const auto reader = account || number ? partial_reader() : std::nullopt;
    auto part = reader ? reader->events_of(account, number) : std::nullopt;
    if (!part) return scan(names, std::forward<Each>(each));
    names = std::move(part->names);
    for (const events::Event& event : part->events) {
      if (!each(event)) return;
    }
  }

  /// What the story of a number or an account consists of; nothing where the log has no index.
  [[nodiscard]] std::optional<projections::PartialLog> story_of(events::SubjectKind kind,
                                                                const std::string& name) const;
  /// Throws InputError where no event up to the last one looked at names it.
  void check_known_account(const events::Directory& names, const std::string& text,
                           std::string_view option = "--account") const;
  void check_known_number(const events::Directory& names, const std::string& text,
                          std::string_view option = "--number") const;

  /// The account or number that an option names. Throws InputError where no event of the log, up to the last
  /// one looked at, names it. `state` is that of the cut, `names` are its names; `option` is what the error
  /// calls it.
  [[nodiscard]] events::Ordinal account(const events::Directory& names, std::string_view text,
                                        std::string_view option = "--account") const;
  [[nodiscard]] events::Ordinal number(const events::Directory& names, std::string_view text,
                                       std::string_view option = "--number") const;
  [[nodiscard]] events::Ordinal account(const projections::State& state, std::string_view text,
                                        std::string_view option = "--account") const;
  [[nodiscard]] events::Ordinal number(const projections::State& state, std::string_view text,
                                       std::string_view option = "--number") const;

 private:
  /// Looks for a name among those known, and then among all.
  [[nodiscard]] std::optional<events::Ordinal> find(events::Names events::Directory::*kind,
                                                    const events::Directory& names,
                                                    std::string_view text) const;
  [[nodiscard]] bool any_event_names(events::Ordinal events::Event::*member, events::Ordinal ordinal) const;

  /// What reads through the log's index, which is brought up to date first; nothing where there is none.
  [[nodiscard]] std::optional<projections::PartialReader> partial_reader() const;

  std::filesystem::path log_;
  std::unique_ptr<events::LogFolder> folder_;
  projections::Cut cut_;
  core::Seq last_seq_ = 0;
  mutable std::unique_ptr<events::SubjectIndex> index_;  // opened when it is first asked for
};

[[noreturn]] void unknown_account(std::string_view text, std::string_view option = "--account");
[[noreturn]] void unknown_number(std::string_view text, std::string_view option = "--number");

/// Chooses the events or charges of one account or number while a log is read, which introduces names as it
/// goes.
class NameFilter {
 public:
  /// Without a text everything is chosen. `names` must outlive the filter.
  NameFilter(const events::Names& names, const OptionalText& text) : names_(names), text_(text) {}

  [[nodiscard]] bool takes(events::Ordinal ordinal) {
    if (!text_) return true;
    if (ordinal == events::no_ordinal) return false;
    if (ordinal_ == events::no_ordinal && names_.size() != names_looked_at_) look();
    return ordinal == ordinal_;
  }

 private:
  void look();

  const events::Names& names_;
  OptionalText text_;
  events::Ordinal names_looked_at_ = 0;
  events::Ordinal ordinal_ = events::no_ordinal;
};

}  // namespace rentroll::app
