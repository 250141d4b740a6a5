#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// The accounts of a journal of double entries, and how they are called there.
namespace rentroll::projections {

enum class JournalAccount : std::uint8_t {
  payments,     ///< money that came in as credit
  receivable,   ///< of one account: what it was charged
  prepayments,  ///< of one account: the credit that it has put in
  setup,        ///< revenue of setup fees
  rental,       ///< revenue of first months and renewals
  adjustments   ///< C9
};

/// Whether each account of the log has one of its own.
[[nodiscard]] constexpr bool is_per_account(JournalAccount account) {
  return account == JournalAccount::receivable || account == JournalAccount::prepayments;
}

/// `Assets:Payments`, for ledger and hledger; with `id` below it, `Assets:Receivable:acme`, where there is
/// one for each account of the log: they take an account's id as it is.
[[nodiscard]] std::string ledger_name(JournalAccount account, std::string_view id);

/// The same for beancount, `Assets:Receivable:Id-acme`.
[[nodiscard]] std::string beancount_name(JournalAccount account, std::string_view id);

/// An account's id as a part of an account's name in beancount, which begins with a capital and holds nothing
/// but letters, digits and dashes: `Id-`, then the id with `--` for each `-`, `-U` for `_` and `-D` for `.`.
/// Read from the left it has one meaning, so no two ids have the same.
[[nodiscard]] std::string beancount_part(std::string_view id);

}  // namespace rentroll::projections
