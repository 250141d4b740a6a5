#include "projections/journal_account.hpp"

namespace rentroll::projections {
namespace {

/// The roots are those that beancount knows.
std::string_view root_of(JournalAccount account) {
  switch (account) {
    case JournalAccount::payments:
      return "Assets:Payments";
    case JournalAccount::receivable:
      return "Assets:Receivable";
    case JournalAccount::prepayments:
      return "Liabilities:Prepayments";
    case JournalAccount::setup:
      return "Income:Setup";
    case JournalAccount::rental:
      return "Income:Rental";
    case JournalAccount::adjustments:
      break;
  }
  return "Income:Adjustments";
}

std::string name_of(JournalAccount account, std::string_view part) {
  std::string name(root_of(account));
  if (is_per_account(account)) name.append(":").append(part);
  return name;
}

}  // namespace

std::string ledger_name(JournalAccount account, std::string_view id) { return name_of(account, id); }

std::string beancount_name(JournalAccount account, std::string_view id) {
  return name_of(account, is_per_account(account) ? beancount_part(id) : "");
}

std::string beancount_part(std::string_view id) {
  std::string part = "Id-";
  for (const char each : id) {
    switch (each) {
      case '-':
        part += "--";
        break;
      case '_':
        part += "-U";
        break;
      case '.':
        part += "-D";
        break;
      default:
        part += each;
    }
  }
  return part;
}

}  // namespace rentroll::projections
