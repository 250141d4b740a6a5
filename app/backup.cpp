#include "events/backup.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "app/program_log.hpp"
#include "app/progress.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "Copies the log as it stands when the command begins, also while another process writes to it. The copy "
    "is read\n"
    "again and compared before it counts as a log: the folder holds all of it, or no log. An unfinished run "
    "stays\n"
    "unfinished in the copy, and `rentroll simulate FILE --resume` goes on with it. With --at-seq the copy "
    "is "
    "the log\n"
    "as it stood after event N, which must be the last one of a request or timer.\n"
    "\n"
    "Columns: events,horizon,unfinished.\n"
    "\n"
    "Example:\n"
    "  rentroll backup --log books --to books-2024-06\n"
    "  rentroll backup --log books --to books-audited --at-seq 1370";

struct Options {
  std::string log;
  std::string to;
  OptionalText at_seq;
  FormatOptions format;
};

int backup(const Options& options, Output& output) {
  const Format format = format_of(options.format);
  const std::optional<core::Seq> at_seq = count_of("--at-seq", options.at_seq);
  events::BackupResult copy;
  {
    Progress progress("copying", Progress::Beside::nothing);
    copy = events::back_up(options.log, options.to, at_seq,
                           [&](core::Seq seq, core::Instant now) { progress.show(seq, now); });
  }
  if (copy.unfinished) {
    say("the last run is unfinished in the copy: it was interrupted, or went on behind its end; `rentroll "
        "simulate "
        "FILE --resume --log DIR` goes on with it there");
  }
  log_line(fmt::format("log {}: events 1 to {} are copied to {}", options.log, copy.last_seq, options.to));
  const auto table = open_table(format, output, {{"events", Align::right}, {"horizon"}, {"unfinished"}});
  Row row;
  row.number(copy.last_seq);
  row.text_if_any(copy.horizon ? copy.horizon->text() : std::string());
  row.truth(copy.unfinished);
  table->write(row);
  table->finish();
  return done;
}

}  // namespace

void add_backup(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("backup", "Copy a log, also while it is written to, and check the copy");
  add_log_option(command, options->log);
  command.required("--to", options->to, "DIR", "The folder for the copy: it is empty or does not exist yet");
  command.option("--at-seq", options->at_seq, "N", "Only events 1 to N: the log as it stood there");
  add_format_option(command, options->format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return backup(*options, output); });
}

}  // namespace rentroll::app
