#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "events/block_store.hpp"
#include "projections/storyteller.hpp"

/// Audits: the story of a number, an account or a charge, told during one replay.
namespace rentroll::projections {

/// Takes the rows of a story, in the order of (occurred_at, seq) (L4).
using AuditSink = std::function<void(const AuditRow&)>;

/// Chooses the events that name the subject of an audit.
using Subject = std::function<bool(const events::Event&)>;

/// Tells of the events that it chooses. For every event of the replay `before` is called, then comes the
/// fold, then `after`; `finish` at the end.
class Audit {
 public:
  virtual ~Audit() = default;
  void before(const events::Event& event) { teller_.before(event); }
  void after(const events::Event& event) {
    teller_.after(event);
    look(event);
  }
  /// Gives the sink the rows that have been kept back.
  virtual void finish();

 protected:
  Audit(const State& state, RefusalWords refusal_words, Detail detail, AuditSink sink)
      : teller_(state, std::move(refusal_words), detail), sink_(std::move(sink)) {}
  /// An event that has been folded.
  virtual void look(const events::Event& event) = 0;

  [[nodiscard]] const Storyteller& teller() const { return teller_; }
  [[nodiscard]] const State& state() const { return teller_.state(); }
  void send(const AuditRow& row) const { sink_(row); }
  /// Keeps a row until the end, once.
  void keep(AuditRow&& row) {
    const std::pair place{row.occurred_at, row.seq};
    kept_.try_emplace(place, std::move(row));
  }
  void keep(const AuditRow& row) { keep(AuditRow(row)); }

 private:
  Storyteller teller_;
  AuditSink sink_;
  std::map<std::pair<core::Instant, Seq>, AuditRow> kept_;
};

/// Every event of an account, its refusals included, as they come.
class AccountAudit final : public Audit {
 public:
  AccountAudit(const State& state, RefusalWords refusal_words, AuditSink sink, Subject of_account)
      : Audit(state, std::move(refusal_words), Detail::brief, std::move(sink)),
        of_account_(std::move(of_account)) {}

 private:
  void look(const events::Event& event) override;

  Subject of_account_;
};

/// Every event of a number, over all its rentals and stockings, its refusals included; and those of its
/// holder's account that released it: the closing (A5), and the renewal that began the grace at whose end it
/// was unrented (C8).
class NumberAudit final : public Audit {
 public:
  NumberAudit(const State& state, RefusalWords refusal_words, AuditSink sink, Subject of_number)
      : Audit(state, std::move(refusal_words), Detail::brief, std::move(sink)),
        of_number_(std::move(of_number)) {}

 private:
  void look(const events::Event& event) override;
  void look_at_release(const events::Event& event, const events::NumberUnrented& unrented);

  Subject of_number_;
  Ordinal closing_ = no_ordinal;        // the account that has released it and is about to be closed
  std::map<Ordinal, AuditRow> graces_;  // by account: the renewal that began its last grace
};

/// A charge and what it goes back to.
struct ChargePath {
  std::vector<core::ChargeId> charges;  ///< the charge itself, then what an adjustment corrects, and so on
  Seq asked = 0;                        ///< the event of the first of them
  Seq origin = 0;                       ///< the event of the last of them
  Ordinal number = no_ordinal;          ///< of the last one, where it is a rental's; none for an adjustment
};

/// Nothing where the log holds no such charge.
[[nodiscard]] std::optional<ChargePath> find_charge(const events::BlockStore& store,
                                                    const core::ChargeId& id);

/// The chain back from a charge, with the reckoning of its dates and its amount: the policy, the price in
/// force, the end of the rental before a reclaim or recovery, the rental's beginning, its repricings and
/// renewals up to the charge; and the adjustments that correct it later (C9).
class ChargeAudit final : public Audit {
 public:
  ChargeAudit(const State& state, RefusalWords refusal_words, AuditSink sink, ChargePath path)
      : Audit(state, std::move(refusal_words), Detail::reckoning, std::move(sink)), path_(std::move(path)) {}

  /// Whether the replay has come across the charge.
  [[nodiscard]] bool found() const { return found_; }

 private:
  void look(const events::Event& event) override;
  void look_before_origin(const events::Event& event);
  void look_at_adjustment(const events::Event& event, const events::ChargeAdjusted& adjusted);
  void begin_rental(const events::Event& event);
  [[nodiscard]] AuditRow tell(const events::Event& event) const;

  ChargePath path_;
  bool found_ = false;
  bool origin_told_ = false;
  std::map<core::PriceKey, AuditRow> prices_;  // in force
  std::optional<AuditRow> policy_;
  std::optional<AuditRow> release_;          // the number's last one
  std::vector<AuditRow> rental_;             // what the rental at hand consists of so far
  std::vector<core::ChargeId> corrections_;  // the adjustments that correct the charge
};

}  // namespace rentroll::projections
