#include <fmt/format.h>

#include <algorithm>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/input_file.hpp"
#include "app/log_reader.hpp"
#include "app/program_log.hpp"
#include "app/reconcile_options.hpp"
#include "app/reconciliation_output.hpp"
#include "core/text.hpp"
#include "projections/digest.hpp"

namespace rentroll::app {
namespace {

using projections::DatePeriod;
using projections::Outcome;
using projections::ReconciliationRules;
using projections::State;
using projections::StatementForm;
using projections::StatementLine;
using projections::StatementReader;

/// How many unreadable lines standard error explains, each in a sentence.
constexpr std::size_t explained_max = 20;

constexpr const char* footer =
    "Columns: outcome,account,number,kind,charge,log_date,statement_line,statement_date,log_amount,\n"
    "statement_amount,difference,currency. `outcome` is within_tolerance, amount_differs, "
    "missing_in_statement,\n"
    "missing_in_log, duplicate_in_statement, with --skip-bad also unreadable, with --all also matched.\n"
    "`difference` is the log's amount less the statement's. A summary by currency follows on standard "
    "error.\n"
    "Exit code 0 where every row is matched or within_tolerance, else 1.\n"
    "\n"
    "Example: a provider's statement of January, days first, its lines up to two days late\n"
    "  rentroll reconcile --log books --statement january.csv --from 2024-01-01 --to 2024-02-01 \\\n"
    "    --columns date=Posted,amount=Total --date-format %d/%m/%Y --date-tolerance 2";

/// What the summary says of the statement's file.
struct StatementFacts {
  std::uint64_t lines = 0;
  std::string sha256;
  bool has_kinds = false;
};

/// A line that cannot be read is an error, or one more unreadable one.
bool read_line(StatementReader& reader, StatementLine& line, bool skip_bad,
               std::vector<std::uint64_t>& unreadable) {
  for (;;) {
    try {
      return reader.next(line);
    } catch (const core::InputError& error) {
      if (!skip_bad) throw;
      if (unreadable.size() < explained_max) say(error.what());
      unreadable.push_back(reader.line());
    }
  }
}

void say_what_was_passed_over(const StatementReader& reader, std::size_t unreadable) {
  if (unreadable > explained_max)
    say(fmt::format("and {} more unreadable lines", unreadable - explained_max));
  say_what_was_rewritten(reader.numbers());
}

/// Reads the lines of the statement that may have a part in the period.
StatementFacts read_statement(const ReconcileOptions& options, const StatementForm& form,
                              const ReconciliationRules& rules, Reconciliation& into) {
  std::ifstream input =
      open_input("--statement " + options.statement, options.statement, "a statement in CSV");
  StatementReader reader(input, options.statement, form);
  const DatePeriod looked_at = rules.period.widened(rules.date_tolerance_days);
  StatementFacts facts;
  Progress progress("reading the statement", Progress::Beside::nothing);
  for (StatementLine line; read_line(reader, line, options.skip_bad, into.unreadable);) {
    progress.at_line(++facts.lines);
    if (!looked_at.contains(line.date) || (options.account && line.account != *options.account)) continue;
    projections::append_line(into.statement, line, into.names);
  }
  facts.lines += into.unreadable.size();
  facts.has_kinds = reader.has_kinds();
  facts.sha256 = reader.sha256();
  say_what_was_passed_over(reader, into.unreadable.size());
  return facts;
}

/// Reads the charges of the log that may have a part in the period, and answers with the log's digest.
std::string read_log(const LogReader& log, const ReconcileOptions& options, const ReconciliationRules& rules,
                     Reconciliation& into) {
  State state;
  const DatePeriod looked_at = rules.period.widened(rules.date_tolerance_days);
  NameFilter account(state.names.accounts, options.account);
  log.replay(state, 1, [&](const events::EventView& event) {
    if (!looked_at.contains(event.occurred_at.date()) || !account.takes(event.account)) return;
    projections::append_charges(into.log, event, rules.combined, state.names, into.names);
  });
  projections::sort_by_source(into.log);
  if (options.account) static_cast<void>(log.account(state, *options.account));
  return projections::digest(state);
}

/// What makes the run repeatable.
std::string header_text(const ReconcileOptions& options, core::Seq last_seq, const std::string& digest,
                        const StatementFacts& facts, std::size_t unreadable) {
  return fmt::format(
      "log        {}: --at-seq {}, digest {}\n"
      "statement  {}: {} lines, {} unreadable, SHA-256 {}\n"
      "options    {}\n",
      core::printable(options.read.log), last_seq, digest, core::printable(options.statement), facts.lines,
      unreadable, facts.sha256, core::printable(options_text(options)));
}

bool is_well(const Reconciliation& reconciliation) {
  return reconciliation.unreadable.empty() &&
         std::all_of(reconciliation.rows.begin(), reconciliation.rows.end(), [](const auto& row) {
           return row.outcome == Outcome::matched || row.outcome == Outcome::within_tolerance;
         });
}

int reconcile(const ReconcileOptions& options, Output& output) {
  const Format format = format_of(options.read.format);
  check_text<core::AccountId>("--account", options.account);
  const StatementForm form = statement_form_of(options);
  ReconciliationRules rules = rules_of(options);
  const LogReader log(options.read);
  Reconciliation reconciliation;
  // The statement first: what is wrong in it is said before a long log is read.
  const StatementFacts facts = read_statement(options, form, rules, reconciliation);
  rules.by_kind = facts.has_kinds;
  const std::string digest = read_log(log, options, rules, reconciliation);
  reconciliation.rows =
      projections::match_lines(reconciliation.log, reconciliation.statement, reconciliation.names, rules);
  // Summed before anything is printed: a sum that overflows is bad input.
  const auto summaries =
      projections::summarize(reconciliation.rows, reconciliation.log, reconciliation.statement, rules.period);
  print_rows(reconciliation, options.all, format, output);
  output.finish();
  Output messages(stderr);
  messages.write(header_text(options, log.last_seq(), digest, facts, reconciliation.unreadable.size()));
  print_summary(summaries, messages);
  messages.finish();
  return is_well(reconciliation) ? done : does_not_hold;
}

}  // namespace

void add_reconcile(CommandLine& line) {
  const auto options = std::make_shared<ReconcileOptions>();
  Command command = line.add("reconcile", "Compare a statement in CSV with what the log charged");
  add_reconcile_options(command, *options);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return reconcile(*options, output); });
}

}  // namespace rentroll::app
