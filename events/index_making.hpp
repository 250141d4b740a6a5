#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "events/block_store.hpp"
#include "events/index_part.hpp"

namespace rentroll::events {

/// What an event may change of its account beside what it was charged.
enum class AccountChange : std::uint8_t {
  nothing,
  below_zero,  ///< something where the balance is below zero before or after it (C8)
  something
};

/// What an event does to its account.
struct AccountEffect {
  AccountSums added;  ///< to what it was charged and given credit
  AccountChange change = AccountChange::nothing;
};
using EffectOf = std::function<AccountEffect(const Event&)>;

/// What the accounts were charged and given credit, in the order of the log.
class RunningSums {
 public:
  explicit RunningSums(const EffectOf& effect_of) : effect_of_(effect_of) {}

  [[nodiscard]] AccountSums of(Ordinal account) const {
    return account < sums_.size() ? sums_[account] : AccountSums{};
  }
  void set(Ordinal account, const AccountSums& sums);
  /// Takes an event that names an account. Answers whether it may have changed more of it than what it was
  /// charged.
  bool add(const Event& event);

 private:
  const EffectOf& effect_of_;
  std::vector<AccountSums> sums_;  // by account
};

/// Makes the part of a log's events up to one, out of parts that are there and of the events behind these.
class IndexMaking {
 public:
  /// `before` are the parts before it, `merged` those that become part of it, none with a gap.
  IndexMaking(const BlockStore& store, const EffectOf& effect_of,
              std::span<const std::unique_ptr<IndexPartReader>> before,
              std::span<const std::unique_ptr<IndexPartReader>> merged);

  /// Makes it in a new file, with no more than `run_max` events in memory. `each` is called for every event
  /// that is read from the log. False where it cannot be written. Throws DamagedPart.
  [[nodiscard]] bool make(const std::filesystem::path& folder, int descriptor, Seq last, Seq run_max,
                          const std::function<void(const Event&)>& each);

 private:
  [[nodiscard]] bool gather(const std::filesystem::path& folder, Seq last, Seq run_max,
                            const std::function<void(const Event&)>& each);
  void merge(IndexPartWriter& writer, const SharedKinds& kinds);
  [[nodiscard]] std::string_view name_of(RecordKind kind, Ordinal ordinal) const;

  const BlockStore& store_;
  PartHead head_;
  Seq read_from_ = 1;
  Directory names_;
  RunningSums sums_;
  std::vector<std::unique_ptr<RecordSource>> sources_;
  std::vector<Ordinal> accounts_;  // that the part has
};

}  // namespace rentroll::events
