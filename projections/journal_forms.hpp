#pragma once

#include "projections/journal.hpp"

namespace rentroll::projections {

/// For ledger and hledger: what stands in it means the same to both.
[[nodiscard]] std::unique_ptr<Journal> open_ledger_journal(const events::Directory& names,
                                                           Journal::Sink sink);

/// For beancount.
[[nodiscard]] std::unique_ptr<Journal> open_beancount_journal(const events::Directory& names,
                                                              Journal::Sink sink);

}  // namespace rentroll::projections
