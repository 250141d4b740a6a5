#include <fmt/format.h>

#include <iterator>

#include "projections/journal_forms.hpp"

namespace rentroll::projections {
namespace {

constexpr int account_width = 46;

/// The first instant that a log can know (T1): what all accounts share is there from then on.
constexpr const char* first_date = "1970-01-01";

std::string quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char each : text) {
    if (each == '"' || each == '\\') quoted += '\\';
    quoted += each;
  }
  return quoted + '"';
}

class BeancountJournal final : public Journal {
 public:
  using Journal::Journal;

 private:
  void write_heading(std::string& text) override {
    text +=
        "; Below an account's name, `Id-` stands before its id, with `--` for -, `-U` for _ and `-D` for "
        ".\n\n";
    text += "option \"title\" \"rentroll\"\n\n";
    for (const JournalAccount account : {JournalAccount::payments, JournalAccount::rental,
                                         JournalAccount::setup, JournalAccount::adjustments}) {
      write_open(text, first_date, beancount_name(account, ""));
    }
  }

  void write_currency(std::string& text, core::Currency currency) override {
    fmt::format_to(std::back_inserter(text), "{} commodity {}\n", first_date, currency.text());
  }

  void write_accounts_of(std::string& text, events::Ordinal account) override {
    for (const JournalAccount each : {JournalAccount::receivable, JournalAccount::prepayments}) {
      write_open(text, date(), beancount_name(each, id_of(account)));
      write_metadata(text, "account", quoted(id_of(account)));
    }
  }

  void write_entry(std::string& text, const JournalEntry& entry) override {
    fmt::format_to(std::back_inserter(text), "{} * {}\n", date(), quoted(described(entry, names())));
    write_metadata(text, entry);
    write_posting(text, entry, entry.debit, false);
    write_posting(text, entry, entry.credit, true);
  }

  void write_metadata(std::string& text, const JournalEntry& entry) const {
    write_metadata(text, "account", quoted(id_of(entry.account)));
    if (entry.charge) {
      const ChargeLine& line = *entry.charge;
      write_metadata(text, "charge", quoted(line.id.text()));
      if (line.number != events::no_ordinal)
        write_metadata(text, "number", quoted(names().numbers.text(line.number)));
      if (line.period_begin) write_metadata(text, "period_begin", line.period_begin->text());
      if (line.period_end) write_metadata(text, "period_end", line.period_end->text());
      if (line.corrects) write_metadata(text, "corrects", quoted(line.corrects->text()));
    } else {
      write_metadata(text, "event", fmt::format("{}", entry.seq));
    }
    write_metadata(text, "occurred_at", quoted(entry.occurred_at.text()));
  }

  static void write_open(std::string& text, std::string_view date, std::string_view name) {
    fmt::format_to(std::back_inserter(text), "{} open {}\n", date, name);
  }

  /// `value` is a date, a number, or a text in quotes.
  static void write_metadata(std::string& text, std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(text), "  {}: {}\n", key, value);
  }

  void write_posting(std::string& text, const JournalEntry& entry, JournalAccount account,
                     bool turned) const {
    fmt::format_to(std::back_inserter(text), "  {:{}}  {:>20} {}\n",
                   beancount_name(account, id_of(entry.account)), account_width,
                   six_decimals(entry.amount, turned), entry.currency.text());
  }
};

}  // namespace

std::unique_ptr<Journal> open_beancount_journal(const events::Directory& names, Journal::Sink sink) {
  return std::make_unique<BeancountJournal>(names, std::move(sink));
}

}  // namespace rentroll::projections
