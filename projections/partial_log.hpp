#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/subject_index.hpp"
#include "projections/replay.hpp"

/// The part of a log that the story of one number or one account consists of, read through the index. It has
/// ordinals of its own, so that a state of it is small.
namespace rentroll::projections {

struct PartialLog {
  events::Directory names;
  std::vector<events::Event> events;  ///< those of the cut, with the ordinals of `names`
};

/// Reads what is asked for through an index, events 1 to `last` of a cut. Nothing comes back where the index
/// turns out to be damaged.
class PartialReader {
 public:
  PartialReader(const events::SubjectIndex& index, const events::BlockStore& store, const Cut& cut, Seq last)
      : index_(index), store_(store), cut_(cut), last_(last) {}

  /// Whether an event up to `last` names it, whenever it occurred.
  [[nodiscard]] std::optional<bool> knows(events::SubjectKind kind, const std::string& name) const;

  /// The events of an account, of a number, or of either, in the order of the log.
  [[nodiscard]] std::optional<PartialLog> events_of(const std::optional<std::string>& account,
                                                    const std::optional<std::string>& number) const;
  /// What `NumberAudit` needs, in the order of the fold: the events of the number, of all accounts that they
  /// name, and of the numbers whose renewals began a grace at whose end it was unrented; and those that name
  /// nobody.
  [[nodiscard]] std::optional<PartialLog> story_of_number(const std::string& number) const;
  /// What `AccountAudit` needs, in the order of the fold: the events of the account and of all numbers that
  /// they name, and those that name nobody.
  [[nodiscard]] std::optional<PartialLog> story_of_account(const std::string& account) const;

 private:
  class Gathered;

  const events::SubjectIndex& index_;
  const events::BlockStore& store_;
  Cut cut_;
  Seq last_;
};

}  // namespace rentroll::projections
