#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/sha256.hpp"
#include "events/block_store.hpp"
#include "events/leaf_form.hpp"

namespace rentroll::events {

/// What an index finds events by. The letters stand in its keys.
enum class SubjectKind : char {
  account = 'a',
  number = 'n',
  none = '0'  ///< the events that name neither: policy, prices, the clock
};

/// How many events the parts of an index hold.
struct IndexSizes {
  Seq part_min = 1 << 16;  ///< fewer are read from the log itself
  Seq part_max = 1 << 22;  ///< more would need too much memory when the part is made
};

/// The events of each account and each number of a log, kept in a folder of its own, so that what is asked of
/// one of them costs in proportion to the answer. FORMAT.md describes its parts: each holds the events of a
/// range of seqs, sorted by whom they name, and is never changed. They can be deleted at any time. Parts that
/// do not fit, be they damaged, of another log or of another version of the program, are passed over and made
/// anew. The events behind the last part are read from the log.
class SubjectIndex {
 public:
  /// Opens what is there and fits.
  SubjectIndex(std::filesystem::path folder, const BlockStore& store, IndexSizes sizes = {});
  ~SubjectIndex();
  SubjectIndex(const SubjectIndex&) = delete;
  SubjectIndex& operator=(const SubjectIndex&) = delete;

  /// Events 1 to this one are in its parts.
  [[nodiscard]] Seq last_seq() const;
  /// Brings it near event `durable`, the last one that cannot be lost, as far as the folder can be written.
  /// `each` is called for every event that is put in.
  void extend(Seq durable, const std::function<void(const Event&)>& each);

  /// The events up to `last` that name an account or a number, or neither, by seq. Nothing where a part turns
  /// out to be damaged: it is taken away.
  [[nodiscard]] std::optional<std::vector<NamedEvent>> events_of(SubjectKind kind, std::string_view name,
                                                                 Seq last) const;

 private:
  struct Part;

  void open_parts();
  [[nodiscard]] bool make_part(Seq first, Seq last, const core::Hash& before, Directory& names,
                               const std::function<void(const Event&)>& each) const;
  void read_rest(SubjectKind kind, std::string_view name, Seq last, std::vector<NamedEvent>& found) const;

  std::filesystem::path folder_;
  const BlockStore& store_;
  IndexSizes sizes_;
  std::vector<std::unique_ptr<Part>> parts_;  // without a gap from event 1 on
};

}  // namespace rentroll::events
