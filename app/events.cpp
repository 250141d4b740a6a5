#include <fmt/format.h>

#include <algorithm>

#include "app/commands.hpp"
#include "app/event_rows.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "Columns: seq,occurred_at,recorded_at,type,account,number,actor,request,cause,details,version,late. "
    "`details` is\n"
    "the event's own fields as JSON; with --format json they stand flat beside the columns. `cause` is the "
    "event that\n"
    "set this one off.\n"
    "\n"
    "Example: what was refused in January, and why\n"
    "  rentroll events --log books --type RequestRejected --from 2024-01-01 --to 2024-02-01";

struct Options {
  ReadOptions read;
  OptionalText from_seq;
  OptionalText to_seq;
  OptionalText account;
  OptionalText number;
  OptionalText type;
  OptionalText from;
  OptionalText to;
};

/// Which events are printed.
class Choice {
 public:
  Choice(const Options& options, const events::Directory& names)
      : options_(options),
        period_(period_of(options.from, options.to)),
        type_(word_of<events::EventType>("--type", options.type)),
        from_seq_(count_of("--from-seq", options.from_seq).value_or(1)),
        to_seq_(count_of("--to-seq", options.to_seq)),
        account_(names.accounts, options.account),
        number_(names.numbers, options.number) {
    check_text<core::AccountId>("--account", options.account);
    check_text<core::NumberId>("--number", options.number);
  }

  [[nodiscard]] bool takes(const events::EventView& event) {
    const bool of_account = account_.takes(event.account);
    const bool of_number = number_.takes(event.number);
    account_seen_ = account_seen_ || of_account;
    number_seen_ = number_seen_ || of_number;
    return of_account && of_number && event.seq >= from_seq_ && (!to_seq_ || event.seq <= *to_seq_) &&
           (!type_ || event.type() == *type_) && period_.contains(event.occurred_at);
  }

  /// No further event is taken, and all names asked for have been seen.
  [[nodiscard]] bool is_done(core::Seq seq) const {
    return to_seq_ && seq >= *to_seq_ && (!options_.account || account_seen_) &&
           (!options_.number || number_seen_);
  }

  /// Throws InputError where no event names what was asked for.
  void check_names_seen() const {
    if (options_.account && !account_seen_) unknown_account(*options_.account);
    if (options_.number && !number_seen_) unknown_number(*options_.number);
  }

 private:
  const Options& options_;
  Period period_;
  std::optional<events::EventType> type_;
  core::Seq from_seq_;
  std::optional<core::Seq> to_seq_;
  NameFilter account_;
  NameFilter number_;
  bool account_seen_ = false;
  bool number_seen_ = false;
};

int print_events(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  events::Directory names;
  Choice choice(options, names);
  const LogReader log(options.read);
  EventRows rows(format, output, names);
  log.scan(names, options.account, options.number, [&](const events::EventView& event) {
    if (choice.takes(event)) rows.add(event);
    return !choice.is_done(event.seq);
  });
  choice.check_names_seen();
  rows.finish();
  return done;
}

}  // namespace

void add_events(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("events", "Print the log itself");
  add_log_option(command, options->read.log);
  command.option("--from-seq", options->from_seq, "N", "Only events from this one on")
      .option("--to-seq", options->to_seq, "N", "Only events up to and including this one")
      .option("--account", options->account, "A", "Only events of this account")
      .option("--number", options->number, "N", "Only events of this number")
      .option("--type", options->type, "TYPE", "Only events of this type, for example RentalRenewed")
      .one_of<events::EventType>()
      .option("--from", options->from, "T", "Only what occurred at or after this instant")
      .option("--to", options->to, "T", "Only what occurred before this instant");
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return print_events(*options, output); });
}

}  // namespace rentroll::app
