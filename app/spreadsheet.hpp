#pragma once

#include <string>
#include <string_view>

/// What a spreadsheet makes of a CSV field: some take a text for a formula and reckon it out when the file is
/// opened, also where it came from somebody who means harm.
namespace rentroll::app {

/// Whether a spreadsheet may take a field for a formula. It does where the field begins with `=` or `@`, or
/// with `+` or
/// `-` and is no plain number, behind any spaces (spreadsheets strip them), or with a tab or a line end,
/// which some strip too. `+14155550100` and `-1.15` are numbers; `-1+1` is none. The wide forms of these
/// characters count as well.
[[nodiscard]] bool is_formula(std::string_view field);

/// A field as a spreadsheet can be given it: a formula with an apostrophe before it, all else unchanged.
[[nodiscard]] std::string without_formula(std::string_view field);

}  // namespace rentroll::app
