#pragma once

#include <string>
#include <string_view>

#include "app/description.hpp"

namespace rentroll::app {

/// The manual page rentroll(1) in troff's man macros, with every command as its help describes it. `date`
/// stands at the foot of the page.
[[nodiscard]] std::string manual_page(const ProgramDescription& description, std::string_view date);

}  // namespace rentroll::app
