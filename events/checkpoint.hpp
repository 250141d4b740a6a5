#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/block_store.hpp"
#include "events/leaf_hashes.hpp"
#include "events/merkle_tree.hpp"
#include "events/signed_note.hpp"

/// Checkpoints: how large a log was and what its root was, signed, as https://c2sp.org/tlog-checkpoint says.
namespace rentroll::events {

struct Checkpoint {
  std::string origin;  ///< the log's name: that of the key that signs for it
  TreeHead head;
  std::vector<std::string> extensions;  ///< further lines, none of them empty

  /// Reads the text of a note. Throws InputError.
  [[nodiscard]] static Checkpoint parse(std::string_view text);
  /// The text of a note.
  [[nodiscard]] std::string text() const;
  /// What follows a word in the first extension line that begins with it: `time` was the clock's time when
  /// it was signed. Nothing where there is none.
  [[nodiscard]] std::optional<std::string> extension(std::string_view word) const;
};

/// A checkpoint and whether it can be relied on.
struct CheckedCheckpoint {
  Checkpoint checkpoint;  ///< to be ignored where there is a flaw
  Flaw flaw;
};

/// Reads a checkpoint and checks that a key vouches for it. Throws InputError where it is none.
[[nodiscard]] CheckedCheckpoint open_checkpoint(std::string_view note, const VerifierKey& key);

/// Checks that a log still is the one that was signed: that the checkpoint is signed by the key, and that the
/// root of the store's first events, hashed anew, is the one signed. `each` is called for every event hashed.
/// Throws InputError where the note is no checkpoint, and DamagedBlock.
[[nodiscard]] CheckedCheckpoint check_checkpoint(
    const BlockStore& store, std::string_view note, const VerifierKey& key,
    const std::function<void(const LeafPlace&)>& each = [](const LeafPlace&) {});

}  // namespace rentroll::events
