#include "scenarios/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "events/event_log.hpp"
#include "events/json_reading.hpp"
#include "projections/replay.hpp"
#include "scenarios/import_lines.hpp"
#include "scenarios/import_units.hpp"
#include "scenarios/request.hpp"
#include "scenarios/verification.hpp"

namespace rentroll::scenarios {
namespace {

using core::InputError;
using events::Event;

/// Which names an event has introduced: accounts by their opening, numbers by being stocked. In a file whose
/// events were learned late that may come after the name's first use.
class Introductions {
 public:
  void introduce(Ordinal name) {
    if (introduced_.size() <= name) introduced_.resize(name + 1);
    introduced_[name] = true;
    named_first_.erase(name);
  }
  void use(Ordinal name, Seq seq) {
    if (name >= introduced_.size() || !introduced_[name]) named_first_.try_emplace(name, seq);
  }
  /// By name, the first event that uses one that nothing introduced.
  [[nodiscard]] const std::map<Ordinal, Seq>& unknown() const { return named_first_; }

 private:
  std::vector<bool> introduced_;
  std::map<Ordinal, Seq> named_first_;
};

/// One file on its way into an overlay.
class Import {
 public:
  Import(events::OverlayStore& overlay, const ImportOptions& options)
      : overlay_(overlay), log_(overlay), options_(options), first_seq_(log_.last_seq() + 1) {
    learn_log();
  }

  ImportResult run(std::istream& input) {
    ImportLines lines(input);
    try {
      while (const auto text = lines.next()) {
        take(*text);
        if (options_.line_read) options_.line_read(lines.line());
      }
    } catch (const InputError& error) {
      throw error.at(place(lines.line()));
    }
    if (unit_.empty()) throw InputError(fmt::format("{}: there is no event in it", options_.name));
    log_.append(unit_, names_);
    log_.flush(events::Durability::buffered);
    check_names();
    check_later_causes();
    check_folds();
    if (options_.laws == Laws::checked) check_laws();
    return {first_seq_, log_.last_seq(), late_events_};
  }

 private:
  [[nodiscard]] std::string place(std::uint64_t line) const {
    return fmt::format("{}:{}", options_.name, line);
  }
  [[noreturn]] void refuse(Seq seq, const std::string& sentence) const {
    throw InputError(sentence).at(place(seq - first_seq_ + 1));
  }

  void learn_log();
  void take(std::string_view text);
  void check_order(const Event& event) const;
  void look_up_names();
  void check_names() const;
  void check_later_causes() const;
  void check_folds() const;
  void check_laws() const;

  events::OverlayStore& overlay_;
  events::EventLog log_;
  const ImportOptions& options_;
  Seq first_seq_;
  events::Directory names_;
  Introductions accounts_;
  Introductions numbers_;
  std::vector<std::pair<Seq, Seq>> later_causes_;  // events and what they name, where that comes later
  core::Instant horizon_;                          // of what was read so far, the log included
  core::Instant recorded_at_;                      // of the event before
  Seq last_seq_ = 0;
  std::uint64_t late_events_ = 0;
  events::EventLineReader reader_;
  events::EventLine line_;
  std::vector<Event> unit_;  // that has not ended yet
};

void Import::learn_log() {
  projections::State state;
  projections::replay(overlay_, {}, state);
  for (Ordinal account = 0; account < state.accounts.size(); ++account) {
    if (state.accounts[account].opened) accounts_.introduce(account);
  }
  for (Ordinal number = 0; number < state.numbers.size(); ++number) {
    if (state.numbers[number].state != core::NumberState::unknown) numbers_.introduce(number);
  }
  names_ = std::move(state.names);
  horizon_ = state.horizon;
  recorded_at_ = state.recorded_at;
  last_seq_ = state.last_seq;
}

void Import::take(std::string_view text) {
  reader_.read(text, line_);
  Event& event = line_.event;
  check_order(event);
  if (const auto* rejected = std::get_if<events::RequestRejected>(&event.payload)) {
    try {
      check_well_formed(body_of(rejected->requested));
    } catch (const InputError& error) {
      throw error.at("\"requested\"");
    }
  }
  look_up_names();
  if (event.cause > event.seq) later_causes_.emplace_back(event.seq, event.cause);
  last_seq_ = event.seq;
  recorded_at_ = event.recorded_at;
  event.late = event.occurred_at < horizon_;
  if (event.late) {
    ++late_events_;
  } else {
    horizon_ = event.occurred_at;
  }
  if (!unit_.empty() && !continues_unit(unit_.back(), event)) {
    log_.append(unit_, names_);
    unit_.clear();
  }
  unit_.push_back(std::move(event));
}

void Import::check_order(const Event& event) const {
  if (event.seq != last_seq_ + 1) {
    const std::string_view before = last_seq_ + 1 == first_seq_ ? "the log ends with" : "the line before is";
    const std::string why =
        last_seq_ == 0 ? "a log begins with it" : fmt::format("{} event {}", before, last_seq_);
    throw InputError(fmt::format("\"seq\" is {}; right is {}: {}", event.seq, last_seq_ + 1, why));
  }
  if (event.recorded_at < recorded_at_) {
    throw InputError(
        fmt::format("\"recorded_at\" is {}, before that of event {}; right is {} or later: what the log knew "
                    "at an instant never changes (L4)",
                    event.recorded_at.text(), last_seq_, recorded_at_.text()));
  }
  if (event.late && event.occurred_at >= horizon_) {
    throw InputError(
        fmt::format("\"late\" is true, but \"occurred_at\", {}, is not before the horizon, {} (L4); right is "
                    "false",
                    event.occurred_at.text(), horizon_.text()));
  }
}

/// The event's ordinals; names are given new ones in the order in which the log would have.
void Import::look_up_names() {
  Event& event = line_.event;
  const bool may_be_unknown = event.type() == events::EventType::request_rejected;
  if (!line_.account.empty()) {
    event.account = names_.accounts.intern(line_.account);
    if (event.type() == events::EventType::account_opened) {
      accounts_.introduce(event.account);
    } else if (!may_be_unknown) {
      accounts_.use(event.account, event.seq);
    }
  }
  if (!line_.number.empty()) {
    event.number = names_.numbers.intern(line_.number);
    if (event.type() == events::EventType::number_stocked) {
      numbers_.introduce(event.number);
    } else if (!may_be_unknown) {
      numbers_.use(event.number, event.seq);
    }
  }
}

void Import::check_names() const {
  const auto earlier = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto& accounts = accounts_.unknown();
  const auto& numbers = numbers_.unknown();
  const auto account = std::min_element(accounts.begin(), accounts.end(), earlier);
  const auto number = std::min_element(numbers.begin(), numbers.end(), earlier);
  const bool account_first =
      account != accounts.end() && (number == numbers.end() || account->second <= number->second);
  if (account_first) {
    refuse(account->second,
           fmt::format("\"account\": no AccountOpened of the log or the file opens an account \"{}\"",
                       names_.accounts.text(account->first)));
  }
  if (number == numbers.end()) return;
  refuse(number->second, fmt::format("\"number\": no NumberStocked of the log or the file stocks a number {}",
                                     names_.numbers.text(number->first)));
}

/// The fact that set an event off may have been learned after it (L4), but not be missing.
void Import::check_later_causes() const {
  for (const auto& [seq, cause] : later_causes_) {
    if (cause <= last_seq_) continue;
    refuse(seq,
           fmt::format("\"cause\" names event {}; right is one of the log or the file, which end with {}",
                       cause, last_seq_));
  }
}

/// Folds the log as it would be: what cannot be folded is never recorded.
void Import::check_folds() const {
  projections::State state;
  Seq folding = 0;
  Seq imported = first_seq_;  // the last one folded, whose doing it is where one of the log's own overflows
  try {
    projections::replay(
        overlay_, {}, state, 1,
        [&](const Event& event) {
          folding = event.seq;
          if (event.seq >= first_seq_) imported = event.seq;
        },
        [&](const Event& event) {
          if (event.account != events::no_ordinal) static_cast<void>(state.accounts[event.account].balance());
        });
  } catch (const core::MoneyOverflow& error) {
    refuse(imported,
           folding == imported ? error.what() : fmt::format("at event {} {}", folding, error.what()));
  }
}

void Import::check_laws() const {
  std::optional<VerificationFinding> first;
  verify_log(
      overlay_, {},
      [&](const VerificationFinding& finding) {
        if (finding.seq < first_seq_ || finding.wrong_charge) return;
        if (!first || finding.seq < first->seq) first = finding;
      },
      options_.event_checked);
  if (!first) return;
  refuse(first->seq, fmt::format("{}: {} (--unchecked takes events that the rules do not allow)", first->rule,
                                 first->text));
}

}  // namespace

ImportResult import_into(events::OverlayStore& overlay, std::istream& input, const ImportOptions& options) {
  return Import(overlay, options).run(input);
}

}  // namespace rentroll::scenarios
