#include "events/salvage.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "app/program_log.hpp"
#include "app/text.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "Columns: outcome,from_seq,to_seq,reason; outcome is `saved` or `lost`. Requests are saved whole, from "
    "the first\n"
    "one up to the first that cannot be read; the damaged log is not written to. Where the end of a run is "
    "lost, the\n"
    "new log is unfinished, and `rentroll simulate FILE --resume --log NEW` goes on with it. Exit code 0 "
    "where nothing\n"
    "is lost, 1 where something is.\n"
    "\n"
    "Example:\n"
    "  rentroll salvage --log books --to books-saved";

struct Options {
  std::string log;
  std::string to;
  FormatOptions format;
};

void print(const events::Salvage& result, Format format, Output& output) {
  const auto table = open_table(
      format, output, {{"outcome"}, {"from_seq", Align::right}, {"to_seq", Align::right}, {"reason"}});
  Row row;
  if (result.saved != 0) {
    row.text("saved").number(1).number(result.saved).absent();
    table->write(row);
  }
  if (!result.reason.empty()) {
    row.clear();
    row.text("lost").number(result.saved + 1);
    if (result.last_seen > result.saved) {
      row.number(result.last_seen);
    } else {
      row.absent();
    }
    row.text(result.reason);
    table->write(row);
  }
  table->finish();
}

int salvage(const Options& options, Output& output) {
  const Format format = format_of(options.format);
  Progress progress("saving", Progress::Beside::nothing);
  const events::Salvage result = events::salvage(
      options.log, options.to, [&](core::Seq seq, core::Instant now) { progress.show(seq, now); });
  print(result, format, output);
  for (const std::string& note : result.notes) say(note);
  const std::string end =
      result.is_end_known
          ? ""
          : "; the log was not closed: whether there were others behind them cannot be known, "
            "but by a checkpoint (`rentroll verify --checkpoint`)";
  say(fmt::format("{} saved in {}{}{}", counted(result.saved, "event"), options.to,
                  result.reason.empty() ? ", and none that was found is lost" : "", end));
  return result.reason.empty() ? done : does_not_hold;
}

}  // namespace

void add_salvage(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("salvage", "Save what is whole of a damaged log into a new one");
  add_log_option(command, options->log);
  command.required("--to", options->to, "DIR", "The folder of the new log, which is made");
  add_format_option(command, options->format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return salvage(*options, output); });
}

}  // namespace rentroll::app
