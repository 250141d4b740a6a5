#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "app/output_file.hpp"
#include "app/program_log.hpp"
#include "app/text.hpp"
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
    "Example: check a log that came from elsewhere\n"
    "  rentroll verify --log books --format csv";

struct Options {
  ReadOptions read;
  OptionalText propose;
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

int verify(const Options& options, Output& output) {
  const Format format = format_of(options.read.format);
  check_target(options);
  const LogReader log(options.read);
  projections::Cut cut;
  cut.as_of = log.as_of();
  Findings findings;
  scenarios::Verification verified;
  if (log.last_seq() != 0) {
    cut.at_seq = log.last_seq();
    Progress progress("verifying", Progress::Beside::nothing);
    verified = scenarios::verify_log(
        log.store(), cut, [&](const VerificationFinding& each) { findings.add(each); },
        [&](core::Instant now, core::Seq seq) { progress.at(seq, now); });
  }
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
  add_cut_options(command, options->read);
  add_format_option(command, options->read.format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return verify(*options, output); });
}

}  // namespace rentroll::app
