#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "events/block_store.hpp"
#include "projections/replay.hpp"
#include "scenarios/recorders.hpp"
#include "scenarios/wrong_charge.hpp"

/// Whether a log is as the rules say. Anybody may have imported it unchecked, so nothing is taken for granted
/// of its events.
namespace rentroll::scenarios {

/// Something that is not as the rules say.
struct VerificationFinding {
  /// Where it is: the event that is not as it should be; for what is missing, the event before which it
  /// should stand, at the end of the log its last one; for damage the first event that cannot be read.
  Seq seq = 0;
  std::string rule;  ///< `C3`: its name in docs/rules.md
  std::string text;  ///< what was found, and what is right
  /// Where a fact that was learned late has made a charge wrong (L4). No event is then unlawful: the charge
  /// stands until it is adjusted.
  std::optional<WrongCharge> wrong_charge;
};

/// What was looked at.
struct Verification {
  std::uint64_t events = 0;
  std::uint64_t requests = 0;  ///< decided again, refusals included
  std::uint64_t timers = 0;    ///< decided again: renewals, windows, graces
  Seq last_seq = 0;
  core::Instant horizon;  ///< Q4; the epoch where there is no event
};

/// Decides everything again that the events of the cut record, and calls `found` for each thing that is not
/// as the rules say; not in the order of their seqs. It reads the log twice: once in its own order, for what
/// stands before and after what, and once in the order of the fold, (occurred_at, seq) (L4), where each unit
/// of events is compared with what `decide` or `decide_timer` makes happen in the state before it.
///
/// What is judged, by what was known:
/// - An event is judged by the truth before it. Where a fact about its account or number was learned later
///   than it was recorded (a late event of higher seq that comes before it in truth), only its charges are:
///   it was lawful by what was known then. A late rental that makes a recorded one a second holder is named
///   at the late one's seq (N2).
/// - A timer that such a fact has made due in the past is missing only where the clock has run since: where
///   an event that is not late follows the fact's seq (L4).
/// - Timers that were recorded late were decided by what was known when they were recorded: of them, too,
/// only
///   charges are judged by what hangs on a balance, or came in between, in truth.
/// - Timers at the very instant of the last event are not missed: an interrupted run ends between any two
///   units.
///
/// After a finding it goes on as if what should have been had been. Where that cannot be told, nothing more
/// is said of the number until it is stocked or a rental of it begins, nor of the account's credit.
///
/// Damage is a finding (L1), behind which nothing can be judged. It never ends in an exception but for what
/// `projections::check_cut` throws, and takes memory in proportion to the states, the request ids and the
/// late events. `progress` is called with each event.
Verification verify_log(const events::BlockStore& store, const projections::Cut& cut,
                        const std::function<void(const VerificationFinding&)>& found,
                        const Progress& progress = nullptr);

}  // namespace rentroll::scenarios
