#include "projections/charge_totals.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>

#include "core/billing_day.hpp"

/// Charge lines summed by anything are what a table of their texts says.
namespace rentroll::tests {
namespace {

using core::Money;
using projections::ChargeLine;
using projections::ChargeTotals;
using projections::TotalBy;

constexpr events::Ordinal accounts = 3;
constexpr events::Ordinal numbers = 300;  // more than stand together

events::Directory some_names() {
  events::Directory names;
  for (events::Ordinal i = 0; i < accounts; ++i)
    static_cast<void>(names.accounts.intern("account-" + std::to_string(i)));
  for (events::Ordinal i = 0; i < numbers; ++i)
    static_cast<void>(names.numbers.intern("+1415555" + std::to_string(1000 + i)));
  return names;
}

ChargeLine any_line() {
  ChargeLine line;
  line.id = {*rc::gen::inRange<core::Seq>(1, 1000),
             *rc::gen::element(core::ChargeKind::setup, core::ChargeKind::first_month,
                               core::ChargeKind::renewal, core::ChargeKind::adjustment)};
  line.occurred_at = core::Instant::begin_of(core::Date::from_days(*rc::gen::inRange(19'700, 19'800)));
  line.account = *rc::gen::inRange<events::Ordinal>(0, accounts);
  const bool has_number = *rc::gen::weightedElement<bool>({{9, true}, {1, false}});
  line.number = has_number ? *rc::gen::inRange<events::Ordinal>(0, numbers) : events::no_ordinal;
  line.amount = Money::from_millionths(*rc::gen::inRange(-1000, 1000));
  line.currency = core::Currency::parse(*rc::gen::element("USD", "EUR"));
  return line;
}

struct Sum {
  std::uint64_t charges = 0;
  Money amount;
};

/// By the group's texts and the currency.
using Table = std::map<std::vector<std::string>, Sum>;

Table expected(const std::vector<ChargeLine>& lines, const std::vector<TotalBy>& by,
               const events::Directory& names) {
  Table table;
  for (const ChargeLine& line : lines) {
    std::vector<std::string> group;
    for (const TotalBy each : by) {
      if (each == TotalBy::account) group.emplace_back(names.accounts.text(line.account));
      if (each == TotalBy::month) group.push_back(line.occurred_at.date().month_text());
      if (each == TotalBy::kind) group.emplace_back(core::to_text(line.id.kind));
      if (each == TotalBy::number)
        group.emplace_back(line.number == events::no_ordinal ? "" : names.numbers.text(line.number));
    }
    group.push_back(line.currency.text());
    Sum& sum = table[group];
    ++sum.charges;
    sum.amount += line.amount;
  }
  return table;
}

}  // namespace

TEST_CASE("charges summed by anything, in byte order of the groups") {
  const events::Directory names = some_names();
  CHECK(rc::check([&] {
    std::vector<TotalBy> by{TotalBy::account, TotalBy::month, TotalBy::kind, TotalBy::number};
    std::shuffle(by.begin(), by.end(), std::mt19937(*rc::gen::arbitrary<unsigned>()));
    by.resize(*rc::gen::inRange<std::size_t>(0, by.size() + 1));
    const auto lines = *rc::gen::container<std::vector<ChargeLine>>(rc::gen::exec(any_line));
    ChargeTotals totals(by);
    for (const ChargeLine& line : lines) totals.add(line);
    const Table right = expected(lines, by, names);
    const auto rows = totals.rows(names);
    RC_ASSERT(rows.size() == right.size());
    auto row = rows.begin();
    for (const auto& each : right) {
      std::vector<std::string> group = row->group;
      group.push_back(row->currency.text());
      RC_ASSERT(group == each.first);
      RC_ASSERT(row->charges == each.second.charges);
      RC_ASSERT(row->amount == each.second.amount);
      ++row;
    }
  }));
}

TEST_CASE("a sum of charges beyond what 64 bits hold is said") {
  ChargeTotals totals({TotalBy::account});
  ChargeLine line;
  line.account = 0;
  line.currency = core::Currency::parse("USD");
  line.amount = Money::from_millionths(std::numeric_limits<std::int64_t>::max());
  totals.add(line);
  line.amount = Money::from_millionths(1);
  CHECK_THROWS_AS(totals.add(line), core::MoneyOverflow);
}

}  // namespace rentroll::tests
