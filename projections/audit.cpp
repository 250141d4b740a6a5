#include "projections/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/event_log.hpp"
#include "events/rental_beginning.hpp"
#include "projections/charges.hpp"

namespace rentroll::projections {
namespace {

using events::Event;

/// Whether a rental takes up the number's last one again (N4, N5).
bool goes_back(const Event& event) {
  return events::begins_priced_rental(event.type()) && event.type() != events::EventType::number_rented;
}

bool contains(const std::vector<core::ChargeId>& charges, const core::ChargeId& charge) {
  return std::find(charges.begin(), charges.end(), charge) != charges.end();
}

/// The charge line with this id.
std::optional<ChargeLine> find_line(const events::BlockStore& store, const core::ChargeId& id) {
  const auto event = events::read_event(store, id.seq);
  if (!event) return std::nullopt;
  auto found = charge_line(*event, id.kind);
  if (found) found->reason = {};  // it would refer into the event
  return found;
}

}  // namespace

void Audit::finish() {
  for (const auto& [place, row] : kept_) send(row);
  kept_.clear();
}

void AccountAudit::look(const Event& event) {
  if (of_account_(event)) send(teller().tell(event));
}

void NumberAudit::look(const Event& event) {
  const bool begins_grace = std::holds_alternative<events::RentalRenewed>(event.payload) &&
                            state().account(event.account).grace_cause == event.seq;
  if (begins_grace) graces_.insert_or_assign(event.account, teller().tell(event));
  const bool closes =
      std::holds_alternative<events::AccountClosed>(event.payload) && event.account == closing_;
  if (closes) {
    keep(teller().tell(event));
    closing_ = no_ordinal;
  }
  if (!of_number_(event)) return;
  keep(teller().tell(event));
  if (const auto* unrented = std::get_if<events::NumberUnrented>(&event.payload))
    look_at_release(event, *unrented);
}

void NumberAudit::look_at_release(const Event& event, const events::NumberUnrented& unrented) {
  if (unrented.reason == core::UnrentReason::account_closed) closing_ = event.account;
  if (unrented.reason != core::UnrentReason::unpaid) return;
  const auto grace = graces_.find(event.account);
  if (grace != graces_.end() && grace->second.seq == event.cause) keep(grace->second);
}

std::optional<ChargePath> find_charge(const events::BlockStore& store, const core::ChargeId& id) {
  std::optional<ChargeLine> line = find_line(store, id);
  if (!line) return std::nullopt;
  ChargePath path;
  path.asked = id.seq;
  path.charges.push_back(id);
  while (line->corrects && !contains(path.charges, *line->corrects)) {
    const auto corrected = find_line(store, *line->corrects);
    if (!corrected) break;
    line = corrected;
    path.charges.push_back(line->id);
  }
  path.origin = line->id.seq;
  if (line->id.kind != core::ChargeKind::adjustment) path.number = line->number;
  return path;
}

void ChargeAudit::look(const Event& event) {
  if (event.seq == path_.asked) found_ = true;
  if (!origin_told_ && path_.number != no_ordinal) look_before_origin(event);
  if (const auto* adjusted = std::get_if<events::ChargeAdjusted>(&event.payload))
    look_at_adjustment(event, *adjusted);
}

void ChargeAudit::look_before_origin(const Event& event) {
  if (std::holds_alternative<events::PolicySet>(event.payload)) policy_ = tell(event);
  if (const auto* set = std::get_if<events::PriceSet>(&event.payload)) {
    prices_.insert_or_assign({set->country, set->number_type, set->currency}, tell(event));
  }
  if (event.number != path_.number) return;
  if (events::begins_rental(event.type())) begin_rental(event);
  const bool ends_rental = std::holds_alternative<events::NumberUnrented>(event.payload) ||
                           std::holds_alternative<events::NumberDisconnected>(event.payload);
  if (ends_rental) release_ = tell(event);
  const bool goes_on = std::holds_alternative<events::RentalRenewed>(event.payload) ||
                       std::holds_alternative<events::RentalRepriced>(event.payload);
  if (goes_on) rental_.push_back(tell(event));
  if (event.seq != path_.origin) return;
  origin_told_ = true;
  if (policy_) keep(*policy_);
  for (const AuditRow& row : rental_) keep(row);
}

void ChargeAudit::begin_rental(const Event& event) {
  const Number& number = state().number(event.number);
  rental_.clear();
  const auto price = prices_.find({number.country, number.type, state().account(event.account).currency});
  if (events::begins_priced_rental(event.type()) && price != prices_.end()) rental_.push_back(price->second);
  if (goes_back(event) && release_) rental_.push_back(*release_);
  rental_.push_back(tell(event));
}

void ChargeAudit::look_at_adjustment(const Event& event, const events::ChargeAdjusted& adjusted) {
  const core::ChargeId id{event.seq, core::ChargeKind::adjustment};
  const bool on_path = contains(path_.charges, id);
  const bool corrects = adjusted.corrects && (*adjusted.corrects == path_.charges.front() ||
                                              contains(corrections_, *adjusted.corrects));
  if (corrects) corrections_.push_back(id);
  if (on_path || corrects) keep(tell(event));
}

AuditRow ChargeAudit::tell(const Event& event) const {
  AuditRow row = teller().tell(event);
  if (event.seq == path_.asked)
    row.change = fmt::format("charge {}: {}", path_.charges.front().text(), row.change);
  return row;
}

}  // namespace rentroll::projections
