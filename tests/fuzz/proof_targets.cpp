#include <string>

#include "core/assert.hpp"
#include "events/checkpoint.hpp"
#include "events/proof.hpp"
#include "events/signed_note.hpp"
#include "tests/fuzz/target.hpp"

namespace rentroll::fuzz {
namespace {

/// A key that everybody can sign with: its seed is 32 bytes of 0. The corpus has notes signed by it.
const events::VerifierKey& some_key() {
  static const events::SigningKey key{"books", {}};
  static const events::VerifierKey verifier = key.verifier();
  return verifier;
}

/// Nothing that anybody makes up proves an event of this log.
const events::TreeHead some_head{1000, {1, 2, 3}};

struct CheckNothingProven {
  void event(const events::EventProof& proof) const {
    RENTROLL_ASSERT(events::check_event(proof, some_head).has_value());
  }
  void operator()(const events::InclusionProof& proof) const { event(proof.event); }
  void operator()(const events::ChargeProof& proof) const {
    for (const events::EventProof& each : proof.events) event(each);
  }
  void operator()(const events::ConsistencyProof& proof) const {
    RENTROLL_ASSERT(proof.from.size == 0 || proof.from.size >= some_head.size ||
                    events::check_consistency(proof.from, some_head, proof.path).has_value());
  }
};

}  // namespace

/// What is read as a proof prints as one that reads as the same; none proves anything of a log that it is not
/// of.
void read_proof(std::string_view bytes) {
  may_refuse([&] {
    const events::Proof proof = events::read_proof(bytes);
    std::visit(CheckNothingProven{}, proof);
    const std::string text = events::proof_text(proof);
    RENTROLL_ASSERT(events::proof_text(events::read_proof(text)) == text);
  });
}

void read_checkpoint(std::string_view bytes) {
  may_refuse([&] {
    const events::CheckedCheckpoint checked = events::open_checkpoint(bytes, some_key());
    if (!checked.flaw) RENTROLL_ASSERT(!checked.checkpoint.origin.empty());
  });
  may_refuse([&] {
    const events::Checkpoint checkpoint = events::Checkpoint::parse(bytes);
    RENTROLL_ASSERT(checkpoint.text() == bytes);
  });
}

/// A key prints as it was read.
void read_key(std::string_view bytes) {
  may_refuse([&] { RENTROLL_ASSERT(events::VerifierKey::parse(bytes).text() == bytes); });
  may_refuse([&] { RENTROLL_ASSERT(events::SigningKey::parse(bytes).text() == bytes); });
}

}  // namespace rentroll::fuzz
