#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "events/event_log.hpp"
#include "events/memory_store.hpp"
#include "projections/state.hpp"
#include "scenarios/charge_pairs.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/simulator.hpp"

/// What would be if a log's requests had been asked under another policy or other prices. They are asked
/// again in a scratch log in memory, which takes about 40 bytes an event and is gone with its owner.
namespace rentroll::scenarios {

/// What is supposed in place of what a log says.
struct Supposition {
  std::optional<core::Policy> policy;
  /// `set_price` requests by instant. They replace all prices that the log sets for the same country, type
  /// and currency. One that is set before the log begins is in force when it does.
  std::vector<Request> prices;
};

/// A request that ends otherwise.
struct RequestDifference {
  Seq seq = 0;  ///< of the first event that recorded it
  Request request;
  std::optional<core::Rejection> was;
  std::optional<core::Rejection> would_be;
  std::string reason;  ///< the fact for which one side refuses it
};

/// Charge lines on both sides and their sums.
struct TwoSums {
  std::uint64_t charges_was = 0;
  core::Money amount_was;
  std::uint64_t charges_would_be = 0;
  core::Money amount_would_be;

  /// What would be less what was. Throws MoneyOverflow.
  [[nodiscard]] core::Money difference() const { return amount_would_be - amount_was; }
};

struct AccountComparison {
  Ordinal account = events::no_ordinal;
  core::Currency currency;
  TwoSums sums;
};

struct CurrencyComparison {
  core::Currency currency;
  TwoSums sums;
};

/// The charges of events 1 to `last` that requests want to adjust, by the ids that they name.
[[nodiscard]] ChargeIds corrected_charges(const events::BlockStore& store, Seq last);

/// Runs the requests of a log again while the log is replayed: each at its instant, with its actor and id, in
/// their order; the end of each run (`ClockAdvanced`) too.
class WhatIf {
 public:
  /// `corrected` are those of the log.
  WhatIf(Supposition supposed, ChargeIds corrected);

  WhatIf(const WhatIf&) = delete;
  WhatIf& operator=(const WhatIf&) = delete;

  /// Takes in the next event of the log. `was` is the state that has folded it. Throws InputError where a sum
  /// would overflow (M1).
  void take(const projections::State& was, const events::Event& event);

  /// After the last event, on both sides: timers due up to and including its instant, of which a log that is
  /// cut off or unfinished may lack some.
  void finish(projections::State& was);

  [[nodiscard]] const projections::State& would_be() const { return would_be_; }
  /// By the log.
  [[nodiscard]] const std::vector<RequestDifference>& requests() const { return requests_; }
  /// By account, number, instant and kind.
  [[nodiscard]] std::vector<LineDifference> lines() const { return pairs_.differences(would_be_.names); }
  /// What hangs on requests that end otherwise: of those that are accepted on one side alone the charges of
  /// the rental that they begin, and the adjustment that they make. By currency.
  [[nodiscard]] std::vector<CurrencyComparison> hanging() const;

 private:
  /// Records into the scratch log, and has its charges paired.
  class ScratchRecorder final : public LogRecorder {
   public:
    ScratchRecorder(events::EventLog& log, WhatIf& owner) : LogRecorder(log, nullptr), owner_(owner) {}
    void record(std::span<events::Event> unit, const events::Directory& names) override;

   private:
    WhatIf& owner_;
  };

  void take_unit(const projections::State& was);
  void begin();
  void end(projections::State& was);
  void run_again(const projections::State& was, RequestBody body);
  [[nodiscard]] bool replaces(const SetPrice& price) const;
  void advance_to(core::Instant at);
  void translate(RequestBody& body) const;
  void compare(const projections::State& was, const Request& asked,
               std::optional<core::Rejection> refused_then, std::optional<core::Rejection> refused_now);
  void charge(Side side, const events::Event& event);

  Supposition supposed_;
  std::size_t prices_set_ = 0;
  core::Instant last_instant_;
  bool run_has_ended_ = false;       // the last event is the end of a run
  std::vector<events::Event> unit_;  // of the log, up to its end

  events::MemoryStore scratch_store_;
  events::EventLog scratch_{scratch_store_};
  projections::State would_be_;
  RequestIndex index_;
  ScratchRecorder recorder_{scratch_, *this};
  Simulator simulator_{would_be_, index_, recorder_};

  Seq request_ = 0;                  // the one that is run again, by the first event that recorded it
  bool other_side_refuses_ = false;  // of the side whose events of it are taken in

  ChargePairs pairs_;
  std::array<std::vector<bool>, 2>
      hangs_;  // by side and number: whether its rental hangs on a request that ends otherwise
  std::map<core::Currency, TwoSums> hanging_;
  std::vector<RequestDifference> requests_;
};

/// The accounts that are charged anything on one side at least, by account.
[[nodiscard]] std::vector<AccountComparison> compare_accounts(const projections::State& was,
                                                              const projections::State& would_be);

}  // namespace rentroll::scenarios
