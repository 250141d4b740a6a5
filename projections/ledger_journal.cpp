#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "projections/journal_forms.hpp"

namespace rentroll::projections {
namespace {

constexpr int indent = 4;
constexpr int account_width = 44;

/// A description ends where a comment begins.
std::string without_semicolons(std::string text) {
  std::replace(text.begin(), text.end(), ';', ',');
  return text;
}

class LedgerJournal final : public Journal {
 public:
  using Journal::Journal;

 private:
  /// Everything is declared, so that `ledger --pedantic` and `hledger check --strict` find nothing.
  void write_heading(std::string& text) override {
    text += '\n';
    for (const char* tag :
         {"charge", "number", "occurred_at", "period_begin", "period_end", "corrects", "event"})
      text.append("tag ").append(tag).append("\n");
    text += '\n';
    for (const JournalAccount account : {JournalAccount::payments, JournalAccount::rental,
                                         JournalAccount::setup, JournalAccount::adjustments}) {
      text.append("account ").append(ledger_name(account, "")).append("\n");
    }
  }

  void write_currency(std::string& text, core::Currency currency) override {
    fmt::format_to(std::back_inserter(text), "commodity {0}\n    format 1.000000 {0}\n", currency.text());
  }

  void write_accounts_of(std::string& text, events::Ordinal account) override {
    for (const JournalAccount each : {JournalAccount::receivable, JournalAccount::prepayments})
      text.append("account ").append(ledger_name(each, id_of(account))).append("\n");
  }

  void write_entry(std::string& text, const JournalEntry& entry) override {
    const std::string code = entry.charge ? entry.charge->id.text() : fmt::format("{}-credit", entry.seq);
    fmt::format_to(std::back_inserter(text), "{} * ({}) {}\n", date(), code,
                   without_semicolons(described(entry, names())));
    write_tags(text, entry);
    write_posting(text, entry, entry.debit, false);
    write_posting(text, entry, entry.credit, true);
  }

  /// None holds what somebody wrote freely: both programs read dates and further tags out of comments.
  void write_tags(std::string& text, const JournalEntry& entry) const {
    if (entry.charge) {
      const ChargeLine& line = *entry.charge;
      write_tag(text, "charge", line.id.text());
      if (line.number != events::no_ordinal) write_tag(text, "number", names().numbers.text(line.number));
      if (line.period_begin) write_tag(text, "period_begin", line.period_begin->text());
      if (line.period_end) write_tag(text, "period_end", line.period_end->text());
      if (line.corrects) write_tag(text, "corrects", line.corrects->text());
    } else {
      write_tag(text, "event", fmt::format("{}", entry.seq));
    }
    write_tag(text, "occurred_at", entry.occurred_at.text());
  }

  static void write_tag(std::string& text, std::string_view tag, std::string_view value) {
    fmt::format_to(std::back_inserter(text), "{:{}}; {}: {}\n", "", indent, tag, value);
  }

  void write_posting(std::string& text, const JournalEntry& entry, JournalAccount account,
                     bool turned) const {
    fmt::format_to(std::back_inserter(text), "{:{}}{:{}}  {:>20} {}\n", "", indent,
                   ledger_name(account, id_of(entry.account)), account_width,
                   six_decimals(entry.amount, turned), entry.currency.text());
  }
};

}  // namespace

std::unique_ptr<Journal> open_ledger_journal(const events::Directory& names, Journal::Sink sink) {
  return std::make_unique<LedgerJournal>(names, std::move(sink));
}

}  // namespace rentroll::projections
