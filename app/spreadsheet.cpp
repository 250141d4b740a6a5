#include "app/spreadsheet.hpp"

#include <algorithm>
#include <array>

namespace rentroll::app {
namespace {

/// Characters at which a formula begins, whatever follows; the last four are the wide forms of `=`, `@`, `+`,
/// `-`.
constexpr auto formula_marks =
    std::to_array<std::string_view>({"=", "@", "\uFF1D", "\uFF20", "\uFF0B", "\uFF0D"});

/// Digits with at most one point between or behind them.
bool is_plain_number(std::string_view text) {
  const bool begins_with_digit = !text.empty() && text.front() != '.';
  return begins_with_digit && text.find_first_not_of("0123456789.") == text.npos &&
         std::count(text.begin(), text.end(), '.') <= 1;
}

}  // namespace

bool is_formula(std::string_view field) {
  const std::size_t begin = field.find_first_not_of(' ');
  if (begin == field.npos) return false;
  const std::string_view text = field.substr(begin);
  const char first = text.front();
  if (first == '\t' || first == '\r' || first == '\n') return true;
  if (first == '+' || first == '-') return !is_plain_number(text.substr(1));
  return std::any_of(formula_marks.begin(), formula_marks.end(),
                     [&](std::string_view mark) { return text.starts_with(mark); });
}

std::string without_formula(std::string_view field) {
  std::string text(field);
  if (is_formula(field)) text.insert(text.begin(), '\'');
  return text;
}

}  // namespace rentroll::app
