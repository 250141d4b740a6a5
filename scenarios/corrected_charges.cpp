#include "scenarios/corrected_charges.hpp"

#include <algorithm>

#include "events/event_log.hpp"
#include "projections/charges.hpp"

namespace rentroll::scenarios {

using events::Event;

void CorrectedCharges::note(const Event& event) {
  const auto* adjusted = std::get_if<events::ChargeAdjusted>(&event.payload);
  if (adjusted != nullptr && adjusted->corrects) carriers_.try_emplace(adjusted->corrects->seq);
}

void CorrectedCharges::charge(const Event& event) {
  if (carriers_.empty()) return;
  const auto found = carriers_.find(event.seq);
  if (found != carriers_.end()) found->second = carrier_of(event);
}

CorrectedCharges::Carrier CorrectedCharges::carrier_of(const Event& event) {
  Carrier carrier;
  projections::for_each_charge(event, [&](const projections::ChargeLine& line) {
    carrier.account = line.account;
    carrier.number = line.number;
    carrier.kinds.push_back(line.id.kind);
  });
  return carrier;
}

std::optional<CorrectedCharge> CorrectedCharges::find(const std::string& text, core::Seq before) const {
  const auto id = core::ChargeId::parse(text);
  if (!id || id->seq >= before) return std::nullopt;
  std::optional<Carrier> carrier;
  if (const auto found = carriers_.find(id->seq); found != carriers_.end()) carrier = found->second;
  if (!carrier) {
    // Of a refused adjustment, or of one that comes before its charge in truth (L4).
    const auto event = events::read_event(store_, id->seq);
    if (!event) return std::nullopt;
    carrier = carrier_of(*event);
  }
  const auto& kinds = carrier->kinds;
  if (std::find(kinds.begin(), kinds.end(), id->kind) == kinds.end()) return std::nullopt;
  return CorrectedCharge{*id, carrier->account, carrier->number};
}

}  // namespace rentroll::scenarios
