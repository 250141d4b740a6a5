#include "core/instant.hpp"

#include <fmt/format.h>

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <optional>

#include "core/assert.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rentroll::core {
namespace {

namespace gregorian = boost::gregorian;

const gregorian::date epoch{1970, 1, 1};
constexpr Date instants_end = Date::from_days(106'651);  // 2262-01-01 (T1)

/// Reads digits from the front of a text; strict, where Boost's parser takes 25:61:61 and cuts digits off.
class Scanner {
 public:
  explicit Scanner(std::string_view rest) : rest_(rest) {}

  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  bool take(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Microseconds of one to six digits.
  std::optional<int> fraction() {
    std::size_t count = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') ++count;
    if (count == 0 || count > 6) return std::nullopt;
    std::optional<int> value = digits(count);
    for (; count < 6; ++count) *value *= 10;
    return value;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<Date> scan_date(Scanner& scanner) {
  const auto year = scanner.digits(4);
  if (!year || !scanner.take('-')) return std::nullopt;
  const auto month = scanner.digits(2);
  if (!month || !scanner.take('-')) return std::nullopt;
  const auto day = scanner.digits(2);
  if (!day || *year < 1400 || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  const auto of_calendar = [](int value) { return static_cast<unsigned short>(value); };
  if (*day > gregorian::gregorian_calendar::end_of_month_day(of_calendar(*year), of_calendar(*month))) {
    return std::nullopt;
  }
  const gregorian::date date{of_calendar(*year), of_calendar(*month), of_calendar(*day)};
  return Date::from_days(static_cast<std::int32_t>((date - epoch).days()));
}

/// Microseconds of `T09:30:00Z` or `T09:30:00.5Z`, the `T` included.
std::optional<std::int64_t> scan_time_of_day(Scanner& scanner) {
  if (!scanner.take('T')) return std::nullopt;
  const auto hour = scanner.digits(2);
  if (!hour || !scanner.take(':')) return std::nullopt;
  const auto minute = scanner.digits(2);
  if (!minute || !scanner.take(':')) return std::nullopt;
  const auto second = scanner.digits(2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::optional<int> fraction = 0;
  if (scanner.take('.')) fraction = scanner.fraction();
  if (!fraction || !scanner.take('Z')) return std::nullopt;
  return ((*hour * 60LL + *minute) * 60 + *second) * 1'000'000 + *fraction;
}

}  // namespace

Date Date::parse(std::string_view text) {
  Scanner scanner(text);
  const auto date = scan_date(scanner);
  if (!date || !scanner.done()) {
    throw InputError(fmt::format("\"{}\" is no date; right is for example 2024-01-31 (T1)", shown(text)));
  }
  return *date;
}

namespace {

/// Writes a number over so many digits of a text. Outputs are full of dates, and a general formatter takes
/// several times as long.
void write_digits(std::string& text, std::size_t place, std::size_t digits, std::int64_t value) {
  RENTROLL_ASSERT(value >= 0);
  for (std::size_t left = digits; left > 0; value /= 10) {
    text[place + --left] = static_cast<char>('0' + value % 10);
  }
  RENTROLL_ASSERT(value == 0);
}

}  // namespace

std::string Date::text() const {
  const auto parts = (epoch + gregorian::days(days_)).year_month_day();
  std::string text = "0000-00-00";
  write_digits(text, 0, 4, parts.year);
  write_digits(text, 5, 2, parts.month.as_number());
  write_digits(text, 8, 2, parts.day.as_number());
  return text;
}

Instant Instant::parse(std::string_view text) {
  Scanner scanner(text);
  const auto date = scan_date(scanner);
  std::optional<std::int64_t> time_of_day;
  if (date) time_of_day = scanner.done() ? 0 : scan_time_of_day(scanner);
  if (!date || !time_of_day || !scanner.done()) {
    throw InputError(
        fmt::format("\"{}\" is no instant; right is for example 2024-01-31T09:30:00Z, in UTC with Z, with at "
                    "most six digits of a second (T1)",
                    shown(text)));
  }
  if (*date < Date::from_days(0) || *date >= instants_end) {
    throw InputError(
        fmt::format("\"{}\" is outside the valid instants, 1970-01-01T00:00:00Z up to, not including, "
                    "2262-01-01T00:00:00Z (T1)",
                    shown(text)));
  }
  return from_microseconds(begin_of(*date).microseconds() + *time_of_day);
}

std::string Instant::text() const {
  const std::int64_t time_of_day = microseconds_ - begin_of(date()).microseconds();
  const std::int64_t seconds = time_of_day / 1'000'000;
  const std::int64_t fraction = time_of_day % 1'000'000;
  std::string text = date().text() + "T00:00:00";
  write_digits(text, 11, 2, seconds / 3600);
  write_digits(text, 14, 2, seconds / 60 % 60);
  write_digits(text, 17, 2, seconds % 60);
  if (fraction != 0) {
    text += ".000000";
    write_digits(text, 20, 6, fraction);
  }
  return text += 'Z';
}

bool is_bare_date(std::string_view text) {
  Scanner scanner(text);
  return scan_date(scanner).has_value() && scanner.done();
}

}  // namespace rentroll::core
