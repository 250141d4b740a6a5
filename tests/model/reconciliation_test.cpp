#include "projections/reconciliation.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>

#include "projections/statement.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/support/random_run.hpp"

/// A true statement of a random log is changed here and there, written as CSV, read and reconciled: the rows
/// must be exactly the changes.
namespace rentroll::tests {
namespace {

using projections::no_line;
using projections::Outcome;
using projections::ReconciledLine;
using projections::ReconciledLines;
using projections::ReconciliationRow;
using projections::ReconciliationRules;

/// What a row must say: the outcome, the line of the log and the line of the statement, each none where it is
/// missing.
using Expected = std::tuple<Outcome, std::uint32_t, std::uint32_t>;

/// A line of the statement, as it is written.
struct Written {
  std::uint32_t line = 0;  ///< of the log, or, where it was added, one that the log has not
  std::string account;
  std::string number;
  std::string kinds;
  std::string currency;
  core::Date date;
  core::Money amount;
};

enum class Mutation { drop, add, twice, amount, date, swap };
constexpr std::size_t mutations = 6;

/// Changes a statement so that no change comes near another: in the lines of one account and number there is
/// one at most, and it leads to no line that is there already.
class Mutator {
 public:
  Mutator(const ReconciledLines& log, const events::Directory& names, const ReconciliationRules& rules)
      : log_(log), names_(names), rules_(rules) {
    for (const ReconciledLine& line : log) append(write(line));
  }

  /// Whether the change was possible at that line.
  bool mutate(Mutation mutation, std::uint32_t line, std::uint32_t other) {
    if (touched_.contains(owner(line)) || !is_alone(log_[line])) return false;
    const bool done = apply(mutation, line, other);
    if (done) touched_.insert(owner(line));
    return done;
  }

  /// Takes the dropped lines out. No change follows it.
  void finish() {
    std::erase_if(statement_, [&](const Written& line) { return dropped_.contains(line.line); });
  }

  void shuffle() {
    for (std::size_t left = statement_.size(); left > 1; --left) {
      std::swap(statement_[left - 1], statement_[*rc::gen::inRange<std::size_t>(0, left)]);
    }
  }

  [[nodiscard]] std::string csv() const {
    std::string text = rules_.by_kind ? "date,account,number,kind,amount,currency\n"
                                      : "date,account,number,amount,currency\n";
    for (const Written& line : statement_) {
      text += line.date.text() + "," + line.account + "," + line.number + ",";
      if (rules_.by_kind) text += line.kinds + ",";
      text += line.amount.text() + "," + line.currency + "\n";
    }
    return text;
  }

  /// The rows that must be there, `matched` ones apart.
  [[nodiscard]] std::multiset<Expected> expected() const {
    std::map<std::uint32_t, std::uint32_t> places;
    for (std::uint32_t place = 0; place < statement_.size(); ++place) places[statement_[place].line] = place;
    std::multiset<Expected> rows;
    for (const auto& [outcome, log, statement] : expected_) {
      rows.insert({outcome, log, statement == no_line ? no_line : places.at(statement)});
    }
    for (const auto& [first, second] : twins_) {
      rows.insert({Outcome::duplicate_in_statement, no_line, std::max(places.at(first), places.at(second))});
    }
    return rows;
  }

 private:
  using Owner = std::pair<events::Ordinal, events::Ordinal>;

  [[nodiscard]] Owner owner(std::uint32_t line) const { return {log_[line].account, log_[line].number}; }

  [[nodiscard]] Written write(const ReconciledLine& line) const {
    Written written;
    written.account = names_.accounts.text(line.account);
    if (line.number != events::no_ordinal) written.number = names_.numbers.text(line.number);
    for (const auto& [kind, text] : core::EnumTexts<core::ChargeKind>::value) {
      if (line.kinds.contains(kind)) written.kinds += (written.kinds.empty() ? "" : " ") + std::string(text);
    }
    written.currency = line.currency.text();
    written.date = line.date;
    written.amount = line.amount;
    return written;
  }

  /// How many lines of the log have this account, number, date and amount.
  [[nodiscard]] auto alike(const ReconciledLine& line) const {
    return std::count_if(log_.begin(), log_.end(), [&](const ReconciledLine& each) {
      return each.account == line.account && each.number == line.number && each.date == line.date &&
             each.amount == line.amount;
    });
  }
  [[nodiscard]] bool is_alone(const ReconciledLine& line) const { return alike(line) == 1; }
  [[nodiscard]] bool is_owned(Owner owner) const {
    return std::any_of(log_.begin(), log_.end(), [&](const ReconciledLine& each) {
      return each.account == owner.first && each.number == owner.second;
    });
  }

  std::uint32_t append(Written line) {
    line.line = static_cast<std::uint32_t>(statement_.size());
    statement_.push_back(line);
    return line.line;
  }

  void rewrite(std::uint32_t line, const ReconciledLine& as) {
    statement_[line] = write(as);
    statement_[line].line = line;
  }

  bool apply(Mutation mutation, std::uint32_t line, std::uint32_t other) {
    switch (mutation) {
      case Mutation::drop:
        dropped_.insert(line);
        expected_.push_back({Outcome::missing_in_statement, line, no_line});
        return true;
      case Mutation::add:
        return add(line);
      case Mutation::twice:
        twins_.push_back({line, append(statement_[line])});
        return true;
      case Mutation::amount:
        return change_amount(line);
      case Mutation::date:
        return shift_date(line);
      case Mutation::swap:
        return swap_accounts(line, other);
    }
    return false;
  }

  bool add(std::uint32_t line) {
    ReconciledLine added = log_[line];
    added.date = added.date.plus_days(*rc::gen::inRange(0, 40));
    added.amount = core::Money::from_millionths(*rc::gen::inRange(-3'000'000, 3'000'000));
    if (alike(added) != 0) return false;
    expected_.push_back({Outcome::missing_in_log, no_line, append(write(added))});
    return true;
  }

  bool change_amount(std::uint32_t line) {
    ReconciledLine changed = log_[line];
    const bool within = *rc::gen::arbitrary<bool>();
    const std::int64_t most = rules_.amount_tolerance.millionths();
    if (within && most == 0) return false;
    const std::int64_t by = within ? *rc::gen::inRange<std::int64_t>(1, most + 1)
                                   : *rc::gen::inRange<std::int64_t>(most + 1, most + 2'000'000);
    changed.amount += core::Money::from_millionths(*rc::gen::element(-by, by));
    if (alike(changed) != 0) return false;
    rewrite(line, changed);
    expected_.push_back({within ? Outcome::within_tolerance : Outcome::amount_differs, line, line});
    return true;
  }

  bool shift_date(std::uint32_t line) {
    ReconciledLine shifted = log_[line];
    const std::int32_t by = *rc::gen::inRange(1, 2 * rules_.date_tolerance_days + 3);
    shifted.date = shifted.date.plus_days(*rc::gen::element(-by, by));
    if (alike(shifted) != 0 || shifted.date < core::Date{}) return false;
    rewrite(line, shifted);
    if (by <= rules_.date_tolerance_days) {
      expected_.push_back({Outcome::within_tolerance, line, line});
    } else {
      expected_.push_back({Outcome::missing_in_statement, line, no_line});
      expected_.push_back({Outcome::missing_in_log, no_line, line});
    }
    return true;
  }

  bool swap_accounts(std::uint32_t line, std::uint32_t other) {
    const Owner mine = owner(line);
    const Owner theirs = owner(other);
    const bool apart = mine.first != theirs.first && !is_owned({mine.first, theirs.second}) &&
                       !is_owned({theirs.first, mine.second}) && !touched_.contains(theirs) &&
                       is_alone(log_[other]) && !touched_.contains({mine.first, theirs.second}) &&
                       !touched_.contains({theirs.first, mine.second});
    if (!apart) return false;
    std::swap(statement_[line].account, statement_[other].account);
    for (const Owner& each : {theirs, Owner{mine.first, theirs.second}, Owner{theirs.first, mine.second}}) {
      touched_.insert(each);
    }
    for (const std::uint32_t each : {line, other}) {
      expected_.push_back({Outcome::missing_in_statement, each, no_line});
      expected_.push_back({Outcome::missing_in_log, no_line, each});
    }
    return true;
  }

  const ReconciledLines& log_;
  const events::Directory& names_;
  const ReconciliationRules& rules_;
  std::vector<Written> statement_;
  std::set<std::uint32_t> dropped_;
  std::set<Owner> touched_;
  std::vector<Expected> expected_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> twins_;
};

ReconciledLines read_csv(const std::string& csv, events::Directory& names) {
  std::istringstream input(csv);
  projections::StatementReader reader(input, "random.csv", {});
  ReconciledLines lines;
  for (projections::StatementLine line; reader.next(line);) projections::append_line(lines, line, names);
  return lines;
}

ReconciliationRules random_rules() {
  ReconciliationRules rules;
  rules.by_kind = *rc::gen::arbitrary<bool>();
  rules.date_tolerance_days = *rc::gen::element(0, 1, 3, 31);
  rules.amount_tolerance = core::Money::from_millionths(*rc::gen::element(0, 1, 10'000, 3'000'000));
  if (*rc::gen::arbitrary<bool>()) {
    rules.combined.insert(core::ChargeKind::setup);
    rules.combined.insert(core::ChargeKind::first_month);
  }
  return rules;
}

/// A number below `end`, each as likely as the other; without the resizing small ones come first.
std::uint32_t any_of(std::size_t end) {
  return *rc::gen::resize(rc::kNominalSize,
                          rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(end)));
}

/// Four accounts that rent three numbers each for months, nobody another's. In a small random log hardly any
/// two lines can swap their accounts; here many can.
scenarios::Scenario populous() {
  std::string steps;
  std::string names;
  for (int account = 1; account <= 4; ++account) {
    names += fmt::format("[[account]]\nid = \"a{}\"\ncurrency = \"USD\"\ncredit = 1000\n", account);
    for (int number = 1; number <= 3; ++number) {
      const int place = 3 * (account - 1) + number;
      names +=
          fmt::format("[[number]]\nid = \"+14155550{:03}\"\ncountry = \"US\"\ntype = \"local\"\n", place);
      steps += fmt::format(
          "[[step]]\nat = 2024-01-{:02}T00:00:00Z\ndo = \"rent\"\naccount = \"a{}\"\nnumber = "
          "\"+14155550{:03}\"\n",
          2 * place, account, place);
    }
  }
  return scenarios::parse_scenario(
      "[scenario]\nname = \"populous\"\nstarts = 2024-01-01T00:00:00Z\nends = 2024-06-30T00:00:00Z\n"
      "[[price]]\ncountry = \"US\"\ntype = \"local\"\nsetup = \"0.50\"\nmonthly = \"1.25\"\ncurrency = "
      "\"USD\"\n" +
          names + steps,
      "populous.toml");
}

}  // namespace

TEST_CASE("the rows of a changed statement are exactly the changes") {
  std::array<int, mutations> done{};
  CHECK(rc::check([&](const model::Scenario& plain) {
    const bool many_lines = *rc::gen::weightedElement<bool>({{1, true}, {3, false}});
    const MemoryRun run(many_lines ? populous() : read(plain));
    const ReconciliationRules rules = random_rules();
    events::Directory names;
    ReconciledLines log;
    for (const events::Event& event : run.events()) {
      projections::append_charges(log, event, rules.combined, run.state.names, names);
    }
    RC_PRE(!log.empty());
    Mutator mutator(log, names, rules);
    for (int attempt = 0; attempt < 12; ++attempt) {
      const std::size_t mutation = any_of(mutations);
      done[mutation] +=
          mutator.mutate(static_cast<Mutation>(mutation), any_of(log.size()), any_of(log.size())) ? 1 : 0;
    }
    mutator.finish();
    if (*rc::gen::arbitrary<bool>()) mutator.shuffle();

    const std::string csv = mutator.csv();
    RC_LOG() << csv;
    const ReconciledLines statement = read_csv(csv, names);
    const auto rows = projections::match_lines(log, statement, names, rules);
    std::multiset<Expected> found;
    for (const ReconciliationRow& row : rows) {
      if (row.outcome != Outcome::matched) found.insert({row.outcome, row.log, row.statement});
    }
    RC_ASSERT((found == mutator.expected()));
    static_cast<void>(projections::summarize(rows, log, statement, rules.period));
  }));
  for (const int times : done) CHECK(times > 0);
}

}  // namespace rentroll::tests
