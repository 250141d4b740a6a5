#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/journal_entry.hpp"

namespace rentroll::projections {

/// The programs that a journal is written for: one text for both ledger and hledger, or one for beancount.
enum class JournalForm : std::uint8_t { ledger = 1, beancount = 2 };

/// What a journal was made from.
struct JournalSource {
  core::Seq last_seq = 0;                ///< events 1 to this one
  std::optional<core::Instant> horizon;  ///< nothing where there are no events
  std::optional<core::Instant> as_of;    ///< only what occurred up to then
  std::string digest;                    ///< of all accounts and numbers at its end
};

/// Writes a log as a journal of double entries, in one pass that keeps no entry: what is charged is owed by
/// the account and is revenue, credit is money that came in and a prepayment of the account. So an account's
/// receivable is the sum of its charges, and receivable + prepayments = - balance (C10).
class Journal {
 public:
  /// Takes the journal's text, piece by piece.
  using Sink = std::function<void(std::string_view)>;

  Journal(const events::Directory& names, Sink sink) : names_(names), sink_(std::move(sink)) {}
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  virtual ~Journal() = default;

  /// What stands before all entries.
  void begin();
  /// REQUIRES: events come in the order of (occurred_at, seq) (L4), so that dates never fall.
  void add(const events::Event& event);
  /// What stands after all entries. Whoever reads a journal without its last line has not all of it.
  void finish(const JournalSource& source);

 protected:
  [[nodiscard]] const events::Directory& names() const { return names_; }
  [[nodiscard]] std::string_view id_of(events::Ordinal account) const {
    return names_.accounts.text(account);
  }
  /// The UTC date of the event that is being added.
  [[nodiscard]] const std::string& date() const { return date_text_; }

 private:
  // What the forms write, each in its way.
  virtual void write_heading(std::string& text) = 0;
  virtual void write_currency(std::string& text, core::Currency currency) = 0;
  virtual void write_accounts_of(std::string& text, events::Ordinal account) = 0;
  virtual void write_entry(std::string& text, const JournalEntry& entry) = 0;

  void write(const JournalEntry& entry);
  void declare_accounts_of(events::Ordinal account);
  void declare(core::Currency currency);
  void send();

  const events::Directory& names_;
  Sink sink_;
  std::string text_;  // not sent yet
  std::optional<core::Date> date_;
  std::string date_text_;
  std::uint64_t entries_ = 0;
  std::vector<core::Currency> currencies_;  // those declared
  std::vector<bool> accounts_;              // by ordinal: those declared
};

/// `names` are those of the log, may grow as it is read, and must outlive the journal.
[[nodiscard]] std::unique_ptr<Journal> open_journal(JournalForm form, const events::Directory& names,
                                                    Journal::Sink sink);

}  // namespace rentroll::projections
