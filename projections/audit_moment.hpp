#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/price_list.hpp"
#include "events/event.hpp"
#include "projections/state.hpp"

/// What an audit looks at to tell of one event: the state before and after the one fold, and which earlier
/// events what is in force came from.
namespace rentroll::projections {

/// Which events set what is in force: the state knows the values, an audit names where they came from.
class Sources {
 public:
  /// The renewal that began a grace (C8, "unrent").
  struct Grace {
    Seq seq = 0;
    Ordinal number = no_ordinal;
    core::Instant at;
  };

  /// Takes note of an event. `after` is the state that has seen it.
  void learn(const events::Event& event, const State& after);

  /// The PriceSet in force for a key; 0 where there is none (C1).
  [[nodiscard]] Seq price(const core::PriceKey& key) const;
  /// The RentalRepriced in force for a standing rental; 0 where its fee is that of its terms (C7).
  [[nodiscard]] Seq repricing(Ordinal number) const;
  /// The account's last grace; null where there was none.
  [[nodiscard]] const Grace* grace(Ordinal account) const;

 private:
  std::map<core::PriceKey, Seq> prices_;
  std::unordered_map<Ordinal, Seq> repricings_;
  std::unordered_map<Ordinal, Grace> graces_;
};

/// How much an audit says of the reckoning.
enum class Detail {
  brief,      ///< the rules that apply: `C3: day 31 clamped to 28`
  reckoning,  ///< with dates and sources: `2023-01-31 -> 2023-02-28: day 31 clamped to 28 (C3)`
};

/// One event with the state on both sides of it.
struct Moment {
  const events::Event& event;
  const State& state;  ///< after the event
  const Sources& sources;
  const Account& account_before;            ///< of the event's account; unknown where it has none
  const Number& number_before;              ///< of the event's number; unknown where it has none
  std::optional<core::Price> price_before;  ///< for a PriceSet: what it replaces
  Detail detail = Detail::brief;

  [[nodiscard]] const Account& account() const { return state.account(event.account); }
  [[nodiscard]] Number number() const { return state.number(event.number); }
  /// Texts of names; `nobody` and `no number` for none.
  [[nodiscard]] std::string_view account_text(Ordinal account) const;
  [[nodiscard]] std::string_view number_text(Ordinal number) const;
};

/// What is told of an event: what it changed, in one sentence, and the rules that explain it.
struct Told {
  std::string change;
  std::vector<std::string> rules;
};

/// Tells of a refusal (Q3). What requests say is known above the projections, so it is given to an audit.
using RefusalWords = std::function<Told(const Moment&)>;

/// `1 day`, `5 days`
[[nodiscard]] std::string days_in_words(int days);

/// `active`; `not opened` for an account and `not stocked` for a number that has no state yet.
[[nodiscard]] std::string state_in_words(core::AccountState state);
[[nodiscard]] std::string state_in_words(core::NumberState state);

/// What the lifting of a case gives back (A1, A4). `cases` are those of its account or number, afterwards.
[[nodiscard]] std::string lifting_rule(const Cases* cases, const core::CaseId& lifted);

/// The words of a set with commas between; `nothing` for an empty one.
template <class Enum>
std::string set_in_words(core::EnumSet<Enum> set) {
  std::string words;
  for (const auto& [word, text] : core::EnumTexts<Enum>::value) {
    if (!set.contains(word)) continue;
    if (!words.empty()) words += ", ";
    words += text;
  }
  return words.empty() ? "nothing" : words;
}

}  // namespace rentroll::projections
