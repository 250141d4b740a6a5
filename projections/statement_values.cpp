#include "projections/statement_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/text.hpp"
#include "projections/csv.hpp"

namespace rentroll::projections {
namespace {

using core::InputError;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};

/// A month's English name at the front of a text: its number and its length. The whole name goes before the
/// short one.
std::optional<std::pair<int, std::size_t>> month_at_front(std::string_view text) {
  const auto begins_with = [&](std::string_view name) {
    return text.size() >= name.size() &&
           std::equal(name.begin(), name.end(), text.begin(), [](char a, char b) { return a == lower(b); });
  };
  for (std::size_t month = 0; month < months.size(); ++month) {
    for (const std::string_view name : {months[month], months[month].substr(0, 3)}) {
      if (begins_with(name)) return std::pair(static_cast<int>(month) + 1, name.size());
    }
  }
  return std::nullopt;
}

/// What a text says by a pattern. Nothing is thrown here: whoever calls knows the whole text.
class DateScanner {
 public:
  explicit DateScanner(std::string_view rest) : rest_(rest) {}

  bool take(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_directive(char letter) {
    switch (letter) {
      case 'Y':
        return digits(4, 4, year);
      case 'y':
        if (!digits(2, 2, year)) return false;
        year += year < 69 ? 2000 : 1900;
        return true;
      case 'm':
        return digits(1, 2, month);
      case 'd':
        return digits(1, 2, day);
      case 'b':
      case 'B':
        return take_month();
      case 'H':
        return take_below(24);
      case 'M':
      case 'S':
        return take_below(60);
      default:
        return take(letter);
    }
  }

  [[nodiscard]] bool done() const { return rest_.empty(); }

  int year = 0;
  int month = 0;
  int day = 0;

 private:
  bool digits(std::size_t least, std::size_t most, int& value) {
    std::size_t count = 0;
    value = 0;
    for (; count < most && count < rest_.size() && is_digit(rest_[count]); ++count) {
      value = value * 10 + (rest_[count] - '0');
    }
    rest_.remove_prefix(count);
    return count >= least;
  }

  bool take_below(int end) {
    int value = 0;
    return digits(2, 2, value) && value < end;
  }

  bool take_month() {
    const auto found = month_at_front(rest_);
    if (!found) return false;
    month = found->first;
    rest_.remove_prefix(found->second);
    return true;
  }

  std::string_view rest_;
};

[[noreturn]] void no_date_form(std::string_view pattern, std::string_view why) {
  throw InputError(fmt::format("\"{}\" is no form of a date: {}; right is for example %d/%m/%Y",
                               core::shown(pattern), why));
}

/// What a directive says of a date: `d`, `m`, `y`; nothing for the time of day and for `%%`.
char part_of(std::string_view pattern, char letter) {
  switch (letter) {
    case 'Y':
    case 'y':
      return 'y';
    case 'm':
    case 'b':
    case 'B':
      return 'm';
    case 'd':
      return 'd';
    case 'H':
    case 'M':
    case 'S':
    case '%':
      return '\0';
    default:
      no_date_form(pattern, fmt::format("%{} is none of %Y %y %m %b %B %d %H %M %S %%",
                                        core::shown(std::string_view(&letter, 1))));
  }
}

[[noreturn]] void no_amount(std::string_view text, const AmountForm& form, std::string_view why) {
  throw InputError(fmt::format("\"{}\" is no amount: {}; right is for example \"1{}234{}50\" (M1)",
                               core::shown(text), why, form.thousands, form.decimal));
}

/// The whole units without the marks between groups of three digits.
std::string without_groups(std::string_view units, const AmountForm& form, std::string_view text) {
  if (form.thousands.empty() || units.find(form.thousands) == units.npos) return std::string(units);
  std::string joined;
  for (bool first = true;; first = false) {
    const std::size_t end = std::min(units.find(form.thousands), units.size());
    const bool right = first ? end >= 1 && end <= 3 : end == 3;
    if (!right)
      no_amount(text, form, fmt::format("'{}' does not stand before groups of three digits", form.thousands));
    joined += units.substr(0, end);
    if (end == units.size()) return joined;
    units.remove_prefix(end + form.thousands.size());
  }
}

/// What people put between the digits of a phone number; the last ones are the no-break space, hyphens and
/// dashes of Unicode.
constexpr std::array<std::string_view, 10> between_digits{
    " ", "-", ".", "(", ")", "\xC2\xA0", "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x92", "\xE2\x80\x93"};

/// The length of a mark between digits at the front of a text, 0 where there is none.
std::size_t mark_at_front(std::string_view text) {
  for (const std::string_view mark : between_digits) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

}  // namespace

DateForm DateForm::parse(std::string_view pattern) {
  std::string parts;
  for (std::size_t at = pattern.find('%'); at != pattern.npos; at = pattern.find('%', at + 2)) {
    if (at + 1 == pattern.size()) no_date_form(pattern, "no letter follows the last %");
    const char part = part_of(pattern, pattern[at + 1]);
    if (part != '\0') parts += part;
  }
  std::sort(parts.begin(), parts.end());
  if (parts != "dmy") no_date_form(pattern, "it must say the day, the month and the year, each of them once");
  DateForm form;
  form.pattern_ = pattern;
  return form;
}

core::Date DateForm::read(std::string_view text) const {
  DateScanner scanner(text);
  bool right = true;
  for (std::size_t at = 0; right && at < pattern_.size(); ++at) {
    right = pattern_[at] == '%' ? scanner.take_directive(pattern_[++at]) : scanner.take(pattern_[at]);
  }
  if (!right || !scanner.done()) {
    throw InputError(fmt::format("\"{}\" is no date of the form {}", core::shown(text), pattern_));
  }
  try {
    return core::Instant::parse(fmt::format("{:04}-{:02}-{:02}", scanner.year, scanner.month, scanner.day))
        .date();
  } catch (const InputError&) {
    throw InputError(fmt::format("\"{}\" is no date of the calendar from 1970 to 2261, by the form {} (T1)",
                                 core::shown(text), pattern_));
  }
}

void AmountForm::check() const {
  const auto is_mark = [](std::string_view mark) {
    return core::utf8_length(mark) == mark.size() && !is_digit(mark[0]) &&
           mark.find_first_of("-+()\"") == mark.npos && !core::is_control(mark);
  };
  if (!thousands.empty() && !is_mark(thousands)) {
    throw InputError(
        fmt::format("\"{}\" does not stand between thousands: right is one character like , or '",
                    core::shown(thousands)));
  }
  if (decimal.empty() || !is_mark(decimal)) {
    throw InputError(
        fmt::format("\"{}\" does not stand before decimals: right is . or ,", core::shown(decimal)));
  }
  if (thousands == decimal) {
    throw InputError(fmt::format("\"{}\" cannot stand both between thousands and before the decimals",
                                 core::shown(thousands)));
  }
}

core::Money read_amount(std::string_view text, const AmountForm& form) {
  std::string_view rest = trimmed(text);
  const bool in_brackets = rest.size() > 2 && rest.front() == '(' && rest.back() == ')';
  if (in_brackets) rest = trimmed(rest.substr(1, rest.size() - 2));
  if (!in_brackets && form.thousands.empty() && form.decimal == ".") return core::Money::parse(rest);

  const bool has_sign = rest.starts_with('-');
  if (has_sign && in_brackets) no_amount(text, form, "brackets already say that it is less than zero");
  if (has_sign) rest.remove_prefix(1);
  const std::size_t point = std::min(rest.find(form.decimal), rest.size());
  std::string plain = has_sign || in_brackets ? "-" : "";
  plain += without_groups(rest.substr(0, point), form, text);
  if (plain.find('.') != plain.npos) no_amount(text, form, "'.' has no place in it");
  if (point != rest.size()) plain.append(1, '.').append(rest.substr(point + form.decimal.size()));
  return core::Money::parse(plain);
}

std::string read_number(std::string_view text) {
  const auto no_number = [&](std::string_view why) {
    throw InputError(
        fmt::format("\"{}\" is no phone number{}: right is E.164 like +14155550100, or a short code "
                    "like US-54321",
                    core::shown(text), why));
  };
  if (core::is_short_code(text)) return std::string(text);
  constexpr std::size_t digits_min_without_plus = 7;
  std::string digits;
  std::string_view rest = text;
  const bool has_plus = rest.starts_with('+');
  if (has_plus) rest.remove_prefix(1);
  while (!rest.empty()) {
    const std::size_t mark = mark_at_front(rest);
    if (mark == 0) digits += rest.front();
    rest.remove_prefix(std::max<std::size_t>(mark, 1));
  }
  if (!has_plus && digits.size() < digits_min_without_plus) no_number(" with its country");
  std::string number = "+" + digits;
  try {
    core::NumberIdKind::check(number);
  } catch (const InputError&) {
    no_number("");
  }
  return number;
}

std::string NumberReader::read(std::string_view text) {
  std::string number = read_number(text);
  if (number != text && ++rewritten_ == 1) first_ = {std::string(text), number};
  return number;
}

}  // namespace rentroll::projections
