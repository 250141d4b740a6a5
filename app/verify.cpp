#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "app/output_file.hpp"
#include "app/program_log.hpp"
#include "app/signed_file.hpp"
#include "app/small_file.hpp"
#include "app/text.hpp"
#include "core/text.hpp"
#include "events/checkpoint.hpp"
#include "scenarios/adjustment_proposal.hpp"
#include "scenarios/verification.hpp"

namespace rentroll::app {
namespace {

using scenarios::VerificationFinding;

constexpr const char* footer =
    "Columns: seq,rule,finding, by seq. Each request and each timer of the log is decided again, by the "
    "rules "
    "of\n"
    "docs/rules.md, against the state before it, and what comes out is compared with what was recorded; what "
    "should\n"
    "have been recorded and was not is named at the event before which it is missing. Exit code 0 without "
    "findings,\n"
    "1 with some. --propose writes a scenario with an adjustment for each charge that a fact learned late "
    "has "
    "made\n"
    "wrong (L4): read it, then run it with `rentroll simulate FILE --append --log DIR`. Where there is "
    "nothing "
    "to\n"
    "adjust no file is written.\n"
    "\n"
    "First every file of the log is compared with what it was when the last writer closed it; what is "
    "damaged is a\n"
    "finding of rule L1 with the seq 0, and nothing else is judged then: `rentroll salvage` saves what is "
    "whole. With\n"
    "--checkpoint it is proven that the log still is the one that was signed; what is not is a finding, "
    "too.\n"
    "\n"
    "Example: check a log that came from elsewhere\n"
    "  rentroll verify --log books --format csv";

struct Options {
  ReadOptions read;
  OptionalText propose;
  OptionalText checkpoint;
  OptionalText key;
};

/// Beyond so many, findings are counted and not listed: a log that has more is none that a person would read
/// the findings of.
constexpr std::size_t findings_max = 1'000'000;

struct Findings {
  std::vector<VerificationFinding> listed;
  std::uint64_t count = 0;
  std::map<std::string, std::uint64_t> by_rule;

  void add(const VerificationFinding& finding) {
    ++count;
    ++by_rule[finding.rule];
    if (listed.size() < findings_max) listed.push_back(finding);
  }
};

void check_target(const Options& options) {
  if (!options.propose) return;
  if (options.read.as_of || options.read.at_seq || options.read.known_at)
    throw core::InputError(
        "--propose adjusts by all that is known: right is without --as-of, --at-seq and --known-at");
  if (std::filesystem::exists(*options.propose))
    throw core::InputError(
        fmt::format("--propose {}: the file exists already: right is a new one", *options.propose));
}

void print(const Findings& findings, Format format, Output& output) {
  const auto table = open_table(format, output, {{"seq", Align::right}, {"rule"}, {"finding"}});
  Row row;
  for (const VerificationFinding& each : findings.listed) {
    row.clear();
    row.number(each.seq).text(each.rule).text(each.text);
    table->write(row);
  }
  table->finish();
}

void say_summary(const scenarios::Verification& verified, const Findings& findings) {
  say(fmt::format("{} read, up to {}: {} and {} decided again", counted(verified.events, "event"),
                  verified.events == 0 ? "none" : verified.horizon.text(),
                  counted(verified.requests, "request"), counted(verified.timers, "timer")));
  if (findings.count == 0) {
    say("nothing was found: all is as the rules say");
    return;
  }
  std::string rules;
  for (const auto& [rule, count] : findings.by_rule)
    rules += fmt::format("{}{} of {}", rules.empty() ? "" : ", ", count, rule);
  say(fmt::format("{}: {}", counted(findings.count, "finding"), rules));
  if (findings.count > findings.listed.size())
    say(fmt::format("only the first {} found are listed", findings.listed.size()));
}

void propose(const Options& options, const Findings& findings, core::Instant horizon) {
  std::vector<scenarios::WrongCharge> wrong;
  for (const VerificationFinding& each : findings.listed)
    if (each.wrong_charge) wrong.push_back(*each.wrong_charge);
  if (wrong.empty()) {
    say(fmt::format("{} is not written: there is no charge to adjust", *options.propose));
    return;
  }
  write_file(*options.propose, scenarios::adjustment_proposal(wrong, horizon));
  say(fmt::format("{} adjusts {}; to do so: rentroll simulate {} --append --log {}", *options.propose,
                  counted(wrong.size(), "charge"), *options.propose, options.read.log));
}

/// A checkpoint that the log is held against, and the key that vouches for it.
struct SignedLog {
  std::string file;
  std::string note;
  events::VerifierKey key;
};

std::optional<SignedLog> read_signed(const Options& options) {
  if (options.checkpoint.has_value() != options.key.has_value())
    throw core::InputError(
        "--checkpoint and --key: right is both, the note and the public key of its signer");
  if (!options.checkpoint) return std::nullopt;
  return SignedLog{*options.checkpoint, read_file("--checkpoint", *options.checkpoint),
                   read_verifier_key(*options.key)};
}

void check_signed(const LogReader& log, const SignedLog& given, Findings& findings) {
  Progress progress("hashing", Progress::Beside::nothing);
  const auto checked = read_as(given.file, [&] {
    return events::check_checkpoint(log.store(), given.note, given.key, [&](const events::LeafPlace& place) {
      progress.at(place.seq, place.occurred_at);
    });
  });
  const events::Checkpoint& checkpoint = checked.checkpoint;
  if (checked.flaw) {
    findings.add({0, "L1", fmt::format("{}: {}", given.file, *checked.flaw), std::nullopt});
    return;
  }
  const auto time = checkpoint.extension("time");
  say(fmt::format("{}: events 1 to {} are those that {} signed{}", given.file, checkpoint.head.size,
                  given.key.name, time ? fmt::format(" at {}", core::shown(*time)) : ""));
}

/// Answers with whether the log can be read on: its files are what they were.
bool check_files(const Options& options, Findings& findings) {
  const events::FilesReport files = events::check_log_files(options.read.log);
  for (const events::FileFlaw& flaw : files.flaws) findings.add({0, "L1", flaw.text(), std::nullopt});
  if (!files.flaws.empty()) {
    say(fmt::format(
        "the log's files are damaged, and its events are not judged; `rentroll salvage --log {} --to "
        "NEW` saves the requests before the damage",
        options.read.log));
    return false;
  }
  if (files.closed) return true;
  const std::string by = options.checkpoint ? "; what the checkpoint is for is all there, or a finding"
                                            : ", but by a checkpoint (--checkpoint)";
  say(fmt::format(
      "{}: whole requests that are missing at its end cannot be told from those that a crash took{}",
      files.has_head ? "the log is not closed, because a process writes to it or the last one was interrupted"
                     : "the log is of an older form that does not say what its files were when it was closed",
      by));
  return true;
}

scenarios::Verification judge(const LogReader& log, Findings& findings) {
  projections::Cut cut;
  cut.as_of = log.as_of();
  if (log.last_seq() == 0) return {};
  cut.at_seq = log.last_seq();
  Progress progress("verifying", Progress::Beside::nothing);
  return scenarios::verify_log(
      log.store(), cut, [&](const VerificationFinding& each) { findings.add(each); },
      [&](core::Instant now, core::Seq seq) { progress.at(seq, now); });
}

int verify(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  check_target(options);
  const auto given = read_signed(options);
  Findings findings;
  if (!check_files(options, findings)) {
    print(findings, format, output);
    return does_not_hold;
  }
  const LogReader log(options.read);
  const scenarios::Verification verified = judge(log, findings);
  if (given && verified.last_seq == log.last_seq()) check_signed(log, *given, findings);
  std::stable_sort(findings.listed.begin(), findings.listed.end(),
                   [](const auto& a, const auto& b) { return a.seq < b.seq; });
  print(findings, format, output);
  if (options.propose && verified.last_seq != log.last_seq()) {
    say(fmt::format("{} is not written: not all of the log can be read", *options.propose));
  } else if (options.propose) {
    propose(options, findings, verified.horizon);
  }
  say_summary(verified, findings);
  return findings.count == 0 ? done : does_not_hold;
}

}  // namespace

void add_verify(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("verify", "Check a whole log by the rules");
  add_log_option(command, options->read.log);
  command.option("--propose", options->propose, "FILE",
                 "Write a scenario that adjusts the charges which facts learned late have made wrong");
  command
      .option("--checkpoint", options->checkpoint, "FILE",
              "Prove that the log still is the one that was signed; with --key")
      .option("--key", options->key, "FILE", "The public key of whoever signed the checkpoint");
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return verify(*options, output); });
}

}  // namespace rentroll::app
