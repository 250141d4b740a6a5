#include "scenarios/import.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/input_file.hpp"
#include "app/options.hpp"
#include "app/program_log.hpp"
#include "app/progress.hpp"

namespace rentroll::app {
namespace {

using scenarios::ImportResult;

constexpr const char* footer =
    "The file has one event a line, as `rentroll export` writes it; FILE - is standard input. All of it is "
    "imported, or\n"
    "nothing: a line that is wrong is named, and the log stays as it is. An event that lies before the "
    "instant "
    "up to which\n"
    "the log has run is recorded as late. --unchecked also takes events that the rules do not allow; "
    "`rentroll "
    "verify`\n"
    "names them.\n"
    "\n"
    "Columns: first_seq,last_seq,events,late.\n"
    "\n"
    "Example: a copy of a log\n"
    "  rentroll export --log books --to books.ndjson\n"
    "  rentroll import books.ndjson --log copy";

struct Options {
  std::string file;
  std::string log;
  bool unchecked = false;
  FormatOptions format;
};

ImportResult import_file(const Options& options) {
  Progress reading("reading", Progress::Beside::nothing);
  Progress checking("checking", Progress::Beside::nothing);
  scenarios::ImportOptions chosen;
  chosen.name = options.file == "-" ? "standard input" : options.file;
  chosen.laws = options.unchecked ? scenarios::Laws::unchecked : scenarios::Laws::checked;
  chosen.line_read = [&](std::uint64_t lines) { reading.at_line(lines); };
  chosen.event_checked = [&](core::Instant now, core::Seq events) { checking.at(events, now); };
  if (options.file != "-") {
    std::ifstream file = open_input(options.file, options.file, "a file of events, or - for standard input");
    return scenarios::import_events(file, options.log, chosen);
  }
  std::ios::sync_with_stdio(false);  // a character at a time otherwise
  return scenarios::import_events(std::cin, options.log, chosen);
}

int run_import(const Options& options, Output& output) {
  const Format format = format_of(options.format);
  const ImportResult result = import_file(options);
  log_line(
      fmt::format("log {}: events {} to {} are written", options.log, result.first_seq, result.last_seq));
  const auto table = open_table(format, output,
                                {{"first_seq", Align::right},
                                 {"last_seq", Align::right},
                                 {"events", Align::right},
                                 {"late", Align::right}});
  Row row;
  row.number(result.first_seq).number(result.last_seq);
  row.number(result.last_seq - result.first_seq + 1).number(result.late_events);
  table->write(row);
  table->finish();
  return done;
}

}  // namespace

void add_import(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("import", "Import events from a file, all of them or none");
  command.argument("FILE", options->file, "The events, one JSON object a line; - is standard input");
  command
      .required("--log", options->log, "DIR",
                "The folder of the log: it is gone on with, or made where there is none")
      .flag("--unchecked", options->unchecked, "Take events too that the rules do not allow");
  add_format_option(command, options->format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return run_import(*options, output); });
}

}  // namespace rentroll::app
