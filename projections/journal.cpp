#include "projections/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "projections/journal_forms.hpp"

namespace rentroll::projections {
namespace {

/// Both forms take what follows a semicolon for a comment.
constexpr const char* about_balances =
    "; What an account was charged stands in Assets:Receivable below its id, the credit that it has put in\n"
    "; in Liabilities:Prepayments. The two together are its balance with the other sign. Dates are UTC.\n";

std::string text_of(const std::optional<core::Instant>& instant) {
  return instant ? instant->text() : "none";
}

}  // namespace

void Journal::begin() {
  text_ += about_balances;
  write_heading(text_);
  send();
}

void Journal::add(const events::Event& event) {
  if (const core::Date date = event.occurred_at.date(); date_ != date) {
    date_ = date;
    date_text_ = date.text();
  }
  if (event.type() == events::EventType::account_opened) declare_accounts_of(event.account);
  for_each_entry(event, [&](const JournalEntry& entry) { write(entry); });
  send();
}

void Journal::write(const JournalEntry& entry) {
  declare(entry.currency);
  declare_accounts_of(entry.account);
  text_ += '\n';
  write_entry(text_, entry);
  ++entries_;
}

void Journal::finish(const JournalSource& source) {
  text_ += fmt::format(
      "\n; End: {} entries, from events 1 to {} of a log of rentroll\n"
      "; Horizon {}, as of {}\n"
      "; Digest {}\n",
      entries_, source.last_seq, text_of(source.horizon),
      text_of(source.as_of ? source.as_of : source.horizon), source.digest);
  send();
}

void Journal::declare(core::Currency currency) {
  if (std::find(currencies_.begin(), currencies_.end(), currency) != currencies_.end()) return;
  currencies_.push_back(currency);
  text_ += '\n';
  write_currency(text_, currency);
}

void Journal::declare_accounts_of(events::Ordinal account) {
  if (account >= accounts_.size()) accounts_.resize(account + 1);
  if (accounts_[account]) return;
  accounts_[account] = true;
  text_ += '\n';
  write_accounts_of(text_, account);
}

void Journal::send() {
  if (text_.empty()) return;
  sink_(text_);
  text_.clear();
}

std::unique_ptr<Journal> open_journal(JournalForm form, const events::Directory& names, Journal::Sink sink) {
  return form == JournalForm::ledger ? open_ledger_journal(names, std::move(sink))
                                     : open_beancount_journal(names, std::move(sink));
}

}  // namespace rentroll::projections
