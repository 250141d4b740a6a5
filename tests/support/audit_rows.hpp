#pragma once

#include <string>
#include <vector>

#include "events/block_store.hpp"
#include "projections/audit.hpp"
#include "projections/replay.hpp"
#include "scenarios/refusal_audit.hpp"
#include "scenarios/request_audit.hpp"

/// Audits of a log, as a person would read them.
namespace rentroll::tests {

using AuditRows = std::vector<projections::AuditRow>;

/// Replays a log past an audit.
inline void run_audit(const events::BlockStore& store, projections::State& state, projections::Audit& audit) {
  projections::replay(
      store, {}, state, 1, [&](const events::Event& event) { audit.before(event); },
      [&](const events::Event& event) { audit.after(event); });
  audit.finish();
}

/// The rows of an audit that chooses its events: AccountAudit or NumberAudit.
template <class ItsAudit>
AuditRows audit_rows(const events::BlockStore& store, const projections::Subject& subject) {
  AuditRows rows;
  projections::State state;
  ItsAudit audit(
      state, scenarios::tell_refusal, [&](const projections::AuditRow& row) { rows.push_back(row); },
      subject);
  run_audit(store, state, audit);
  return rows;
}

inline AuditRows account_rows(const events::BlockStore& store, events::Ordinal account) {
  return audit_rows<projections::AccountAudit>(
      store, [=](const events::Event& event) { return event.account == account; });
}

inline AuditRows number_rows(const events::BlockStore& store, events::Ordinal number) {
  return audit_rows<projections::NumberAudit>(
      store, [=](const events::Event& event) { return event.number == number; });
}

/// Every event of the log, none left out.
inline AuditRows all_rows(const events::BlockStore& store) {
  return audit_rows<projections::AccountAudit>(store, [](const events::Event&) { return true; });
}

/// No rows where the log holds no such charge.
inline AuditRows charge_rows(const events::BlockStore& store, const core::ChargeId& id) {
  const auto path = projections::find_charge(store, id);
  if (!path) return {};
  AuditRows rows;
  projections::State state;
  projections::ChargeAudit audit(
      state, scenarios::tell_refusal, [&](const projections::AuditRow& row) { rows.push_back(row); }, *path);
  run_audit(store, state, audit);
  return audit.found() ? rows : AuditRows{};
}

inline AuditRows request_rows(const events::BlockStore& store, const std::string& request) {
  AuditRows rows;
  projections::State state;
  scenarios::RequestAudit audit(
      state, [&](const projections::AuditRow& row) { rows.push_back(row); }, request);
  run_audit(store, state, audit);
  return rows;
}

}  // namespace rentroll::tests
