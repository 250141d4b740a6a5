#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/output_file.hpp"
#include "app/report_page.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "The page is one file of HTML and SVG that needs no script and nothing from elsewhere: it can be mailed "
    "and printed.\n"
    "It shows what was charged by month and kind, how the period led each account's balance from its opening "
    "to its\n"
    "closing, and for each number its states over time with its charges. Without --from the period begins "
    "with the\n"
    "log, without --to it ends where the log's clock stands, or at --as-of. The same log and options make "
    "the "
    "same\n"
    "bytes, and the page names the command that makes it again.\n"
    "\n"
    "Example: the first quarter of one account, to be mailed\n"
    "  rentroll report acme.html --log books --account acme --from 2024-01-01 --to 2024-04-01";

struct Options {
  ReadOptions read;
  std::string file;
  OptionalText account;
  OptionalText from;
  OptionalText to;
  OptionalText rows;
};

constexpr std::size_t rows_by_default = 100;

OptionalText text_of(const std::optional<core::Instant>& instant) {
  return instant ? std::optional(instant->text()) : std::nullopt;
}

std::size_t rows_of(const OptionalText& text) {
  const std::size_t rows = count_of("--rows", text).value_or(rows_by_default);
  if (rows == 0) throw core::InputError("--rows: right is 1 or more");
  return rows;
}

/// The first instant after one.
core::Instant just_after(core::Instant instant) {
  return core::Instant::from_microseconds(instant.microseconds() + 1);
}

int report(const Options& options) {
  check_text<core::AccountId>("--account", options.account);
  const Period period = period_of(options.from, options.to);
  const std::size_t rows_max = rows_of(options.rows);
  LogReader log(options.read);
  const auto as_of = log.as_of();
  const auto horizon = log.horizon();
  if (!horizon) throw core::InputError("the log is empty: there is nothing to report");
  ReportScope scope{period.from, just_after(as_of.value_or(*horizon)), options.account, rows_max};
  if (period.to && *period.to != scope.end && (!as_of || *period.to < scope.end)) {
    log.look_before("--to", *period.to);
    scope.end = *period.to;
  }
  const ReportFigures figures = report_figures(log, scope);
  const ReportSource source{
      log.last_seq(),  *horizon, text_of(period.from), text_of(period.to), text_of(as_of),
      options.account, rows_max};
  write_file(options.file, report_page(figures, source));
  return done;
}

}  // namespace

void add_report(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("report", "Write a page to mail and print: charges, accounts, lives of numbers");
  command.argument("FILE.html", options->file, "The page's file");
  add_log_option(command, options->read.log);
  command.option("--account", options->account, "A", "Only this account's charges and numbers")
      .option("--from", options->from, "T", "The first instant of the period; a date alone is its 00:00:00")
      .option("--to", options->to, "T", "The first instant that no longer belongs to it")
      .option("--rows", options->rows, "N",
              "How many accounts of a currency, and how many numbers, are shown at most (100 by default)");
  add_cut_options(command, options->read);
  command.footer([] { return footer; });
  command.action([options](Output&) { return report(*options); });
}

}  // namespace rentroll::app
