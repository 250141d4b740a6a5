#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/leaf_form.hpp"
#include "events/merkle_tree.hpp"

/// Proofs about a log, which whoever has a checkpoint checks without the log. A proof is one JSON object;
/// FORMAT.md describes it.
namespace rentroll::events {

/// That an event is one of a log's.
struct EventProof {
  NamedEvent named;            ///< read from the leaf
  std::string leaf;            ///< the bytes that were hashed
  std::vector<Hash> path;      ///< from the leaf to the root
  bool shows_its_leaf = true;  ///< false where the event that the proof shows to people is another one
};

struct InclusionProof {
  std::uint64_t size = 0;  ///< of the log that it is a proof for
  EventProof event;
};

/// The events that explain a charge.
struct ChargeProof {
  std::string charge;  ///< its id
  std::uint64_t size = 0;
  std::vector<EventProof> events;
};

/// That a log begins with what an older checkpoint was for.
struct ConsistencyProof {
  TreeHead from;
  TreeHead to;
  std::vector<Hash> path;
};

/// A proof's text is at most this long.
inline constexpr std::size_t proof_bytes_max = std::size_t{16} << 20;

using Proof = std::variant<InclusionProof, ChargeProof, ConsistencyProof>;

/// The proof of an event that has been read from the log.
[[nodiscard]] EventProof event_proof(NamedEvent named, std::vector<Hash> path);

/// One JSON object on one line.
[[nodiscard]] std::string proof_text(const Proof& proof);

/// Reads a proof, but does not check it. Throws InputError where the text is none.
[[nodiscard]] Proof read_proof(std::string_view text);

/// Why it is not proven that the event is one of the log with this head; nothing where it is.
[[nodiscard]] Flaw check_event(const EventProof& proof, const TreeHead& head);

}  // namespace rentroll::events
