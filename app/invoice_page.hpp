#pragma once

#include <string>

#include "app/invoice_output.hpp"

namespace rentroll::app {

/// An invoice as a page that can be mailed and printed, on A4 and Letter alike. Amounts of one page stand
/// with their points below each other.
[[nodiscard]] std::string invoice_page(const projections::Invoice& invoice, const InvoiceSource& source);

}  // namespace rentroll::app
