#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/block_store.hpp"
#include "scenarios/decide.hpp"

namespace rentroll::scenarios {

/// The charges that a log's adjustments correct (C9), remembered as they are charged: to read each from the
/// log when its adjustment comes would be dear. Memory in proportion to the adjustments that correct one.
class CorrectedCharges {
 public:
  explicit CorrectedCharges(const events::BlockStore& store) : store_(store) {}

  /// Any event, in the order of the log: what adjustments correct is noted.
  void note(const events::Event& event);
  /// Any event, in the order of the fold, once all have been noted: charges that were noted are remembered.
  void charge(const events::Event& event);

  /// The charge with this id, where an event before `before` carries it.
  [[nodiscard]] std::optional<CorrectedCharge> find(const std::string& id, core::Seq before) const;

 private:
  struct Carrier {
    Ordinal account = events::no_ordinal;
    Ordinal number = events::no_ordinal;
    std::vector<core::ChargeKind> kinds;
  };
  static Carrier carrier_of(const events::Event& event);

  const events::BlockStore& store_;
  std::unordered_map<core::Seq, std::optional<Carrier>> carriers_;  // by the seqs that adjustments name
};

}  // namespace rentroll::scenarios
