#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/block_store.hpp"
#include "events/index_making.hpp"
#include "events/index_record.hpp"

namespace rentroll::events {

/// The events behind an index's last part, in memory: they are few.
class IndexTail {
 public:
  /// Reads events `first` to `last`. `sums_before` answers what an account was charged and given credit by
  /// then.
  IndexTail(const BlockStore& store, Seq first, Seq last, const EffectOf& effect_of,
            const std::function<AccountSums(Ordinal)>& sums_before);

  [[nodiscard]] Seq last() const { return last_; }
  /// The events that name an account or a number, or neither where it is none.
  [[nodiscard]] const std::vector<std::uint32_t>& of_account(Ordinal account) const;
  [[nodiscard]] const std::vector<std::uint32_t>& of_number(Ordinal number) const;
  [[nodiscard]] const std::vector<std::uint32_t>& of_nobody() const { return nobody_; }
  [[nodiscard]] const IndexedEvent& event(std::uint32_t place) const { return events_[place]; }

  /// The names that its events bear, or that its blocks introduce.
  [[nodiscard]] std::optional<Ordinal> find(bool of_number, const std::string& name) const;
  [[nodiscard]] std::optional<std::string_view> name(bool of_number, Ordinal ordinal) const;

 private:
  /// The texts of one kind of names, both ways.
  struct Texts {
    std::unordered_map<Ordinal, std::string> by_ordinal;
    std::unordered_map<std::string, Ordinal> by_text;
  };
  using Places = std::unordered_map<Ordinal, std::vector<std::uint32_t>>;

  void read_names(const BlockStore& store, Seq first);

  Seq last_;
  std::vector<IndexedEvent> events_;
  Places accounts_;
  Places numbers_;
  std::vector<std::uint32_t> nobody_;
  Texts account_texts_;
  Texts number_texts_;
};

}  // namespace rentroll::events
