#pragma once

#include <optional>
#include <string>

#include "projections/audit_moment.hpp"

namespace rentroll::projections {

/// One event of an audit's story.
struct AuditRow {
  /// An account's balance on both sides of the event (C10).
  struct Balance {
    core::Money before;
    core::Money after;
  };

  Seq seq = 0;
  core::Instant occurred_at;
  events::EventType type{};
  Ordinal account = no_ordinal;
  Ordinal number = no_ordinal;
  core::Actor actor{};
  std::string request;             ///< the request id, empty for none
  Seq cause = 0;                   ///< the event that set it off, 0 for none
  std::string change;              ///< what it changed, one plain sentence
  std::string rule;                ///< the rules that explain it, by name, with `; ` between
  std::optional<Balance> balance;  ///< where it names an account that has been opened
};

/// Tells of events during a replay. It decides nothing: it compares the state before and after the one fold.
/// For every event of the replay `before` is called, then comes the fold, then `after`; an event may be told
/// once `after` has been called for it.
class Storyteller {
 public:
  /// `state` is that of the replay and must outlive this.
  Storyteller(const State& state, RefusalWords refusal_words, Detail detail)
      : state_(state), refusal_words_(std::move(refusal_words)), detail_(detail) {}

  void before(const events::Event& event);
  void after(const events::Event& event) { sources_.learn(event, state_); }
  [[nodiscard]] AuditRow tell(const events::Event& event) const;
  [[nodiscard]] const State& state() const { return state_; }

 private:
  const State& state_;
  RefusalWords refusal_words_;
  Detail detail_;
  Sources sources_;
  Account account_before_;
  Number number_before_;
  std::optional<core::Price> price_before_;
};

}  // namespace rentroll::projections
