#include "app/report_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "core/error.hpp"
#include "events/text_order.hpp"

namespace rentroll::app {
namespace {

using events::Event;
using events::no_ordinal;
using events::Ordinal;
using projections::ChargeLine;
using projections::LifeSegment;
using projections::RollforwardRow;
using projections::State;
using projections::TotalBy;

/// Puts the `most` greatest by `weight` in front and says how many they are; of equals the earlier ones.
template <class Item, class Weight>
std::size_t bring_greatest_forward(std::vector<Item>& items, std::size_t most, Weight&& weight) {
  if (items.size() <= most) return items.size();
  std::stable_sort(items.begin(), items.end(),
                   [&](const Item& a, const Item& b) { return weight(a) > weight(b); });
  return most;
}

/// The distance from zero, also of the least amount.
std::uint64_t magnitude(core::Money amount) {
  const auto millionths = static_cast<std::uint64_t>(amount.millionths());
  return amount < core::Money{} ? 0 - millionths : millionths;
}

/// What the first reading of a log finds.
class Sums {
 public:
  Sums(core::Instant begin, core::Instant end) : begin_(begin), rollforward_(begin, end) {}

  void add(const Event& event, const State& state, NameFilter& account) {
    rollforward_.add(event);
    lives_.add(event, state);
    if (event.occurred_at < begin_) return;
    projections::for_each_charge(event, [&](const ChargeLine& line) {
      if (account.takes(line.account)) add(line);
    });
  }

  [[nodiscard]] core::Instant begin() const { return begin_; }
  [[nodiscard]] std::uint64_t charges_without_number() const { return charges_without_number_; }
  [[nodiscard]] const projections::Rollforward& rollforward() const { return rollforward_; }
  [[nodiscard]] const projections::NumberLives& lives() const { return lives_; }
  [[nodiscard]] const projections::ChargeTotals& totals() const { return totals_; }
  [[nodiscard]] std::uint32_t charges_of(Ordinal number) const {
    return number < charges_by_number_.size() ? charges_by_number_[number] : 0;
  }

 private:
  void add(const ChargeLine& line) {
    totals_.add(line);
    if (line.number == no_ordinal) {
      ++charges_without_number_;
      return;
    }
    if (charges_by_number_.size() <= line.number) charges_by_number_.resize(line.number + 1);
    ++charges_by_number_[line.number];
  }

  core::Instant begin_;
  projections::Rollforward rollforward_;
  projections::NumberLives lives_;
  projections::ChargeTotals totals_{{TotalBy::month, TotalBy::kind}};
  std::vector<std::uint32_t> charges_by_number_;
  std::uint64_t charges_without_number_ = 0;
};

void check_period(core::Instant begin, core::Instant end) {
  if (begin < end) return;
  throw core::InputError(
      fmt::format("the period is empty: it begins at {} and ends before {}; right is a --from before that",
                  begin.text(), end.text()));
}

/// Throws InputError where the period is empty.
Sums read_sums(const LogReader& log, const ReportScope& scope, State& state) {
  std::optional<Sums> sums;
  NameFilter account(state.names.accounts, scope.account);
  log.replay(state, 1, [&](const Event& event) {
    if (!sums) {
      const core::Instant begin = scope.from.value_or(event.occurred_at);
      check_period(begin, scope.end);
      sums.emplace(begin, scope.end);
    }
    sums->add(event, state, account);
  });
  if (!sums) throw core::InputError("nothing had occurred in the log before the end of the period");
  return std::move(*sums);
}

std::vector<ReportAccount> accounts_of(const Sums& sums, const State& state, Ordinal only) {
  std::vector<ReportAccount> accounts;
  for (const RollforwardRow& row : sums.rollforward().rows(state)) {
    if (only != no_ordinal && row.account != only) continue;
    const projections::Account& account = state.accounts[row.account];
    accounts.push_back({row, account.state(), account.numbers});
  }
  return accounts;
}

/// Parts all accounts by currency, keeping their order.
std::map<core::Currency, std::vector<ReportAccount>> by_currency(const std::vector<ReportAccount>& accounts) {
  std::map<core::Currency, std::vector<ReportAccount>> parted;
  for (const ReportAccount& account : accounts) parted[account.moved.currency].push_back(account);
  return parted;
}

std::vector<ReportAccounts> choose(const std::vector<ReportAccount>& accounts, std::size_t most,
                                   const events::Names& names) {
  std::vector<ReportAccounts> chosen;
  for (auto& [currency, listed] : by_currency(accounts)) {
    ReportAccounts of;
    of.currency = currency;
    const std::size_t shown = bring_greatest_forward(
        listed, most, [](const ReportAccount& account) { return magnitude(account.charged()); });
    for (std::size_t place = 0; place < listed.size(); ++place) {
      of.all.add(listed[place]);
      if (place >= shown) of.others.add(listed[place]);
    }
    listed.resize(shown);
    std::sort(listed.begin(), listed.end(), [&](const ReportAccount& a, const ReportAccount& b) {
      return names.text(a.moved.account) < names.text(b.moved.account);
    });
    of.shown = std::move(listed);
    chosen.push_back(std::move(of));
  }
  return chosen;
}

/// Whether a part of a life has to do with the report: where it is about one account, that holds the number
/// or may take it back; else all but a number that has been returned.
bool concerns(const LifeSegment& part, Ordinal account) {
  return account == no_ordinal ? part.state != core::NumberState::returned : part.account == account;
}

std::vector<Ordinal> numbers_of(const Sums& sums, const State& state, core::Instant end, Ordinal account) {
  std::vector<Ordinal> numbers;
  for (Ordinal number = 0; number < state.numbers.size(); ++number) {
    const auto life = projections::clipped(sums.lives().segments(number, end), sums.begin(), end);
    const bool lived = std::any_of(life.begin(), life.end(),
                                   [&](const LifeSegment& part) { return concerns(part, account); });
    if (lived || sums.charges_of(number) != 0) numbers.push_back(number);
  }
  return numbers;
}

/// Those with the most charge lines, of equals the first by their texts; in byte order.
std::vector<Ordinal> choose(std::vector<Ordinal> numbers, std::size_t most, const Sums& sums,
                            const events::Names& names) {
  events::order_by_text(names, numbers);
  numbers.resize(
      bring_greatest_forward(numbers, most, [&](Ordinal number) { return sums.charges_of(number); }));
  events::order_by_text(names, numbers);
  return numbers;
}

/// The second reading, which folds nothing.
void read_charges(const LogReader& log, Ordinal account, core::Instant begin,
                  std::vector<ReportNumber>& numbers) {
  std::unordered_map<Ordinal, ReportNumber*> wanted;
  for (ReportNumber& number : numbers) wanted.emplace(number.number, &number);
  events::Directory names;
  log.scan(names, [&](const events::EventView& event) {
    if (event.occurred_at < begin || event.number == no_ordinal) return true;
    if (account != no_ordinal && event.account != account) return true;
    projections::for_each_charge(event, [&](const ChargeLine& line) {
      const auto found = wanted.find(line.number);
      if (found == wanted.end()) return;
      found->second->charges.push_back({line.id, line.occurred_at, line.amount, line.currency});
    });
    return true;
  });
  // Where facts were learned late, the log's order is not that in which they occurred (L4).
  for (ReportNumber& number : numbers) {
    std::stable_sort(number.charges.begin(), number.charges.end(),
                     [](const LifeCharge& a, const LifeCharge& b) {
                       return std::tie(a.occurred_at, a.id.seq) < std::tie(b.occurred_at, b.id.seq);
                     });
  }
}

}  // namespace

core::Money ReportAccount::charged() const {
  return moved.setup + moved.first_month + moved.renewal + moved.adjustment;
}

void ReportAccountSums::add(const ReportAccount& account) {
  ++accounts;
  numbers += account.numbers;
  for (std::size_t each = 0; each < movements.size(); ++each) moved[each].add(account.moved.*movements[each]);
}

ReportFigures report_figures(const LogReader& log, const ReportScope& scope) {
  ReportFigures figures;
  State& state = figures.state;
  const Sums sums = read_sums(log, scope, state);
  if (scope.account) figures.account = log.account(state, *scope.account);
  figures.period = {sums.begin(), scope.end};
  figures.months =
      projections::monthly_charges(sums.totals().rows(state.names), figures.period.begin, figures.period.end);
  figures.accounts = choose(accounts_of(sums, state, figures.account), scope.rows_max, state.names.accounts);
  figures.charges_without_number = sums.charges_without_number();
  std::vector<Ordinal> numbers = numbers_of(sums, state, scope.end, figures.account);
  figures.numbers_in_all = numbers.size();
  for (const Ordinal number : choose(std::move(numbers), scope.rows_max, sums, state.names.numbers)) {
    figures.numbers.push_back(
        {number,
         projections::clipped(sums.lives().segments(number, scope.end), figures.period.begin, scope.end),
         {}});
  }
  if (!figures.numbers.empty()) read_charges(log, figures.account, figures.period.begin, figures.numbers);
  return figures;
}

}  // namespace rentroll::app
