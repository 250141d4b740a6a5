#include "scenarios/adjustment_proposal.hpp"

#include <fmt/format.h>

#include <iterator>

#include "core/assert.hpp"

namespace rentroll::scenarios {

std::string adjustment_proposal(std::span<const WrongCharge> wrong, core::Instant horizon) {
  RENTROLL_ASSERT(!wrong.empty());
  std::string file = fmt::format(
      "# Proposed by `rentroll verify`. Read it, then: rentroll simulate FILE --append --log DIR\n"
      "\n"
      "[scenario]\n"
      "name   = \"Adjustments\"\n"
      "about  = \"Charges that facts learned late have made wrong (L4)\"\n"
      "starts = {0}\n"
      "ends   = {0}\n",
      horizon.text());
  // Ids, amounts and reasons made by the program hold nothing that TOML would want escaped.
  for (const WrongCharge& each : wrong) {
    fmt::format_to(std::back_inserter(file),
                   "\n"
                   "[[step]]  # charged {}, adjusted by {} so far, right is {} {}\n"
                   "at      = {}\n"
                   "do      = \"adjust\"\n"
                   "account = \"{}\"\n"
                   "amount  = \"{}\"\n"
                   "charge  = \"{}\"\n"
                   "reason  = \"{}\"\n",
                   each.charged.text(), each.adjusted.text(), each.right.text(), each.currency.text(),
                   horizon.text(), each.account, each.difference().text(), each.id.text(), each.reason);
  }
  return file;
}

}  // namespace rentroll::scenarios
