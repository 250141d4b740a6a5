#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/commands.hpp"
#include "app/csv_options.hpp"
#include "app/exit_code.hpp"
#include "app/input_file.hpp"
#include "app/program_log.hpp"
#include "app/progress.hpp"
#include "core/billing_day.hpp"
#include "core/text.hpp"
#include "scenarios/cut_over.hpp"
#include "scenarios/scenario_file.hpp"

namespace rentroll::app {
namespace {

using scenarios::RentalList;
using scenarios::RentalListReader;
using scenarios::StandingRental;

/// How many wrong rows standard error explains, each in a sentence.
constexpr std::size_t explained_max = 20;

constexpr const char* footer =
    "The file has a header line with the columns "
    "account,number,country,type,rented_on,next_due,setup,monthly,currency,\n"
    "in any order and others beside them. Each rental goes on in a new log: it charges nothing before its "
    "next_due, is\n"
    "renewed on it at its monthly fee, and after that by the policy's billing day. Accounts begin without "
    "credit.\n"
    "If any row is wrong, standard error says which and why, and no log is made.\n"
    "Prints what was taken over, by currency: currency,accounts,numbers,monthly,first_due,last_due.\n"
    "\n"
    "Example: a list with semicolons and headers of its own\n"
    "  rentroll import-rentals rented.csv --log books --at 2024-08-01 --separator ';' \\\n"
    "    --columns account=Customer,number=Phone,monthly=Fee";

struct Options {
  std::string file;
  std::string log;
  std::string at;
  OptionalText policy;
  CsvOptions csv;
  FormatOptions format;
};

scenarios::RentalListForm list_form_of(const CsvOptions& options) {
  scenarios::RentalListForm form;
  form.separator = separator_of(options);
  name_headers(options, form.columns);
  form.amounts = amount_form_of(options);
  form.dates = date_form_of(options);
  return form;
}

/// Reads all rows; those that are wrong are explained one by one before the whole is refused.
RentalList read_list(const Options& options, core::Instant at) {
  std::ifstream input = open_input(options.file, options.file, "a list of rentals in CSV");
  RentalListReader reader(input, options.file, list_form_of(options.csv), at);
  RentalList list;
  std::uint64_t wrong = 0;
  Progress progress("reading the rentals", Progress::Beside::nothing);
  for (bool goes_on = true; goes_on;) {
    try {
      goes_on = reader.next(list);
    } catch (const core::InputError& error) {
      if (++wrong <= explained_max) say(error.what());
    }
    progress.at_line(list.rentals.size() + wrong);
  }
  if (wrong != 0) {
    throw core::InputError(
        fmt::format("{}: {} of {} rows cannot be taken over{}; nothing was written", options.file, wrong,
                    list.rentals.size() + wrong,
                    wrong > explained_max ? fmt::format(", of which {} are shown", explained_max) : ""));
  }
  if (list.rentals.empty())
    throw core::InputError(options.file + ": no rental follows the header line; nothing was written");
  say_what_was_rewritten(reader.numbers());
  return list;
}

/// What of a list is in one currency; currencies are never added up (M3).
struct Total {
  std::uint64_t accounts = 0;
  std::uint64_t numbers = 0;
  core::Money monthly;
  core::Date first_due;
  core::Date last_due;
};

using Totals = std::map<core::Currency, Total>;

/// Throws MoneyOverflow.
Totals totals_of(const RentalList& list) {
  Totals totals;
  for (const auto& account : list.accounts) ++totals[account.currency].accounts;
  for (const StandingRental& rental : list.rentals) {
    Total& total = totals[list.currency_of(rental)];
    const bool is_first = total.numbers++ == 0;
    total.monthly += rental.monthly;
    total.first_due = is_first ? rental.next_due : std::min(total.first_due, rental.next_due);
    total.last_due = is_first ? rental.next_due : std::max(total.last_due, rental.next_due);
  }
  return totals;
}

void print(const Totals& totals, Format format, Output& output) {
  const auto table = open_table(format, output,
                                {{"currency"},
                                 {"accounts", Align::right},
                                 {"numbers", Align::right},
                                 {"monthly", Align::right},
                                 {"first_due"},
                                 {"last_due"}});
  Row row;
  for (const auto& [currency, total] : totals) {
    row.clear();
    row.text(currency.text()).number(total.accounts).number(total.numbers).text(total.monthly.text());
    row.text(total.first_due.text()).text(total.last_due.text());
    table->write(row);
  }
  table->finish();
}

std::uint64_t count(const RentalList& list, const auto& holds) {
  return static_cast<std::uint64_t>(std::count_if(list.rentals.begin(), list.rentals.end(), holds));
}

/// Says what somebody who looks at the log for the first time might not expect.
void say_what_is_special(const RentalList& list, core::Instant at, const core::Policy& policy) {
  const auto due_now =
      count(list, [&](const StandingRental& each) { return core::Instant::begin_of(each.next_due) == at; });
  if (due_now != 0)
    say(fmt::format("due at {} itself: {} of the numbers; they have fallen due in the log already (C11)",
                    at.text(), due_now));
  if (policy.renewal_without_credit != core::RenewalWithoutCredit::charge) {
    say(fmt::format(
        "the accounts have no credit yet, and renewal_without_credit is \"{}\": add credit before "
        "the first due date (C8)",
        core::to_text(policy.renewal_without_credit)));
  }
  if (policy.billing_day != core::BillingDay::first) return;
  const auto beside = count(
      list, [](const StandingRental& each) { return core::first_of_month(each.next_due) != each.next_due; });
  if (beside == 0) return;
  say(
      fmt::format("due on another day than the 1st: {} of the numbers; they are renewed for the whole fee on "
                  "it, and again on the next 1st (C11)",
                  beside));
}

int import_rentals(const Options& options, Output& output) {
  const Format format = format_of(options.format);
  const core::Instant at = *instant_of("--at", options.at);
  const core::Policy policy = options.policy ? scenarios::read_policy(*options.policy) : core::Policy{};
  scenarios::check_holds_no_events(options.log);
  const RentalList list = read_list(options, at);
  Totals totals;
  core::Seq last_seq = 0;
  try {
    totals = totals_of(list);
    Progress progress("recording the rentals", Progress::Beside::nothing);
    const auto show = [&](core::Instant now, core::Seq events) { progress.show(events, now); };
    last_seq = scenarios::cut_over(list, at, policy, options.log, show).last_seq;
  } catch (const core::MoneyOverflow& overflow) {
    throw overflow.at(options.file);
  }
  log_line(fmt::format("log {}: events 1 to {} are written", options.log, last_seq));
  print(totals, format, output);
  output.finish();
  say_what_is_special(list, at, policy);
  return done;
}

}  // namespace

void add_import_rentals(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command =
      line.add("import-rentals", "Begin a log with numbers that are already rented, from a list in CSV");
  command.argument("FILE", options->file, "The rentals in CSV, with a header line")
      .required("--log", options->log, "DIR",
                "The folder for the log: one that is empty or does not exist yet")
      .required("--at", options->at, "T",
                "The instant of the cut-over, at which the log begins, as 2024-08-01T00:00:00Z; a date alone "
                "is its 00:00:00")
      .option("--policy", options->policy, "FILE",
              "A TOML file with a [policy] as scenario files have it; what it leaves out is the default");
  add_csv_options(command, options->csv, "Other headers, as account=Customer,monthly=Fee");
  add_format_option(command, options->format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return import_rentals(*options, output); });
}

}  // namespace rentroll::app
