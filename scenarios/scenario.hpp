#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/policy.hpp"
#include "scenarios/request.hpp"

/// A scenario: what a scenario file says, in the order in which it is processed.
namespace rentroll::scenarios {

/// What a step's outcome must be.
struct Expectation {
  enum class Kind { accepted, rejected, any };
  Kind kind = Kind::accepted;
  core::Rejection reason{};  ///< where kind is rejected

  /// Reads what `text` writes. Throws InputError.
  [[nodiscard]] static Expectation parse(std::string_view text);
  [[nodiscard]] bool holds(const std::optional<core::Rejection>& outcome) const;
  /// `accepted`, `rejected REASON`, `any`
  [[nodiscard]] std::string text() const;
};

/// One request of a scenario. Prices, accounts and numbers of the file are steps too.
struct Step {
  Request request;
  Expectation expect;
  bool declared =
      false;  ///< from [[price]], [[account]] or [[number]], which must not name what a log holds already
  int line = 0;
};

/// What must be so as of an instant: of an account or of a number.
struct Check {
  core::Instant at;
  std::optional<core::AccountId> account;
  std::optional<core::NumberId> number;
  std::optional<core::AccountState> account_state;
  std::optional<core::NumberState> number_state;
  std::optional<core::Money> balance;
  std::optional<std::uint64_t> charges;
  std::optional<core::Money> total;
  std::optional<core::Date> next_due;
  int line = 0;
};

struct Scenario {
  std::string file;    ///< as it was named, for messages
  std::string sha256;  ///< of the file's bytes
  std::string name;
  std::string about;
  core::Instant starts;
  core::Instant ends;
  std::optional<core::Policy> policy;
  /// By instant; at one instant prices, accounts, numbers, steps, each in the order of the file (T5).
  std::vector<Step> steps;
  /// In the order of the file.
  std::vector<Check> checks;

  /// `FILE:LINE`, as messages name a place.
  [[nodiscard]] std::string place(int line) const { return file + ":" + std::to_string(line); }
};

/// Throws InputError that names file and line where a check is of an account or a number that neither an
/// entry or step of the scenario names nor the log knows.
void check_names(const Scenario& scenario, const std::function<bool(const core::AccountId&)>& knows_account,
                 const std::function<bool(const core::NumberId&)>& knows_number);

}  // namespace rentroll::scenarios
