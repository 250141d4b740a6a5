#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "projections/digest.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "Prints one object: "
    "{\"events\":N,\"seconds\":S,\"events_per_second\":R,\"threads\":N,\"digest\":\"HEX\"}. The\n"
    "digest (SHA-256) covers the whole state of every account and number; logs with the same events have the "
    "same,\n"
    "on every machine, with any number of threads, with and without snapshots. More than 2 "
    "threads\n"
    "do as 2. `events` are all that the state has seen, `events_per_second` those that were read: with "
    "snapshots the\n"
    "ones behind the newest that fits.\n"
    "\n"
    "Example:\n"
    "  rentroll replay --log books --threads 2";

struct Options {
  ReadOptions read;
  OptionalText threads;
  bool no_snapshots = false;
};

int replay(const Options& options, Output& output) {
  using Clock = std::chrono::steady_clock;
  const int threads = threads_of(options.threads, 1);
  const LogReader log(options.read);
  projections::State state;
  std::uint64_t read = 0;
  const auto count = [&](const events::EventView&) { ++read; };
  core::Seq from_snapshot = 0;
  const auto begin = Clock::now();
  if (options.no_snapshots) {
    log.replay(state, threads, count);
  } else {
    from_snapshot = log.replay_from_snapshot(state, threads, count);
  }
  const std::chrono::duration<double> elapsed = Clock::now() - begin;
  const double rate = std::round(static_cast<double>(read) / std::max(elapsed.count(), 1e-6));
  output.write(
      fmt::format(R"({{"events":{},"seconds":{:.6f},"events_per_second":{:.0f},"threads":{},"digest":"{}"}})"
                  "\n",
                  from_snapshot + read, elapsed.count(), rate, threads, projections::digest(state)));
  return done;
}

}  // namespace

void add_replay(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("replay", "Read the whole log into all projections and print their digest");
  add_log_option(command, options->read.log);
  command.option("--threads", options->threads, "N", "Threads: 1 (default), or 2, of which one reads ahead");
  command.flag("--no-snapshots", options->no_snapshots, "Read every event, and use and make no snapshots");
  add_cut_options(command, options->read);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return replay(*options, output); });
}

}  // namespace rentroll::app
