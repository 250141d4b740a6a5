#include "scenarios/wrong_charges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace rentroll::scenarios {
namespace {

using Key = std::pair<core::Seq, core::ChargeKind>;

Key key_of(const core::ChargeId& id) { return {id.seq, id.kind}; }

}  // namespace

void WrongCharges::add(WrongCharge wrong, std::string words) {
  found_.push_back({std::move(wrong), std::move(words)});
}

void WrongCharges::look_at(const events::Event& event) {
  const auto* adjusted = std::get_if<events::ChargeAdjusted>(&event.payload);
  if (adjusted != nullptr && adjusted->corrects)
    adjustments_.push_back({event.seq, *adjusted->corrects, adjusted->amount});
}

void WrongCharges::add_adjustments() {
  std::map<Key, std::size_t> by_charge;
  for (std::size_t place = 0; place < found_.size(); ++place)
    by_charge[key_of(found_[place].wrong.id)] = place;
  std::sort(adjustments_.begin(), adjustments_.end(),
            [](const Adjustment& a, const Adjustment& b) { return a.seq < b.seq; });
  for (const Adjustment& adjustment : adjustments_) {
    const auto corrected = by_charge.find(key_of(adjustment.corrects));
    if (corrected == by_charge.end()) continue;
    const std::size_t place = corrected->second;
    found_[place].wrong.adjusted += adjustment.amount;
    by_charge.emplace(Key{adjustment.seq, core::ChargeKind::adjustment}, place);
  }
}

void WrongCharges::report(const VerificationReport& report) {
  add_adjustments();
  for (Found& each : found_) {
    WrongCharge& wrong = each.wrong;
    if (wrong.difference() == core::Money{}) continue;
    const std::string adjusted =
        wrong.adjusted == core::Money{} ? "" : fmt::format(", adjusted by {} so far", wrong.adjusted.text());
    std::string text =
        fmt::format("{}: charge {} is {}{}: right is {}, since {}; to be adjusted by {} {}", each.words,
                    wrong.id.text(), wrong.charged.text(), adjusted, wrong.right.text(), wrong.reason,
                    wrong.difference().text(), wrong.currency.text());
    const core::Seq seq = wrong.id.seq;
    report({seq, "L4", std::move(text), std::move(wrong)});
  }
}

}  // namespace rentroll::scenarios
