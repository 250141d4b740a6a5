#include "projections/reconciliation.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string>

#include "tests/support/plain_reconciliation.hpp"

namespace rentroll::tests {
namespace {

using projections::ChargeKinds;
using projections::no_line;
using projections::Outcome;
using projections::ReconciledLine;
using projections::ReconciledLines;
using projections::ReconciliationRow;
using projections::ReconciliationRules;

/// Lines by their place, all of them of one group but where it is said otherwise.
struct Book {
  events::Directory names;
  ReconciledLines log;
  ReconciledLines statement;
  ReconciliationRules rules;

  [[nodiscard]] ReconciledLine line(const plain::Line& from) {
    ReconciledLine line;
    line.account = names.accounts.intern(from.account);
    if (!from.number.empty()) line.number = names.numbers.intern(from.number);
    line.currency = core::Currency::parse(from.currency);
    line.date = core::Date::from_days(from.date);
    line.amount = core::Money::from_millionths(from.amount);
    if (!from.kind.empty()) line.kinds.insert(*core::from_text<core::ChargeKind>(from.kind));
    return line;
  }

  [[nodiscard]] std::vector<ReconciliationRow> rows() const {
    return projections::match_lines(log, statement, names, rules);
  }

  /// `matched 0-2; missing_in_log x-1`: outcome, place in the log, place in the statement.
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const auto& row : rows()) {
      if (!text.empty()) text += "; ";
      text += core::to_text(row.outcome);
      text += " " + (row.log == no_line ? "x" : std::to_string(row.log));
      text += "-" + (row.statement == no_line ? "x" : std::to_string(row.statement));
    }
    return text;
  }
};

plain::Line usd(int date, std::int64_t amount, const std::string& kind = "") {
  return {"acme", "+14155550100", "USD", kind, date, amount};
}

Book book(const std::vector<plain::Line>& log, const std::vector<plain::Line>& statement, int days = 0,
          std::int64_t amount = 0) {
  Book book;
  for (const plain::Line& each : log) book.log.push_back(book.line(each));
  for (const plain::Line& each : statement) book.statement.push_back(book.line(each));
  book.rules.date_tolerance_days = days;
  book.rules.amount_tolerance = core::Money::from_millionths(amount);
  return book;
}

/// Two random lists of lines in which very many lines are near each other, and random rules.
struct RandomCase {
  std::vector<plain::Line> log;
  std::vector<plain::Line> statement;
  plain::Rules rules;
};

rc::Gen<std::vector<plain::Line>> random_lines() {
  return rc::gen::container<std::vector<plain::Line>>(rc::gen::map(
      rc::gen::tuple(
          rc::gen::weightedElement<std::string>({{4, "acme"}, {1, "Beta"}}),
          rc::gen::weightedElement<std::string>({{6, "+14155550100"}, {1, "+14155550099"}, {1, ""}}),
          rc::gen::weightedElement<std::string>({{6, "USD"}, {1, "EUR"}}),
          rc::gen::weightedElement<std::string>({{3, "renewal"}, {1, "setup"}}), rc::gen::inRange(0, 6),
          rc::gen::inRange(-2, 9)),
      [](const std::tuple<std::string, std::string, std::string, std::string, int, int>& parts) {
        const auto& [account, number, currency, kind, date, amount] = parts;
        return plain::Line{account, number, currency, kind, date, amount};
      }));
}

RandomCase random_case() {
  RandomCase random;
  random.log = *rc::gen::resize(30, random_lines());
  random.statement = *rc::gen::resize(30, random_lines());
  random.rules.by_kind = *rc::gen::arbitrary<bool>();
  random.rules.days = *rc::gen::inRange(0, 5);
  random.rules.amount = *rc::gen::inRange(0, 6);
  if (*rc::gen::arbitrary<bool>()) random.rules.from = *rc::gen::inRange(0, 4);
  if (*rc::gen::arbitrary<bool>()) random.rules.to = random.rules.from.value_or(0) + *rc::gen::inRange(0, 5);
  return random;
}

Book book_of(const RandomCase& random) {
  Book made = book(random.log, random.statement, random.rules.days, random.rules.amount);
  made.rules.by_kind = random.rules.by_kind;
  if (random.rules.from) made.rules.period.from = core::Date::from_days(*random.rules.from);
  if (random.rules.to) made.rules.period.to = core::Date::from_days(*random.rules.to);
  return made;
}

std::vector<plain::Row> plain_rows(const Book& made) {
  std::vector<plain::Row> rows;
  for (const ReconciliationRow& row : made.rows()) {
    rows.push_back({std::string(core::to_text(row.outcome)),
                    row.log == no_line ? -1 : static_cast<int>(row.log),
                    row.statement == no_line ? -1 : static_cast<int>(row.statement)});
  }
  return rows;
}

}  // namespace

TEST_CASE("each outcome") {
  struct Case {
    const char* what;
    Book of;
    const char* expected;
  };
  const std::vector<Case> cases{
      {"nothing", book({}, {}), ""},
      {"the same", book({usd(5, 100)}, {usd(5, 100)}), "matched 0-0"},
      {"only in the log", book({usd(5, 100)}, {}), "missing_in_statement 0-x"},
      {"only in the statement", book({}, {usd(5, 100)}), "missing_in_log x-0"},
      {"another amount", book({usd(5, 100)}, {usd(5, 101)}), "amount_differs 0-0"},
      {"another amount, within", book({usd(5, 100)}, {usd(5, 101)}, 0, 1), "within_tolerance 0-0"},
      {"another amount, just beyond", book({usd(5, 100)}, {usd(5, 102)}, 0, 1), "amount_differs 0-0"},
      {"another date", book({usd(5, 100)}, {usd(6, 100)}), "missing_in_statement 0-x; missing_in_log x-0"},
      {"another date, within", book({usd(5, 100)}, {usd(6, 100)}, 1), "within_tolerance 0-0"},
      {"an earlier date, within", book({usd(5, 100)}, {usd(4, 100)}, 1), "within_tolerance 0-0"},
      {"another date, just beyond", book({usd(5, 100)}, {usd(7, 100)}, 1),
       "missing_in_statement 0-x; missing_in_log x-0"},
      {"both within", book({usd(5, 100)}, {usd(6, 99)}, 1, 1), "within_tolerance 0-0"},
      {"a date within and an amount beyond are not paired", book({usd(5, 100)}, {usd(6, 98)}, 1, 1),
       "missing_in_statement 0-x; missing_in_log x-0"},
      {"a double", book({usd(5, 100)}, {usd(5, 100), usd(5, 100)}),
       "matched 0-0; duplicate_in_statement x-1"},
      {"a double is set aside before tolerances take it",
       book({usd(5, 100), usd(6, 100)}, {usd(5, 100), usd(5, 100)}, 1),
       "matched 0-0; duplicate_in_statement x-1; missing_in_statement 1-x"},
      {"a double of what is matched by tolerance is no duplicate",
       book({usd(5, 100)}, {usd(6, 100), usd(6, 100)}, 1), "within_tolerance 0-0; missing_in_log x-1"},
      {"two alike on both sides", book({usd(5, 100), usd(5, 100)}, {usd(5, 100), usd(5, 100)}),
       "matched 0-0; matched 1-1"},
      {"two alike in the log", book({usd(5, 100), usd(5, 100)}, {usd(5, 100)}),
       "matched 0-0; missing_in_statement 1-x"},
      {"the nearest date before the nearest amount", book({usd(5, 100)}, {usd(7, 100), usd(6, 101)}, 2, 1),
       "within_tolerance 0-1; missing_in_log x-0"},
      {"the nearest amount of one date", book({usd(5, 100)}, {usd(5, 97), usd(5, 102)}),
       "amount_differs 0-1; missing_in_log x-0"},
      {"the lowest in the log", book({usd(5, 99), usd(5, 101)}, {usd(5, 100)}, 0, 1),
       "within_tolerance 0-0; missing_in_statement 1-x"},
      {"then the lowest in the statement", book({usd(5, 100)}, {usd(5, 101), usd(5, 99)}, 0, 1),
       "within_tolerance 0-0; missing_in_log x-1"},
      {"a nearer pair leaves a farther one alone",
       book({usd(5, 100), usd(5, 103)}, {usd(5, 102), usd(5, 90)}), "amount_differs 0-1; amount_differs 1-0"},
      {"amounts as far apart as can be", book({usd(5, INT64_MIN)}, {usd(5, INT64_MAX)}),
       "amount_differs 0-0"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    CHECK(each.of.text() == each.expected);
  }
}

TEST_CASE("only lines of one group are matched") {
  const plain::Line base = usd(5, 100, "renewal");
  const auto changed = [&](auto change) {
    plain::Line line = base;
    change(line);
    return line;
  };
  const std::string apart = "missing_in_statement 0-x; missing_in_log x-0";
  const std::vector<plain::Line> others{changed([](plain::Line& line) { line.account = "bcme"; }),
                                        changed([](plain::Line& line) { line.number = "+14155550101"; }),
                                        changed([](plain::Line& line) { line.currency = "VES"; }),
                                        changed([](plain::Line& line) { line.kind = "adjustment"; })};
  for (const plain::Line& other : others) {
    Book made = book({base}, {other}, 9, 9);
    made.rules.by_kind = true;
    std::string rows = made.text();
    CHECK(rows == apart);
  }
  Book without_kinds = book({base}, {others[3]});
  CHECK(without_kinds.text() == "matched 0-0");
  Book without_number = book({changed([](plain::Line& line) { line.number = ""; })}, {base});
  CHECK(without_number.text() == apart);
}

TEST_CASE("kinds that are combined count as one") {
  Book made = book({usd(5, 100, "first_month")}, {usd(5, 100, "setup")});
  made.rules.by_kind = true;
  CHECK(made.text() == "missing_in_statement 0-x; missing_in_log x-0");
  made.rules.combined.insert(core::ChargeKind::setup);
  made.rules.combined.insert(core::ChargeKind::first_month);
  CHECK(made.text() == "matched 0-0");
}

TEST_CASE("a period bounds both sides, half-open, and a partner may lie outside") {
  Book made =
      book({usd(4, 1), usd(5, 2), usd(9, 3), usd(10, 4)}, {usd(4, 5), usd(5, 6), usd(9, 7), usd(10, 8)});
  made.rules.period = {core::Date::from_days(5), core::Date::from_days(10)};
  CHECK(made.text() == "amount_differs 1-1; amount_differs 2-2");

  Book across = book({usd(4, 1), usd(9, 3)}, {usd(5, 1), usd(10, 3)}, 1);
  across.rules.period = {core::Date::from_days(5), core::Date::from_days(10)};
  CHECK(across.text() == "within_tolerance 0-0; within_tolerance 1-1");

  // The line outside has its true partner outside; the one in the period does not take it.
  Book taken = book({usd(4, 1), usd(5, 1)}, {usd(4, 1)}, 1);
  taken.rules.period = {core::Date::from_days(5), core::Date::from_days(10)};
  CHECK(taken.text() == "missing_in_statement 1-x");
}

TEST_CASE("rows come by account, number and date, each in byte order") {
  const auto of = [](const char* account, const char* number, int date, const char* currency) {
    return plain::Line{account, number, currency, "", date, 1};
  };
  const std::vector<plain::Line> log{
      of("b", "+15", 1, "USD"), of("a", "+15", 2, "USD"), of("a", "+15", 1, "USD"), of("a", "", 3, "USD"),
      of("B", "+15", 1, "USD"), of("a", "+14", 9, "USD"), of("a", "+15", 1, "EUR")};
  CHECK(book(log, {}).text() ==
        "missing_in_statement 4-x; missing_in_statement 3-x; missing_in_statement 5-x; missing_in_statement "
        "2-x; "
        "missing_in_statement 6-x; missing_in_statement 1-x; missing_in_statement 0-x");
}

TEST_CASE("charges become lines, combined where that is asked for") {
  events::Directory log_names;
  events::Event event;
  event.seq = 12;
  event.occurred_at = core::Instant::parse("2024-01-31T23:59:59.999999Z");
  event.account = log_names.accounts.intern("acme");
  static_cast<void>(log_names.numbers.intern("+14155550999"));
  event.number = log_names.numbers.intern("+14155550100");
  events::NumberRented rented;
  rented.charged = true;
  rented.setup = core::Money::parse("0.50");
  rented.first_month = core::Money::parse("1.00");
  rented.currency = core::Currency::parse("USD");
  event.payload = rented;

  Book made;
  projections::append_charges(made.log, event, {}, log_names, made.names);
  REQUIRE(made.log.size() == 2);
  CHECK(made.log[0].amount == rented.setup);
  CHECK(made.log[0].kinds.contains(core::ChargeKind::setup));
  CHECK(made.log[1].kinds.contains(core::ChargeKind::first_month));
  CHECK(made.log[1].date == core::Date::parse("2024-01-31"));
  CHECK(made.log[1].source == 12);
  CHECK(made.names.numbers.text(made.log[1].number) == "+14155550100");

  ChargeKinds combined;
  combined.insert(core::ChargeKind::setup);
  combined.insert(core::ChargeKind::first_month);
  projections::append_charges(made.log, event, combined, log_names, made.names);
  REQUIRE(made.log.size() == 3);
  CHECK(made.log[2].amount == core::Money::parse("1.50"));
  CHECK(made.log[2].kinds == combined);
  // Those of another event are another line.
  event.seq = 13;
  projections::append_charges(made.log, event, combined, log_names, made.names);
  CHECK(made.log.size() == 4);

  events::ChargeAdjusted adjusted;
  adjusted.amount = core::Money::parse("-0.25");
  adjusted.currency = rented.currency;
  event.payload = adjusted;
  event.number = events::no_ordinal;
  projections::append_charges(made.log, event, combined, log_names, made.names);
  CHECK(made.log.back().number == events::no_ordinal);
  CHECK(made.log.back().amount == adjusted.amount);
}

TEST_CASE("the rows equal those of a matcher that compares each line with each") {
  CHECK(rc::check([] {
    const RandomCase random = random_case();
    std::vector<plain::Row> expected = plain::Matching(random.log, random.statement, random.rules).rows();
    plain::sort_rows(expected, random.log, random.statement);
    RC_ASSERT(plain_rows(book_of(random)) == expected);
  }));
}

TEST_CASE("the sum of differences is the difference of sums, for every currency") {
  CHECK(rc::check([] {
    const RandomCase random = random_case();
    const Book made = book_of(random);
    const auto rows = made.rows();
    std::map<core::Currency, std::int64_t> of_rows;
    std::map<core::Currency, std::int64_t> of_sides;
    for (const ReconciliationRow& row : rows) {
      const auto& line = row.log == no_line ? made.statement[row.statement] : made.log[row.log];
      of_rows[line.currency] += projections::difference(row, made.log, made.statement).millionths();
    }
    const auto count = [&](const ReconciledLines& lines, std::uint32_t ReconciliationRow::*side, int sign) {
      for (std::uint32_t place = 0; place < lines.size(); ++place) {
        const bool in_row = std::any_of(rows.begin(), rows.end(),
                                        [&](const ReconciliationRow& row) { return row.*side == place; });
        RC_ASSERT((in_row || !made.rules.period.contains(lines[place].date)));
        if (in_row) of_sides[lines[place].currency] += sign * lines[place].amount.millionths();
      }
    };
    count(made.log, &ReconciliationRow::log, 1);
    count(made.statement, &ReconciliationRow::statement, -1);
    RC_ASSERT(of_rows == of_sides);
    const auto summaries = projections::summarize(rows, made.log, made.statement, made.rules.period);
    RC_ASSERT(summaries.size() == of_rows.size());
    for (const auto& summary : summaries) {
      RC_ASSERT(summary.all.difference.millionths() == of_sides.at(summary.currency));
    }
  }));
}

TEST_CASE("the same lines give the same rows, whatever names came before") {
  CHECK(rc::check([] {
    const RandomCase random = random_case();
    const Book once = book_of(random);
    Book again;
    for (const char* number : {"+14155550777", "+14155550100", "+14155550099"}) {
      static_cast<void>(again.names.numbers.intern(number));
    }
    static_cast<void>(again.names.accounts.intern("Beta"));
    for (const plain::Line& each : random.log) again.log.push_back(again.line(each));
    for (const plain::Line& each : random.statement) again.statement.push_back(again.line(each));
    again.rules = once.rules;
    RC_ASSERT(once.rows() == again.rows());
    RC_ASSERT(once.rows() == once.rows());
  }));
}

TEST_CASE("a summary has the lines and amounts of each outcome") {
  Book made =
      book({usd(1, 100), usd(2, 200), usd(3, 300)}, {usd(1, 100), usd(1, 100), usd(2, 250), usd(4, 7)});
  const auto summaries = projections::summarize(made.rows(), made.log, made.statement, {});
  REQUIRE(summaries.size() == 1);
  const auto total = [](std::uint64_t log, std::uint64_t statement, std::int64_t ours, std::int64_t theirs) {
    return projections::ReconciliationTotal{log, statement, core::Money::from_millionths(ours),
                                            core::Money::from_millionths(theirs),
                                            core::Money::from_millionths(ours - theirs)};
  };
  CHECK(summaries[0].by_outcome[0] == total(1, 1, 100, 100));
  CHECK(summaries[0].by_outcome[1] == total(0, 0, 0, 0));
  CHECK(summaries[0].by_outcome[2] == total(1, 1, 200, 250));
  CHECK(summaries[0].by_outcome[3] == total(1, 0, 300, 0));
  CHECK(summaries[0].by_outcome[4] == total(0, 1, 0, 7));
  CHECK(summaries[0].by_outcome[5] == total(0, 1, 0, 100));
  CHECK(summaries[0].all == total(3, 4, 600, 457));
}

TEST_CASE("very many lines of one day and group are matched without comparing each with each") {
  std::vector<plain::Line> log;
  std::vector<plain::Line> statement;
  for (int line = 0; line < 200'000; ++line) {
    log.push_back(usd(5 + line % 3, 10 * line));
    statement.push_back(usd(6 - line % 2, 10 * line + 3));
  }
  const auto rows = book(log, statement, 2, 20).rows();
  CHECK(rows.size() >= 200'000);
}

}  // namespace rentroll::tests
