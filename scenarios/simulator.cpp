#include "scenarios/simulator.hpp"

#include <algorithm>

#include "core/assert.hpp"
#include "projections/charges.hpp"
#include "projections/evolve.hpp"
#include "scenarios/decide.hpp"

namespace rentroll::scenarios {
namespace {

using events::Event;

/// The charge with this id, where there is one. Where a run is done again over a log that holds its events
/// already, what comes after `last_seq` has not happened yet.
std::optional<CorrectedCharge> find_charge(Recorder& recorder, Seq last_seq, const std::string& text) {
  const auto id = core::ChargeId::parse(text);
  if (!id || id->seq > last_seq) return std::nullopt;
  const auto event = recorder.find(id->seq);
  if (!event) return std::nullopt;
  const auto line = projections::charge_line(*event, id->kind);
  if (!line) return std::nullopt;
  return CorrectedCharge{*id, line->account, line->number};
}

}  // namespace

Simulator::Simulator(projections::State& state, RequestIndex& index, Recorder& recorder)
    : state_(state), index_(index), recorder_(recorder), timers_(state) {
  state_.keep_held_numbers();
}

void Simulator::begin(const core::Policy& policy, core::Instant at) {
  RENTROLL_ASSERT(state_.last_seq == 0);
  Event event;
  event.seq = 1;
  event.occurred_at = at;
  event.actor = core::Actor::provider;
  event.payload = events::PolicySet{policy};
  unit_.assign(1, event);
  record(unit_);
}

void Simulator::advance_to(core::Instant at) {
  while (const auto timer = timers_.take(state_, at)) fire(*timer);
}

void Simulator::fire(const Timer& timer) {
  unit_.clear();
  decide_timer(state_, timer, unit_);
  // The end of the grace of an account that holds nothing any more has nothing to record.
  if (!unit_.empty()) record(unit_);
}

void Simulator::finish(core::Instant at) {
  advance_to(at);
  Event event;
  event.seq = state_.last_seq + 1;
  event.occurred_at = at;
  event.payload = events::ClockAdvanced{};
  unit_.assign(1, event);
  record(unit_);
}

Outcome Simulator::request(const Request& original) {
  const bool backwards = original.at < state_.horizon;
  const bool is_new = original.id.empty() || index_.find(original.id.text()) == nullptr;
  if (!backwards && is_new) check_fits_instant(original.body, original.at);
  if (!backwards) advance_to(original.at);

  Request request = original;
  Asked asked{request, events::no_ordinal, events::no_ordinal, std::nullopt};
  if (auto* adjust = std::get_if<Adjust>(&request.body); adjust != nullptr && adjust->charge) {
    asked.corrected = find_charge(recorder_, state_.last_seq, adjust->charge->text());
    const auto account = state_.names.accounts.find(adjust->account.text());
    fill_in_number(*adjust, asked.corrected, account.value_or(events::no_ordinal), state_.names.numbers);
  }

  // Q2, before anything else.
  std::optional<core::Rejection> rejection;
  std::string hash;
  if (!request.id.empty()) {
    hash = content_hash(request.actor, request.body);
    if (const auto* entry = index_.find(request.id.text())) {
      const bool same =
          entry->content_hash == hash || entry->content_hash == content_hash(original.actor, original.body);
      if (same) return answer_repeated(*entry);
      rejection = core::Rejection::request_id_reused;
    }
  }
  if (!rejection && backwards) rejection = core::Rejection::time_goes_backwards;

  if (const auto* account = account_named(request.body))
    asked.account = state_.names.accounts.intern(account->text());
  if (const auto* number = number_named(request.body))
    asked.number = state_.names.numbers.intern(number->text());
  unit_.clear();
  if (!rejection) rejection = decide(state_, asked, unit_);
  if (rejection) {
    RENTROLL_ASSERT(unit_.empty());
    // A refusal bears the number that was asked for, not one that was filled in.
    if (number_named(original.body) == nullptr) asked.number = events::no_ordinal;
    unit_.push_back(refusal(asked, std::max(request.at, state_.horizon), *rejection));
    unit_.back().seq = state_.last_seq + 1;
  }
  Outcome outcome;
  outcome.rejection = rejection;
  outcome.first_seq = state_.last_seq + 1;
  outcome.last_seq = state_.last_seq + unit_.size();
  record(unit_);
  if (!request.id.empty()) index_.add(request.id.text(), {hash, outcome});
  advance_to(state_.horizon);  // T5: timers set for the very instant
  return outcome;
}

Outcome Simulator::answer_repeated(const RequestIndex::Entry& entry) {
  Outcome outcome = entry.outcome;
  outcome.repeated = true;
  return outcome;
}

void Simulator::record(std::vector<Event>& unit) {
  unit.back().ends_unit = true;
  for (Event& event : unit) {
    // L4: a timer that a late fact made due in the past; and what was learned before is known by now (T4).
    event.late = event.occurred_at < state_.horizon;
    event.recorded_at = std::max({event.occurred_at, state_.horizon, state_.recorded_at});
  }
  // First the state, which throws where a sum overflows, so that what cannot be folded is never recorded.
  for (const Event& event : unit) {
    projections::evolve(state_, event);
    timers_.schedule(state_, event);
  }
  recorder_.record(unit, state_.names);
}

}  // namespace rentroll::scenarios
