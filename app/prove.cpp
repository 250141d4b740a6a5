#include <fmt/format.h>

#include <set>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/proof_source.hpp"
#include "core/text.hpp"
#include "events/name_search.hpp"
#include "events/proof.hpp"
#include "projections/audit.hpp"
#include "scenarios/refusal_audit.hpp"

namespace rentroll::app {
namespace {

constexpr const char* footer =
    "Prints one JSON object, which `rentroll check-proof` checks against a checkpoint without the log.\n"
    "For a charge it proves each of the events that `rentroll audit charge ID` tells of.\n"
    "A proof fits the checkpoint of its size: --at-seq gives the size of the checkpoint that you have.\n"
    "\n"
    "Example: a charge that carries its own evidence\n"
    "  rentroll prove --log books --charge 12-renewal --at-seq 1370 > charge.json\n"
    "  rentroll check-proof charge.json --checkpoint books.checkpoint --key books.key.pub";

struct Options {
  ReadOptions read;
  OptionalText seq;
  OptionalText charge;
  std::vector<std::string> consistency;
};

/// What is proven of one log.
class Prover {
 public:
  explicit Prover(const Options& options)
      : options_(options), log_(options.read), tree_(open_tree(log_, options.read.log, 1)) {}

  [[nodiscard]] events::Proof event() const {
    const core::Seq seq = *count_of("--seq", options_.seq);
    check_in_log("--seq", seq, 1);
    return events::InclusionProof{log_.last_seq(), prove(seq)};
  }

  [[nodiscard]] events::Proof consistency() const {
    const core::Seq from = *count_of("--consistency", options_.consistency.front());
    const core::Seq to = *count_of("--consistency", options_.consistency.back());
    check_in_log("--consistency", to, 0);
    if (from > to) {
      throw core::InputError(fmt::format(
          "--consistency {} {}: right is the size of the older checkpoint, then that of the newer one", from,
          to));
    }
    return events::ConsistencyProof{tree_.head(from), tree_.head(to), tree_.consistency(from, to)};
  }

  [[nodiscard]] events::Proof charge() const {
    const std::string& text = *options_.charge;
    const auto id = core::ChargeId::parse(text);
    if (!id) {
      throw core::InputError(
          fmt::format("--charge {}: right is a charge's id like 12-renewal", core::shown(text)));
    }
    const auto path = projections::find_charge(log_.store(), *id);
    if (!path || id->seq > log_.last_seq()) {
      throw core::InputError(
          fmt::format("--charge {}: the log knows no such charge; `rentroll charges` lists them", text));
    }
    events::ChargeProof proof{id->text(), log_.last_seq(), {}};
    for (const core::Seq seq : events_that_explain(*path)) proof.events.push_back(prove(seq));
    return proof;
  }

 private:
  [[nodiscard]] events::EventProof prove(core::Seq seq) const {
    auto named = events::read_named_event(log_.store(), seq);
    if (!named) throw core::SystemError(fmt::format("the log is damaged: event {} is missing", seq));
    auto proof = events::event_proof(std::move(*named), tree_.inclusion(seq, log_.last_seq()));
    if (const auto flaw = events::check_event(proof, tree_.head(log_.last_seq()))) {
      throw core::SystemError(fmt::format(
          "the log's file `tree` is not of its events: delete it, and it is made anew (event {}: {})", seq,
          *flaw));
    }
    return proof;
  }

  [[nodiscard]] std::set<core::Seq> events_that_explain(const projections::ChargePath& path) const {
    std::set<core::Seq> told;
    projections::State state;
    projections::ChargeAudit audit(
        state, scenarios::tell_refusal, [&](const projections::AuditRow& row) { told.insert(row.seq); },
        path);
    log_.replay(
        state, 1, [&](const events::Event& event) { audit.before(event); },
        [&](const events::Event& event) { audit.after(event); });
    audit.finish();
    return told;
  }

  void check_in_log(std::string_view option, core::Seq seq, core::Seq first) const {
    if (seq >= first && seq <= log_.last_seq()) return;
    throw core::InputError(
        fmt::format("{} {}: {} are looked at", option, seq,
                    log_.last_seq() == 0 ? "no events" : fmt::format("events 1 to {}", log_.last_seq())));
  }

  const Options& options_;
  LogReader log_;
  events::LogTree tree_;
};

int prove(const Options& options, Output& output) {
  const int asked = (options.seq ? 1 : 0) + (options.charge ? 1 : 0) + (options.consistency.empty() ? 0 : 1);
  if (asked != 1) {
    throw core::InputError("right is one of --seq N, --charge ID and --consistency A B");
  }
  const Prover prover(options);
  output.write(events::proof_text(options.seq      ? prover.event()
                                  : options.charge ? prover.charge()
                                                   : prover.consistency()));
  return done;
}

}  // namespace

void add_prove(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("prove", "Prove that an event, or what explains a charge, is in the log");
  add_log_option(command, options->read.log);
  command.option("--seq", options->seq, "N", "Prove that this event is one of the log's")
      .option("--charge", options->charge, "ID", "Prove the events that explain a charge like 12-renewal")
      .options("--consistency", options->consistency, 2, "A B",
               "Prove that a checkpoint of the second size extends one of the first");
  add_prefix_options(command, options->read);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return prove(*options, output); });
}

}  // namespace rentroll::app
