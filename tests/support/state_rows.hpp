#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/listing.hpp"
#include "tests/model/plain_model.hpp"

/// What the lists of accounts and numbers show of a state, as text.
namespace rentroll::tests {

using Rows = std::vector<std::string>;

template <class Value>
std::string text_of(const std::optional<Value>& value) {
  return value ? value->text() : std::string();
}

inline std::string name_of(const events::Names& names, events::Ordinal ordinal) {
  return ordinal == events::no_ordinal ? std::string() : std::string(names.text(ordinal));
}

std::string word_of(auto value) { return std::string(core::to_text(value)); }

inline Rows account_rows(const projections::State& state) {
  Rows rows;
  for (const auto ordinal : projections::opened_accounts(state)) {
    const projections::AccountRow row = projections::account_row(state, ordinal);
    rows.push_back(model::csv_row({std::string(row.account), word_of(row.state), row.currency.text(),
                                   row.credit.text(), row.charged.text(), row.balance.text(),
                                   std::to_string(row.numbers), row.open_cases}));
  }
  return rows;
}

inline Rows number_rows(const projections::State& state) {
  Rows rows;
  for (const auto ordinal : projections::stocked_numbers(state)) {
    const projections::NumberRow row = projections::number_row(state, ordinal);
    rows.push_back(
        model::csv_row({std::string(row.number), row.country.text(), word_of(row.type), word_of(row.state),
                        std::string(row.account), row.since.text(), text_of(row.next_due),
                        text_of(row.monthly), text_of(row.currency), text_of(row.reclaim_until),
                        text_of(row.reserved_until), std::string(row.activation), word_of(row.onboarding)}));
  }
  return rows;
}

}  // namespace rentroll::tests
