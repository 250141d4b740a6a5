#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/block_store.hpp"
#include "events/index_making.hpp"
#include "events/index_part.hpp"
#include "events/index_tail.hpp"

namespace rentroll::events {

/// What an index finds events by.
enum class SubjectKind : std::uint8_t {
  account,
  number,
  none  ///< the events that name neither: policy, prices, the clock
};

/// How many events the parts of an index hold.
struct IndexSizes {
  Seq part_min = 1 << 16;  ///< fewer are read from the log itself
  Seq run_max = 1 << 22;   ///< so many are sorted in memory at once
  Seq ratio = 4;           ///< a part is so many times as large as all behind it, or they are made into one
};

/// Which events of an account are asked for.
enum class Extent : std::uint8_t {
  whole,
  /// Those that may change more of it than what it was charged, if nothing came late.
  brief
};

/// The events of each account and each number of a log, kept in a folder of its own, so that what is asked of
/// one of them costs in proportion to the answer. FORMAT.md describes its parts: each holds the events of a
/// range of seqs by whom they name, and is never changed. They can be deleted at any time. Parts that do not
/// fit, be they damaged, of another log or of another version of the program, are passed over and made anew.
/// The events behind the last part are read from the log, and kept in memory.
///
/// Where a part turns out to be damaged while it is read, it is taken away and DamagedPart is thrown.
class SubjectIndex {
 public:
  /// Opens what is there and fits.
  SubjectIndex(std::filesystem::path folder, const BlockStore& store, EffectOf effect_of,
               IndexSizes sizes = {});
  ~SubjectIndex();
  SubjectIndex(const SubjectIndex&) = delete;
  SubjectIndex& operator=(const SubjectIndex&) = delete;

  /// Events 1 to this one are in its parts.
  [[nodiscard]] Seq last_seq() const;
  [[nodiscard]] std::size_t parts() const { return parts_.size(); }
  /// Brings it near event `durable`, the last one that cannot be lost, as far as the folder can be written.
  /// `each` is called for every event that is read.
  void extend(Seq durable, const std::function<void(const Event&)>& each);

  /// The ordinal of a name that events up to `last` may bear; nothing where none does.
  [[nodiscard]] std::optional<Ordinal> find(SubjectKind kind, const std::string& name, Seq last) const;
  /// The name of an ordinal that an event up to `last` bears.
  [[nodiscard]] std::string name(SubjectKind kind, Ordinal ordinal, Seq last) const;

  /// Appends the events up to `last` that name an account or a number, or neither, by seq.
  void read(SubjectKind kind, Ordinal ordinal, Extent extent, Seq last,
            std::vector<IndexedEvent>& events) const;

 private:
  void open_parts();
  [[nodiscard]] bool extend_once(Seq durable, const std::function<void(const Event&)>& each);
  void take_away_others() const;
  [[nodiscard]] const IndexTail& tail(Seq last) const;
  void read_part(IndexPartReader& part, SubjectKind kind, Ordinal ordinal, Extent extent,
                 std::vector<IndexedEvent>& events) const;
  void read_tail(SubjectKind kind, Ordinal ordinal, Seq last, std::vector<IndexedEvent>& events) const;

  std::filesystem::path folder_;
  const BlockStore& store_;
  EffectOf effect_of_;
  IndexSizes sizes_;
  std::vector<std::unique_ptr<IndexPartReader>> parts_;  // without a gap from event 1 on
  mutable std::unique_ptr<IndexTail> tail_;              // once it was asked for
};

}  // namespace rentroll::events
