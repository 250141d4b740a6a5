#include "scenarios/request_audit.hpp"

#include <fmt/format.h>

#include "scenarios/recorded_request.hpp"
#include "scenarios/refusal_audit.hpp"

namespace rentroll::scenarios {

using projections::AuditRow;

RequestAudit::RequestAudit(const projections::State& state, projections::AuditSink sink, std::string request)
    : Audit(state, tell_refusal, projections::Detail::brief, std::move(sink)), request_(std::move(request)) {}

void RequestAudit::look(const events::Event& event) {
  if (event.request != request_) return;
  found_ = true;
  AuditRow row = teller().tell(event);
  if (first_ == 0) {
    unit_.push_back(event);
    its_rows_.push_back(std::move(row));
    if (event.ends_unit) end_first_unit();
    return;
  }
  row.rule += fmt::format("; Q2: it was first used by event {}", first_);
  send(row);
}

/// Says before the first event of the answer what was asked; a refusal says it itself.
void RequestAudit::end_first_unit() {
  first_ = unit_.front().seq;
  const bool is_refusal = std::holds_alternative<events::RequestRejected>(unit_.front().payload);
  const auto asked = recorded_request(unit_, state().names);
  AuditRow& answer = its_rows_.front();
  if (asked && !is_refusal) {
    answer.change = fmt::format("asked: {}; accepted: {}", content_in_words(*asked), answer.change);
  }
  answer.rule += "; Q2: the same request again is answered as this time and records nothing";
  for (const AuditRow& row : its_rows_) send(row);
  its_rows_.clear();
  unit_.clear();
}

void RequestAudit::finish() {
  // A log that is looked at up to a seq may end in the middle of what the request caused.
  if (!unit_.empty()) end_first_unit();
  Audit::finish();
}

}  // namespace rentroll::scenarios
