#include "events/checkpoint.hpp"

#include <fmt/format.h>

#include <chrono>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/program_log.hpp"
#include "app/proof_source.hpp"
#include "app/small_file.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "Prints a signed note (https://c2sp.org/tlog-checkpoint): the key's name, how many events the log has, "
    "the "
    "root of\n"
    "their Merkle tree as base64, a line `time T` with the clock's time, and the signature. Whoever keeps it "
    "can prove\n"
    "later that an event was in the log by then, or that the log was changed. The tree is kept in the file "
    "`tree` of the\n"
    "log's folder, so that the next one costs only what is new; the file can be deleted.\n"
    "\n"
    "Example:\n"
    "  rentroll checkpoint --log books --key books.key > books-2024-06.checkpoint";

/// In how many places what is kept of the tree is compared with the log before it is signed.
constexpr unsigned samples = 16;

struct Options {
  ReadOptions read;
  std::string key;
};

events::SigningKey read_key(const std::string& path) {
  try {
    return events::SigningKey::parse(read_line("--key", path));
  } catch (const core::InputError& error) {
    throw error.at(path);
  }
}

/// The clock's time in whole seconds.
core::Instant now() {
  using std::chrono::duration_cast, std::chrono::seconds, std::chrono::microseconds;
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return core::Instant::from_microseconds(microseconds(duration_cast<seconds>(since)).count());
}

int checkpoint(const Options& options, Output& output) {
  const events::SigningKey key = read_key(options.key);
  const LogReader log(options.read);
  const core::Seq durable = events::tree_place(options.read.log, log.folder()).durable;
  if (durable < log.last_seq()) {
    say(fmt::format(
        "events {} to {} are of a run that has not finished: if a loss of power takes them away, the log "
        "is no longer the one that is signed; --at-seq {} signs what cannot be lost",
        durable + 1, log.last_seq(), durable));
  }
  const events::LogTree tree = open_tree(log, options.read.log, samples);
  const events::Checkpoint signed_now{
      key.name, tree.head(log.last_seq()), {fmt::format("time {}", now().text())}};
  output.write(events::sign_note(signed_now.text(), key));
  return done;
}

}  // namespace

void add_checkpoint(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("checkpoint", "Sign what the log is: its size and the root of its Merkle tree");
  add_log_option(command, options->read.log);
  command.required("--key", options->key, "FILE", "The private key, as `rentroll keygen` writes it");
  add_prefix_options(command, options->read);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return checkpoint(*options, output); });
}

}  // namespace rentroll::app
