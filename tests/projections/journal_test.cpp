#include "projections/journal.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "tests/support/written_events.hpp"

namespace rentroll::projections {
namespace {

using core::Money;

const core::Currency usd = core::Currency::parse("USD");
const core::Currency eur = core::Currency::parse("EUR");

/// Two accounts whose ids differ in what beancount does not take, and free texts.
class History : public tests::WrittenEvents {
 public:
  History() {
    add("2024-01-10T08:00:00Z", events::AccountOpened{usd, true}, dotted);
    add("2024-01-10T23:59:59.999999Z", events::CreditAdded{Money::parse("10"), usd}, dotted).request =
        "pay \"1\"; 2";
    add("2024-01-31T09:00:00Z", tests::rental_begun<events::EventType::number_rented>(usd), dotted, number);
    add("2024-02-29", tests::rental_renewed(eur), underscored, number);
    events::ChargeAdjusted adjusted =
        tests::charge_adjusted(usd, "-0.000001", core::ChargeId{3, core::ChargeKind::setup});
    adjusted.reason = core::Remark::parse("50\\50; \"or\" [2024-99-99]");
    add("2024-03-01", adjusted, dotted, number);
  }

  [[nodiscard]] std::string journal(JournalForm form, const JournalSource& source) const {
    std::string text;
    const auto journal = open_journal(form, names, [&](std::string_view piece) { text += piece; });
    journal->begin();
    for (const events::Event& event : all) journal->add(event);
    journal->finish(source);
    return text;
  }

  events::Ordinal dotted = names.accounts.intern("a.b");
  events::Ordinal underscored = names.accounts.intern("a_b");
  events::Ordinal number = names.numbers.intern("+14155550100");
};

const JournalSource source{5, core::Instant::parse("2024-03-15"), core::Instant::parse("2024-03-02"), "abc"};

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

/// What an id's part stands for, read by the rule as it is documented.
std::string id_of(std::string part) {
  std::string id;
  REQUIRE(part.substr(0, 3) == "Id-");
  for (std::size_t place = 3; place < part.size(); ++place) {
    if (part[place] != '-') {
      id += part[place];
      continue;
    }
    const char escaped = part[++place];
    id += escaped == 'U' ? '_' : escaped == 'D' ? '.' : '-';
  }
  return id;
}

}  // namespace

TEST_CASE("a journal for ledger and hledger") {
  const std::string text = History().journal(JournalForm::ledger, source);
  CHECK(holds(text, R"(
account Assets:Receivable:a.b
account Liabilities:Prepayments:a.b

commodity USD
    format 1.000000 USD

2024-01-10 * (2-credit) Credit added, request pay "1", 2
    ; event: 2
    ; occurred_at: 2024-01-10T23:59:59.999999Z
    Assets:Payments                                          10.000000 USD
    Liabilities:Prepayments:a.b                             -10.000000 USD

2024-01-31 * (3-setup) Setup fee of +14155550100
    ; charge: 3-setup
    ; number: +14155550100
    ; occurred_at: 2024-01-31T09:00:00Z
    Assets:Receivable:a.b                                     0.500000 USD
    Income:Setup                                             -0.500000 USD

2024-01-31 * (3-first_month) First month of +14155550100
    ; charge: 3-first_month
    ; number: +14155550100
    ; period_begin: 2024-01-31
    ; period_end: 2024-02-29
    ; occurred_at: 2024-01-31T09:00:00Z
    Assets:Receivable:a.b                                     1.000000 USD
    Income:Rental                                            -1.000000 USD

commodity EUR
    format 1.000000 EUR

account Assets:Receivable:a_b
account Liabilities:Prepayments:a_b

2024-02-29 * (4-renewal) Renewal of +14155550100
)"));
  CHECK(holds(text, R"(
2024-03-01 * (5-adjustment) Adjustment of 3-setup: 50\50, "or" [2024-99-99]
    ; charge: 5-adjustment
    ; number: +14155550100
    ; corrects: 3-setup
    ; occurred_at: 2024-03-01T00:00:00Z
    Assets:Receivable:a.b                                    -0.000001 USD
    Income:Adjustments                                        0.000001 USD

; End: 5 entries, from events 1 to 5 of a log of rentroll
; Horizon 2024-03-15T00:00:00Z, as of 2024-03-02T00:00:00Z
; Digest abc
)"));
}

TEST_CASE("a journal for beancount") {
  const std::string text = History().journal(JournalForm::beancount, source);
  CHECK(holds(text, R"(
1970-01-01 open Assets:Payments
1970-01-01 open Income:Rental
1970-01-01 open Income:Setup
1970-01-01 open Income:Adjustments

2024-01-10 open Assets:Receivable:Id-a-Db
  account: "a.b"
2024-01-10 open Liabilities:Prepayments:Id-a-Db
  account: "a.b"

1970-01-01 commodity USD

2024-01-10 * "Credit added, request pay \"1\"; 2"
  account: "a.b"
  event: 2
  occurred_at: "2024-01-10T23:59:59.999999Z"
  Assets:Payments                                            10.000000 USD
  Liabilities:Prepayments:Id-a-Db                           -10.000000 USD
)"));
  CHECK(holds(text, R"(
2024-03-01 * "Adjustment of 3-setup: 50\\50; \"or\" [2024-99-99]"
  account: "a.b"
  charge: "5-adjustment"
  number: "+14155550100"
  corrects: "3-setup"
  occurred_at: "2024-03-01T00:00:00Z"
  Assets:Receivable:Id-a-Db                                  -0.000001 USD
  Income:Adjustments                                          0.000001 USD
)"));
  CHECK(holds(text, "\n2024-02-29 open Assets:Receivable:Id-a-Ub\n"));
}

TEST_CASE("a journal of nothing") {
  const events::Directory names;
  std::string text;
  const auto journal =
      open_journal(JournalForm::ledger, names, [&](std::string_view piece) { text += piece; });
  journal->begin();
  journal->finish({0, {}, {}, "abc"});
  CHECK(
      holds(text, "; End: 0 entries, from events 1 to 0 of a log of rentroll\n; Horizon none, as of none\n"));
}

TEST_CASE("no two ids have the same name in beancount, and each name is one of its names") {
  const char allowed[] = "ABCUDabcud019_.-";
  const auto ids =
      rc::gen::suchThat(rc::gen::container<std::string>(rc::gen::elementOf(std::string(allowed))),
                        [](const std::string& id) { return !id.empty() && id.size() <= 64; });
  CHECK(rc::check("a name tells its id", [&] {
    const std::string id = *ids;
    const std::string part = beancount_part(id);
    RC_ASSERT(id_of(part) == id);
    RC_ASSERT(std::all_of(part.begin(), part.end(), [](char each) {
      return (each >= 'A' && each <= 'Z') || (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') ||
             each == '-';
    }));
  }));
}

TEST_CASE("amounts have six decimals, and each has its opposite") {
  const auto both = [](std::int64_t millionths) {
    const Money amount = Money::from_millionths(millionths);
    return std::vector<std::string>{six_decimals(amount, false), six_decimals(amount, true)};
  };
  CHECK(both(0) == std::vector<std::string>{"0.000000", "0.000000"});
  CHECK(both(-1) == std::vector<std::string>{"-0.000001", "0.000001"});
  CHECK(both(12'500'000) == std::vector<std::string>{"12.500000", "-12.500000"});
  CHECK(both(std::numeric_limits<std::int64_t>::min()) ==
        std::vector<std::string>{"-9223372036854.775808", "9223372036854.775808"});
}

}  // namespace rentroll::projections
