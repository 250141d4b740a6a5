#include "scenarios/log_order.hpp"

#include <fmt/format.h>

namespace rentroll::scenarios {

using events::Event;
using events::EventType;

void LogOrder::add(const Event& event) {
  check_first(event);
  check_times(event);
  if (event.cause >= event.seq)
    report_(event.seq, "L2",
            fmt::format("cause is {}: right is an earlier event, which has a lower seq", event.cause));
  check_unit(event);
  late_.learn(event, horizon_);
  if (!event.late) {
    horizon_ = event.occurred_at;
    last_in_time_ = event.seq;
  }
  before_.seq = event.seq;
  before_.occurred_at = event.occurred_at;
  before_.recorded_at = event.recorded_at;
  before_.late = event.late;
  before_.ends_unit = event.ends_unit;
  if (before_.request != event.request) before_.request = event.request;
}

void LogOrder::check_first(const Event& event) const {
  const bool is_policy = event.type() == EventType::policy_set;
  if (event.seq == 1 && !is_policy) {
    report_(1, "L5",
            fmt::format("the log begins with {}: right is PolicySet; the policy is taken to be the default",
                        core::to_text(event.type())));
  }
  if (event.seq != 1 && is_policy)
    report_(event.seq, "L5", "PolicySet: right is one, as the first event; a log's policy never changes");
}

void LogOrder::check_times(const Event& event) {
  if (event.recorded_at < event.occurred_at) {
    report_(event.seq, "T4",
            fmt::format("recorded_at is {}, before occurred_at, {}: nothing is known before it is so",
                        event.recorded_at.text(), event.occurred_at.text()));
  } else if (before_.seq != 0 && event.recorded_at < before_.recorded_at) {
    report_(event.seq, "T4",
            fmt::format("recorded_at falls to {}: seq {} was recorded at {}", event.recorded_at.text(),
                        before_.seq, before_.recorded_at.text()));
  }
  if (last_in_time_ == 0) return;
  if (event.late && event.occurred_at >= horizon_) {
    report_(event.seq, "L4",
            fmt::format("marked late, though {} is not before the horizon, {}", event.occurred_at.text(),
                        horizon_.text()));
  }
  if (event.late || event.occurred_at >= horizon_) return;
  fallen_after_.insert(last_in_time_);
  report_(event.seq, "T4",
          fmt::format("occurred_at falls to {}, before {} of seq {}, and the event is not marked late",
                      event.occurred_at.text(), horizon_.text(), last_in_time_));
}

void LogOrder::check_unit(const Event& event) const {
  if (before_.seq == 0 || before_.ends_unit) return;
  if (event.occurred_at == before_.occurred_at && event.late == before_.late &&
      event.request == before_.request)
    return;
  report_(
      event.seq, "L1",
      fmt::format("belongs to the unit of seq {}, and has another instant or request id: what one request "
                  "causes is one unit",
                  before_.seq));
}

void LogOrder::finish(bool whole) {
  if (!whole || before_.seq == 0 || before_.ends_unit) return;
  report_(before_.seq, "L1", "the log ends in the middle of what one request or timer caused");
}

}  // namespace rentroll::scenarios
