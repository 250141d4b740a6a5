#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/sha256.hpp"
#include "projections/state.hpp"

/// The file of one snapshot: the state that events 1 to N of a log end in. docs/architecture.md describes it.
namespace rentroll::projections {

/// The number of the form. It changes with every change of `State` and what it consists of, and of what
/// `evolve` makes of any event: a state that an older program has folded would go on as if this one had.
inline constexpr std::uint32_t snapshot_form = 5;

/// What stands first in the file. Its bytes are stored as they are.
struct SnapshotHead {
  std::array<char, 16> what;     ///< that the file is a snapshot
  std::array<char, 16> program;  ///< the version of the program, which no other one takes
  std::uint32_t form;
  std::uint32_t account_bytes;  ///< of one account's state, and so on: another compiler may lay it out
  std::uint32_t number_bytes;   ///< otherwise
  std::uint32_t policy_bytes;
  core::Seq seq;              ///< N
  core::Instant horizon;      ///< no event of these occurred later
  core::Instant recorded_at;  ///< nor was recorded later
  core::Hash log;             ///< which log it is of
  std::uint64_t accounts;     ///< how many of each follow, and how many characters
  std::uint64_t numbers;
  std::uint64_t account_names;
  std::uint64_t account_characters;
  std::uint64_t number_names;
  std::uint64_t number_characters;
  std::uint64_t prices;
  std::uint64_t cases;
  std::uint64_t case_characters;
};

/// So many bytes the file of a state has, written with so many names.
[[nodiscard]] std::uint64_t snapshot_bytes(const State& state, const events::NameCounts& names);

/// Writes a state into a new file, to its end, with so many names: all that the log introduces up to the
/// snapshot's event, and no more, since of those that come later a log may lose some. False where that fails.
[[nodiscard]] bool write_snapshot(int descriptor, const State& state, const events::NameCounts& names,
                                  const core::Hash& log);

/// A snapshot's file, opened to be read. What it says is not trusted: every size is checked before it is
/// used, and all of it against its digest.
class SnapshotFile {
 public:
  /// Null where there is none, or it is not one that this program can have written.
  [[nodiscard]] static std::unique_ptr<SnapshotFile> open(const std::filesystem::path& path);

  SnapshotFile(const SnapshotFile&) = delete;
  SnapshotFile& operator=(const SnapshotFile&) = delete;
  ~SnapshotFile();

  [[nodiscard]] const SnapshotHead& head() const { return head_; }
  /// The state; nothing where the file is damaged.
  [[nodiscard]] std::optional<State> read() const;

 private:
  SnapshotFile(int descriptor, const SnapshotHead& head) : descriptor_(descriptor), head_(head) {}

  int descriptor_;
  SnapshotHead head_;
};

}  // namespace rentroll::projections
