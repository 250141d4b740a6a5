#include "app/reconcile_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace rentroll::app {
namespace {

using projections::DatePeriod;
using projections::ReconciliationRules;
using projections::StatementForm;

/// A hundred years, far below where the count of a date's days could overflow.
constexpr std::uint64_t date_tolerance_days_max = 36'500;

std::optional<core::Date> date_of(const char* option, const OptionalText& text) {
  if (!text) return std::nullopt;
  return read_option(option, [&] { return core::Date::parse(*text); });
}

DatePeriod dates_of(const ReconcileOptions& options) {
  const DatePeriod period{date_of("--from", options.from), date_of("--to", options.to)};
  if (period.from && period.to && *period.to < *period.from) {
    throw core::InputError(
        fmt::format("--to {} is before --from {}: right is --from the first date and --to the first one that "
                    "no longer belongs to it (T2)",
                    *options.to, *options.from));
  }
  return period;
}

std::int32_t date_tolerance_of(const OptionalText& text) {
  const std::uint64_t days = count_of("--date-tolerance", text).value_or(0);
  if (days > date_tolerance_days_max) {
    throw core::InputError(fmt::format("--date-tolerance: {} days are too many; right are 0 to {}", days,
                                       date_tolerance_days_max));
  }
  return static_cast<std::int32_t>(days);
}

core::Money amount_tolerance_of(const OptionalText& text) {
  const char* const option = "--amount-tolerance";
  const core::Money tolerance = read_option(option, [&] { return core::Money::parse(text.value_or("0")); });
  if (tolerance < core::Money{}) {
    throw core::InputError(fmt::format("{}: {} is less than zero; right is for example 0.01", option, *text));
  }
  return tolerance;
}

projections::ChargeKinds combined_of(const OptionalText& text) {
  projections::ChargeKinds kinds;
  const auto words = words_of<core::ChargeKind>("--combine", text);
  for (const core::ChargeKind kind : words) kinds.insert(kind);
  if (words.size() == 1) {
    throw core::InputError(
        "--combine: one kind alone is not combined; right is for example setup,first_month");
  }
  return kinds;
}

/// A text as a shell takes it.
std::string quoted(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("_./:=,+%@-").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return text;
  if (text == "\t") return "tab";
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace

void add_reconcile_options(Command& command, ReconcileOptions& options) {
  add_log_option(command, options.read.log);
  command.required("--statement", options.statement, "FILE.csv", "The statement, with a header line")
      .option("--from", options.from, "DATE", "The first date of the period, on both sides")
      .option("--to", options.to, "DATE", "The first date that no longer belongs to it")
      .option("--date-tolerance", options.date_tolerance, "DAYS", "How far dates may be apart (default 0)")
      .option("--amount-tolerance", options.amount_tolerance, "MONEY",
              "How far amounts may be apart (default 0)")
      .option("--account", options.account, "A", "Only lines of this account")
      .option("--combine", options.combine, "KINDS",
              "One event's charges of these kinds are one line, as setup,first_month")
      .several_of<core::ChargeKind>()
      .flag("--all", options.all, "Print what is matched exactly, too")
      .flag("--skip-bad", options.skip_bad, "Print lines that cannot be read as unreadable, and go on");
  add_csv_options(command, options.csv,
                  "Other headers, as date=Posted,amount=Total; kind= leaves the kinds out");
  add_cut_options(command, options.read);
  add_format_option(command, options.read.format);
}

StatementForm statement_form_of(const ReconcileOptions& options) {
  StatementForm form;
  form.separator = separator_of(options.csv);
  name_headers(options.csv, form.headers);
  form.amounts = amount_form_of(options.csv);
  form.dates = date_form_of(options.csv);
  return form;
}

ReconciliationRules rules_of(const ReconcileOptions& options) {
  ReconciliationRules rules;
  rules.combined = combined_of(options.combine);
  rules.date_tolerance_days = date_tolerance_of(options.date_tolerance);
  rules.amount_tolerance = amount_tolerance_of(options.amount_tolerance);
  rules.period = dates_of(options);
  return rules;
}

std::string options_text(const ReconcileOptions& options) {
  std::string text;
  const auto add = [&](std::string_view name, const OptionalText& value) {
    if (value) text += fmt::format(" {} {}", name, quoted(*value));
  };
  add("--as-of", options.read.as_of);
  add("--known-at", options.read.known_at);
  add("--account", options.account);
  add("--from", options.from);
  add("--to", options.to);
  add("--date-tolerance", options.date_tolerance);
  add("--amount-tolerance", options.amount_tolerance);
  add("--combine", options.combine);
  add("--columns", options.csv.columns);
  add("--separator", options.csv.separator);
  add("--thousands", options.csv.thousands);
  add("--decimal", options.csv.decimal);
  add("--date-format", options.csv.date_format);
  if (options.skip_bad) text += " --skip-bad";
  if (options.all) text += " --all";
  add("--format", options.read.format.name);
  if (options.read.format.spreadsheet_safe) text += " --spreadsheet-safe";
  return text.empty() ? "none" : text.substr(1);
}

}  // namespace rentroll::app
