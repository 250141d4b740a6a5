#include "scenarios/late_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/rental_beginning.hpp"

namespace rentroll::scenarios {

using events::Event;
using events::EventType;

std::string LateFact::words() const {
  return fmt::format("{} of {}, seq {}, learned late", core::to_text(type), occurred_at.text(), seq);
}

void LateFacts::learn(const Event& event, core::Instant horizon) {
  if (event.late) {
    facts_.push_back({event.seq, event.type(), event.occurred_at, horizon, 0});
    return;
  }
  for (; waiting_ < facts_.size(); ++waiting_) facts_[waiting_].clock_ran = event.seq;
}

void LateFacts::fold(const Event& event) {
  if (!event.late) return;
  const LateFact* fact = with_seq(event.seq);
  if (fact == nullptr) return;
  mark(numbers_, event.number, *fact);
  mark(accounts_, event.account, *fact);
  if (event.actor != core::Actor::system) {
    mark(asked_numbers_, event.number, *fact);
    mark(asked_accounts_, event.account, *fact);
  }
  if (event.type() == EventType::price_set && (prices_ == nullptr || prices_->seq < fact->seq)) {
    prices_ = fact;
  }
}

const LateFact* LateFacts::with_seq(Seq seq) const {
  const auto found = std::lower_bound(facts_.begin(), facts_.end(), seq,
                                      [](const LateFact& fact, Seq wanted) { return fact.seq < wanted; });
  return found == facts_.end() || found->seq != seq ? nullptr : &*found;
}

const LateFact* LateFacts::learned_after(std::span<const Event> unit) const {
  for (const Event& event : unit) {
    const bool asks_prices =
        events::begins_priced_rental(event.type()) || event.type() == EventType::request_rejected;
    for (const LateFact* fact :
         {of_number(event.number), of_account(event.account), asks_prices ? prices_ : nullptr}) {
      if (fact != nullptr && fact->seq > event.seq) return fact;
    }
  }
  return nullptr;
}

const LateFact* LateFacts::find(const BySubject& facts, Ordinal subject) {
  const auto found = facts.find(subject);
  return found == facts.end() ? nullptr : found->second;
}

void LateFacts::mark(BySubject& facts, Ordinal subject, const LateFact& fact) {
  if (subject == events::no_ordinal) return;
  const LateFact*& last = facts[subject];
  if (last == nullptr || last->seq < fact.seq) last = &fact;
}

}  // namespace rentroll::scenarios
