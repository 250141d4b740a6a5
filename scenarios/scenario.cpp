#include "scenarios/scenario.hpp"

#include <fmt/format.h>

#include <unordered_set>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rentroll::scenarios {
namespace {

constexpr std::string_view rejected_with = "rejected ";

/// The accounts and numbers that a scenario's entries and steps name as theirs.
struct Names {
  std::unordered_set<std::string> accounts;
  std::unordered_set<std::string> numbers;
};

Names names_of(const Scenario& scenario) {
  Names names;
  for (const Step& step : scenario.steps) {
    if (const auto* opened = std::get_if<OpenAccount>(&step.request.body))
      names.accounts.insert(opened->account.text());
    if (const auto* stocked = std::get_if<Stock>(&step.request.body))
      names.numbers.insert(stocked->number.text());
  }
  return names;
}

[[noreturn]] void fail_unknown(const std::string& place, const char* what, const std::string& name,
                               const char* entry, const char* step) {
  throw core::InputError(fmt::format(
      "{}: unknown {} \"{}\" in a check: right is one of an [[{}]] or a step \"{}\" of the file, or of the "
      "log that it is appended to",
      place, what, name, entry, step));
}

}  // namespace

bool Expectation::holds(const std::optional<core::Rejection>& outcome) const {
  switch (kind) {
    case Kind::accepted:
      return !outcome;
    case Kind::rejected:
      return outcome == reason;
    case Kind::any:
      break;
  }
  return true;
}

std::string Expectation::text() const {
  if (kind == Kind::any) return "any";
  if (kind == Kind::accepted) return "accepted";
  return std::string(rejected_with) + std::string(core::to_text(reason));
}

Expectation Expectation::parse(std::string_view text) {
  if (text == "accepted") return {};
  if (text == "any") return {Kind::any, {}};
  if (text.starts_with(rejected_with)) {
    const auto reason = core::from_text<core::Rejection>(text.substr(rejected_with.size()));
    if (reason) return {Kind::rejected, *reason};
  }
  throw core::InputError(
      fmt::format("\"{}\" is no expectation: right are \"accepted\", \"any\", or \"rejected REASON\" with a "
                  "reason out of {}",
                  core::shown(text), core::all_texts<core::Rejection>()));
}

void check_names(const Scenario& scenario, const std::function<bool(const core::AccountId&)>& knows_account,
                 const std::function<bool(const core::NumberId&)>& knows_number) {
  const Names names = names_of(scenario);
  for (const Check& check : scenario.checks) {
    if (check.account && !names.accounts.contains(check.account->text()) && !knows_account(*check.account)) {
      fail_unknown(scenario.place(check.line), "account", check.account->text(), "account", "open_account");
    }
    if (check.number && !names.numbers.contains(check.number->text()) && !knows_number(*check.number)) {
      fail_unknown(scenario.place(check.line), "number", check.number->text(), "number", "stock");
    }
  }
}

}  // namespace rentroll::scenarios
