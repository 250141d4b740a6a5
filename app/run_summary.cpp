#include "app/run_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/program_log.hpp"
#include "app/sum.hpp"
#include "app/table.hpp"
#include "app/text.hpp"
#include "core/text.hpp"
#include "projections/listing.hpp"

namespace rentroll::app {
namespace {

using nlohmann::ordered_json;
using projections::AccountRow;
using projections::State;
using scenarios::Finding;
using scenarios::RunResult;
using scenarios::Scenario;

/// More accounts than this are summed up.
constexpr std::size_t accounts_listed_max = 20;

ordered_json json_of(const Sum& sum) {
  const std::string text = sum.text();
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

/// The accounts of one currency, summed; currencies are never added up (M3).
struct CurrencyTotal {
  std::uint64_t accounts = 0;
  Sum credit;
  Sum charged;
  Sum balance;
  std::uint64_t numbers = 0;
};

std::vector<AccountRow> account_rows(const State& state) {
  std::vector<AccountRow> rows;
  for (const events::Ordinal account : projections::opened_accounts(state)) {
    rows.push_back(projections::account_row(state, account));
  }
  return rows;
}

std::map<core::Currency, CurrencyTotal> totals_of(const std::vector<AccountRow>& rows) {
  std::map<core::Currency, CurrencyTotal> totals;
  for (const AccountRow& row : rows) {
    CurrencyTotal& total = totals[row.currency];
    ++total.accounts;
    total.credit.add(row.credit);
    total.charged.add(row.charged);
    total.balance.add(row.balance);
    total.numbers += row.numbers;
  }
  return totals;
}

void print_accounts(const std::vector<AccountRow>& rows, Output& output) {
  const auto table = open_table(Format::table, output,
                                {{"account"},
                                 {"state"},
                                 {"currency"},
                                 {"credit", Align::right},
                                 {"charged", Align::right},
                                 {"balance", Align::right},
                                 {"numbers", Align::right}});
  for (const AccountRow& account : rows) {
    Row row;
    row.text(account.account).text(core::to_text(account.state)).text(account.currency.text());
    row.text(account.credit.text()).text(account.charged.text()).text(account.balance.text());
    table->write(row.number(account.numbers));
  }
  table->finish();
}

void print_totals(const std::vector<AccountRow>& rows, Output& output) {
  const auto table = open_table(Format::table, output,
                                {{"currency"},
                                 {"accounts", Align::right},
                                 {"credit", Align::right},
                                 {"charged", Align::right},
                                 {"balance", Align::right},
                                 {"numbers", Align::right}});
  for (const auto& [currency, total] : totals_of(rows)) {
    Row row;
    row.text(currency.text()).number(total.accounts);
    row.text_if_any(total.credit.text()).text_if_any(total.charged.text()).text_if_any(total.balance.text());
    table->write(row.number(total.numbers));
  }
  table->finish();
}

/// Steps that expect an outcome, and checks.
std::uint64_t conditions(const Scenario& scenario) {
  const auto expects = [](const scenarios::Step& step) {
    return step.expect.kind != scenarios::Expectation::Kind::any;
  };
  return scenario.checks.size() +
         static_cast<std::uint64_t>(std::count_if(scenario.steps.begin(), scenario.steps.end(), expects));
}

/// One check may have several findings, one for each of its fields.
std::uint64_t failed_conditions(const RunResult& result) {
  std::set<int> lines;
  for (const Finding& finding : result.findings) lines.insert(finding.line);
  return lines.size();
}

std::string trimmed(const std::string& text) { return text.substr(0, text.find_last_not_of(" \n") + 1); }

/// The text a scenario says about itself: its line ends are its own.
void print_about(const std::string& about, Output& output) {
  const std::string text = trimmed(about);
  if (text.empty()) return;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    output.write(core::printable(std::string_view(text).substr(begin, end - begin)) + "\n");
    begin = end + 1;
  }
}

void print_counts(const RunResult& result, Output& output) {
  const std::uint64_t events = result.last_seq + 1 - result.first_seq;
  output.write(fmt::format("{}: {} accepted, {} rejected\n", counted(result.requests, "request"),
                           result.accepted, result.requests - result.accepted));
  output.write(fmt::format("{}: {} to {}\n", counted(events, "event"), result.first_seq, result.last_seq));
  output.write(fmt::format("the clock stands at {}\n", result.state.horizon.text()));
}

void print_findings(const Scenario& scenario, const RunResult& result, Output& output) {
  for (const Finding& finding : result.findings) {
    output.write(fmt::format("{}: {}\n  expected: {}\n  found:    {}\n",
                             core::printable(scenario.place(finding.line)), core::printable(finding.what),
                             core::printable(finding.expected), core::printable(finding.found)));
  }
  if (!result.findings.empty()) output.write("\n");
  const std::uint64_t all = conditions(scenario);
  if (result.findings.empty()) {
    output.write(fmt::format("all {} expectations and checks hold\n", all));
  } else {
    output.write(
        fmt::format("{} of {} expectations and checks do not hold\n", failed_conditions(result), all));
  }
}

ordered_json json_of(const AccountRow& row) {
  return {{"account", row.account},          {"state", core::to_text(row.state)},
          {"currency", row.currency.text()}, {"credit", row.credit.text()},
          {"charged", row.charged.text()},   {"balance", row.balance.text()},
          {"numbers", row.numbers}};
}

ordered_json json_of(core::Currency currency, const CurrencyTotal& total) {
  return {{"currency", currency.text()},       {"accounts", total.accounts},
          {"credit", json_of(total.credit)},   {"charged", json_of(total.charged)},
          {"balance", json_of(total.balance)}, {"numbers", total.numbers}};
}

ordered_json json_of(const Scenario& scenario, const Finding& finding) {
  return {{"file", scenario.file},
          {"line", finding.line},
          {"what", finding.what},
          {"expected", finding.expected},
          {"found", finding.found}};
}

}  // namespace

void print_run(const Scenario& scenario, const RunResult& result, Output& output) {
  output.write(core::printable(scenario.name) + "\n");
  print_about(scenario.about, output);
  output.write("\n");
  print_counts(result, output);
  output.write("\n");
  const std::vector<AccountRow> rows = account_rows(result.state);
  if (!rows.empty()) {
    rows.size() <= accounts_listed_max ? print_accounts(rows, output) : print_totals(rows, output);
    output.write("\n");
  }
  print_findings(scenario, result, output);
}

void print_run_as_json(const Scenario& scenario, const RunResult& result, Output& output) {
  ordered_json run = {{"scenario", scenario.name},
                      {"about", trimmed(scenario.about)},
                      {"requests", result.requests},
                      {"accepted", result.accepted},
                      {"rejected", result.requests - result.accepted},
                      {"events", result.last_seq + 1 - result.first_seq},
                      {"first_seq", result.first_seq},
                      {"last_seq", result.last_seq},
                      {"clock", result.state.horizon.text()}};
  const std::vector<AccountRow> rows = account_rows(result.state);
  run["totals"] = ordered_json::array();
  for (const auto& [currency, total] : totals_of(rows)) run["totals"].push_back(json_of(currency, total));
  run["accounts"] = nullptr;
  if (rows.size() <= accounts_listed_max) {
    run["accounts"] = ordered_json::array();
    for (const AccountRow& row : rows) run["accounts"].push_back(json_of(row));
  }
  run["conditions"] = conditions(scenario);
  run["failed"] = failed_conditions(result);
  run["findings"] = ordered_json::array();
  for (const Finding& finding : result.findings) run["findings"].push_back(json_of(scenario, finding));
  output.write(run.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

void say_overdue(std::uint64_t events) {
  if (events == 0) return;
  say(fmt::format(
      "{} {} recorded first, late: what the clock would have done in the past by what was learned "
      "since (L4)",
      events, events == 1 ? "event is" : "events are"));
}

}  // namespace rentroll::app
