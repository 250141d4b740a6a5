#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "scenarios/verification.hpp"

namespace rentroll::scenarios {

/// Takes the findings of a verification.
class VerificationReport {
 public:
  explicit VerificationReport(const std::function<void(const VerificationFinding&)>& found) : found_(found) {}

  void operator()(const VerificationFinding& finding) const { found_(finding); }
  void operator()(Seq seq, std::string_view rule, std::string text) const {
    found_({seq, std::string(rule), std::move(text), std::nullopt});
  }

 private:
  const std::function<void(const VerificationFinding&)>& found_;
};

}  // namespace rentroll::scenarios
