#include <fmt/format.h>

#include <vector>

#include "app/commands.hpp"
#include "app/event_rows.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "app/program_log.hpp"
#include "app/signed_file.hpp"
#include "app/small_file.hpp"
#include "core/text.hpp"
#include "events/checkpoint.hpp"
#include "events/proof.hpp"
#include "projections/charges.hpp"

namespace rentroll::app {
namespace {

using events::Flaw;

constexpr const char* footer =
    "Needs no log: only what `rentroll prove` printed, a checkpoint of the same size, and the public key of "
    "whoever\n"
    "signed it. Says what is proven, and shows the events, as `rentroll events` does; where something does "
    "not hold, standard error says why, and the exit "
    "code is 1.\n"
    "A consistency proof is checked against the newer checkpoint, and against the older one with --earlier.\n"
    "\n"
    "Example:\n"
    "  rentroll check-proof charge.json --checkpoint books.checkpoint --key books.key.pub";

struct Options {
  std::string proof;
  std::string checkpoint;
  std::string key;
  OptionalText earlier;
  FormatOptions format;
};

/// A proof together with what it is checked against.
class Checking {
 public:
  Checking(const Options& options, Output& output)
      : options_(options),
        output_(output),
        format_(format_of(options.format)),
        rows_(format_, output, names_) {
    key_ = read_verifier_key(options.key);
    const std::string proof = read_file("FILE", options.proof);
    proof_ = read_as(options.proof, [&] { return events::read_proof(proof); });
  }

  int run() {
    const auto checkpoint = open("--checkpoint", options_.checkpoint);
    if (!checkpoint) return does_not_hold;
    const Flaw flaw = std::visit([&](const auto& proof) { return check(proof, *checkpoint); }, proof_);
    if (!flaw) {
      print();
      return done;
    }
    say(fmt::format("{}: the proof does not hold: {}", options_.proof, *flaw));
    return does_not_hold;
  }

 private:
  /// Nothing where the key does not vouch for it, which is then said.
  std::optional<events::Checkpoint> open(const std::string& option, const std::string& path) const {
    const std::string note = read_file(option, path);
    auto opened = read_as(path, [&] { return events::open_checkpoint(note, key_); });
    if (!opened.flaw) return std::move(opened.checkpoint);
    say(fmt::format("{}: the checkpoint does not hold: {}", path, *opened.flaw));
    return std::nullopt;
  }

  static Flaw check_size(std::uint64_t size, const events::Checkpoint& checkpoint) {
    if (size == checkpoint.head.size) return std::nullopt;
    return fmt::format(
        "it is for {} events, and the checkpoint for {}: `rentroll prove --at-seq {}` makes the "
        "one that fits, if the log has so many",
        size, checkpoint.head.size, checkpoint.head.size);
  }

  Flaw check(const events::InclusionProof& proof, const events::Checkpoint& checkpoint) {
    if (auto flaw = check_size(proof.size, checkpoint)) return flaw;
    if (auto flaw = events::check_event(proof.event, checkpoint.head)) return flaw;
    prove(checkpoint, fmt::format("event {} is one of them", proof.event.named.event.seq));
    shown_.push_back(&proof.event);
    return std::nullopt;
  }

  Flaw check(const events::ChargeProof& proof, const events::Checkpoint& checkpoint) {
    if (auto flaw = check_size(proof.size, checkpoint)) return flaw;
    for (const events::EventProof& event : proof.events) {
      if (auto flaw = events::check_event(event, checkpoint.head)) {
        return fmt::format("event {}: {}", event.named.event.seq, *flaw);
      }
      shown_.push_back(&event);
    }
    const auto id = core::ChargeId::parse(proof.charge);
    for (const events::EventProof& event : proof.events) {
      projections::for_each_charge(event.named.event, [&](const projections::ChargeLine& line) {
        if (id == line.id) prove_charge(checkpoint, line, event.named);
      });
    }
    if (proven_.empty()) {
      return fmt::format("none of its events carries the charge {}", core::shown(proof.charge));
    }
    return std::nullopt;
  }

  Flaw check(const events::ConsistencyProof& proof, const events::Checkpoint& checkpoint) {
    if (auto flaw = check_size(proof.to.size, checkpoint)) return flaw;
    if (proof.to.root != checkpoint.head.root) return "its newer root is not that of the checkpoint";
    if (auto flaw = events::check_consistency(proof.from, proof.to, proof.path)) return flaw;
    std::string earlier = "compare it with the older checkpoint, or name that with --earlier";
    if (options_.earlier) {
      const auto older = open("--earlier", *options_.earlier);
      if (!older) return "the older checkpoint does not hold";
      if (older->head != proof.from) return "the older checkpoint is not the one that it is a proof for";
      earlier = "which is what the older checkpoint says";
    }
    prove(checkpoint, fmt::format("they begin with the {} events whose root is {}, {}", proof.from.size,
                                  events::hash_text(proof.from.root), earlier));
    return std::nullopt;
  }

  void prove_charge(const events::Checkpoint& checkpoint, const projections::ChargeLine& line,
                    const events::NamedEvent& named) {
    prove(checkpoint, fmt::format("the events below are among them, and event {} charges {} {} to {}{} ({})",
                                  named.event.seq, line.amount.text(), line.currency.text(), named.account,
                                  named.number.empty() ? "" : " for " + named.number, line.id.text()));
  }

  void prove(const events::Checkpoint& checkpoint, const std::string& what) {
    const auto time = checkpoint.extension("time");
    proven_ = {fmt::format("{} signed{} that the log has {} events with the root {}.", key_.name,
                           time ? fmt::format(" at {}", core::shown(*time)) : "", checkpoint.head.size,
                           events::hash_text(checkpoint.head.root)),
               fmt::format("Proven: {}.", what)};
  }

  void print() {
    // Rows for programs stand alone.
    for (const std::string& line : proven_) format_ == Format::table ? output_.write(line + "\n") : say(line);
    for (const events::EventProof* proof : shown_) {
      events::Event event = proof->named.event;
      event.account = intern(names_.accounts, proof->named.account);
      event.number = intern(names_.numbers, proof->named.number);
      rows_.add(event);
    }
    if (!shown_.empty()) rows_.finish();
  }

  static events::Ordinal intern(events::Names& names, const std::string& text) {
    return text.empty() ? events::no_ordinal : names.intern(text);
  }

  const Options& options_;
  Output& output_;
  Format format_;
  events::VerifierKey key_;
  events::Proof proof_;
  std::vector<std::string> proven_;  // lines for people
  std::vector<const events::EventProof*> shown_;
  events::Directory names_;
  EventRows rows_;
};

}  // namespace

void add_check_proof(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("check-proof", "Check what was proven of a log, without the log");
  command.argument("FILE", options->proof, "What `rentroll prove` printed")
      .required("--checkpoint", options->checkpoint, "FILE",
                "The signed checkpoint that it is checked against")
      .required("--key", options->key, "FILE", "The public key of whoever signed the checkpoint")
      .option("--earlier", options->earlier, "FILE", "For a consistency proof: the older checkpoint");
  add_format_option(command, options->format);
  command.footer([] { return footer; });
  command.action([options](Output& output) { return Checking(*options, output).run(); });
}

}  // namespace rentroll::app
