#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/audit.hpp"

namespace rentroll::scenarios {

/// The story of a request id: the request as it was first asked, its answer and what that changed, and every
/// later time the id was used for something else and refused (Q2).
class RequestAudit final : public projections::Audit {
 public:
  RequestAudit(const projections::State& state, projections::AuditSink sink, std::string request);

  /// Whether the replay has come across the id.
  [[nodiscard]] bool found() const { return found_; }
  void finish() override;

 private:
  void look(const events::Event& event) override;
  void end_first_unit();

  std::string request_;
  bool found_ = false;
  std::vector<events::Event> unit_;  // the first one, while it goes on
  std::vector<projections::AuditRow> its_rows_;
  core::Seq first_ = 0;  // where it begins
};

}  // namespace rentroll::scenarios
