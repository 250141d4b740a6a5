#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "projections/rollforward.hpp"

/// Invoices: how one account's balance came about in one calendar month, line by line.
namespace rentroll::projections {

/// What an invoice covers: a calendar month of UTC, [begin, end) (T2), or its part up to an instant.
struct InvoicePeriod {
  core::Date month;       ///< its 1st
  core::Instant begin;    ///< 00:00:00 of the 1st
  core::Instant end;      ///< 00:00:00 of the next month's 1st
  core::Instant covered;  ///< the first instant that is not covered: `end`, or in the month

  /// REQUIRES: a 1st from 1970-01-01 up to 2261-12-01.
  [[nodiscard]] static InvoicePeriod of_month(core::Date first);
  /// The same month, up to and including an instant. REQUIRES: not before the month.
  [[nodiscard]] InvoicePeriod up_to(core::Instant last) const;

  /// The last instant covered.
  [[nodiscard]] core::Instant as_of() const {
    return core::Instant::from_microseconds(covered.microseconds() - 1);
  }
  /// Whether a part of the month is left out.
  [[nodiscard]] bool is_provisional() const { return covered < end; }
};

struct InvoiceCredit {
  Seq seq = 0;
  core::Instant occurred_at;
  core::Money amount;
  std::string request;  ///< the request's id, empty for none
};

/// What an adjustment corrects (C9).
struct CorrectedCharge {
  core::Date date;
  core::Money amount;
};

struct InvoiceCharge {
  core::ChargeId id;
  core::Instant occurred_at;
  std::string number;                      ///< empty for an adjustment without one
  std::optional<core::Date> period_begin;  ///< C5: [period_begin, period_end)
  std::optional<core::Date> period_end;
  std::string description;  ///< for people: what was charged, for an adjustment why
  core::Money amount;
  std::optional<core::ChargeId> corrects;  ///< C9
  std::string reason;                      ///< C9
  std::string request;                     ///< the request's id, empty for none
};

/// The charges of one kind, adjustments with their sign.
struct InvoiceTotal {
  core::ChargeKind kind{};
  std::size_t lines = 0;
  core::Money amount;
};

/// closing = opening + credit - charged (C10); credit and charged are the sums of their lines, and charged is
/// also that of the totals.
struct Invoice {
  InvoicePeriod period;
  std::string account;
  core::AccountState state{};              ///< at the end of what is covered
  std::optional<core::Instant> opened_at;  ///< where the account was opened in the month
  core::Currency currency;
  core::Money opening;  ///< the balance just before the month
  std::vector<InvoiceCredit> credits;
  core::Money credit;
  std::vector<InvoiceCharge> charges;
  std::array<InvoiceTotal, 4> totals;  ///< one a kind, in the order of their numbers
  core::Money charged;
  core::Money closing;  ///< the balance at the end of what is covered
};

/// Makes one account's invoice in one pass over its events.
class InvoiceMaker {
 public:
  explicit InvoiceMaker(const InvoicePeriod& period);

  /// Takes an event of the account after it was folded into `state`; what occurred after the period counts
  /// for nothing. The account's earlier charges are remembered, some bytes each, for adjustments that correct
  /// them. Throws MoneyOverflow.
  void add(const events::Event& event, const State& state);

  /// `state` has folded what occurred in the log up to the end of the period and nothing later: its balance
  /// is the closing one, and it is asserted that the lines lead to it. Throws MoneyOverflow.
  /// REQUIRES: all events of the account were added, and its opening is among them.
  [[nodiscard]] Invoice finish(const State& state, Ordinal account) &&;

 private:
  void add_charge(const ChargeLine& line, const events::Event& event, const State& state);
  [[nodiscard]] std::string description_of(const ChargeLine& line, const events::Event& event,
                                           const State& state) const;
  [[nodiscard]] std::string adjustment_in_words(const ChargeLine& line) const;

  Rollforward rollforward_;
  Invoice invoice_;
  std::unordered_map<core::ChargeId, CorrectedCharge, core::ChargeIdHash> charged_;
};

}  // namespace rentroll::projections
