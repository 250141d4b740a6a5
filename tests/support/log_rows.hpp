#pragma once

#include <algorithm>
#include <string>

#include "projections/charges.hpp"
#include "projections/listing.hpp"
#include "projections/replay.hpp"
#include "tests/support/state_rows.hpp"

/// What a log shows, as rows of the second reckoning.
namespace rentroll::tests {

inline Rows unrented_rows(const projections::State& state, const std::string& account) {
  Rows rows;
  const auto ordinal = state.names.accounts.find(account);
  if (!ordinal) return rows;
  for (const projections::UnrentedRow& row : projections::unrented_by(state, *ordinal)) {
    rows.push_back(model::csv_row({std::string(row.number), row.unrented_at.text(), row.reclaim_until.text(),
                                   row.price ? row.price->setup.text() : "",
                                   row.price ? row.price->monthly.text() : "", row.currency.text()}));
  }
  return rows;
}

inline std::string charge_row(const projections::State& state, const projections::ChargeLine& line) {
  return model::csv_row({line.id.text(), line.occurred_at.text(), name_of(state.names.accounts, line.account),
                         name_of(state.names.numbers, line.number), word_of(line.id.kind),
                         text_of(line.period_begin), text_of(line.period_end), line.amount.text(),
                         line.currency.text(), line.cause == 0 ? "" : std::to_string(line.cause),
                         text_of(line.corrects), std::string(line.reason)});
}

inline std::string event_row(const projections::State& state, const events::Event& event) {
  return model::csv_row({std::to_string(event.seq), event.occurred_at.text(), word_of(event.type()),
                         name_of(state.names.accounts, event.account),
                         name_of(state.names.numbers, event.number), word_of(event.actor), event.request});
}

/// What a replay of the log shows as of an instant.
struct Shown {
  projections::State state;
  Rows events;
  Rows charges;

  Shown(const events::BlockStore& store, core::Instant as_of) {
    projections::Cut cut;
    cut.as_of = as_of;
    projections::replay(store, cut, state, 1, [&](const events::Event& event) {
      events.push_back(event_row(state, event));
      projections::for_each_charge(
          event, [&](const projections::ChargeLine& line) { charges.push_back(charge_row(state, line)); });
    });
  }
};

/// The first row in which two lists differ, for a failure's message.
inline std::string difference(const Rows& expected, const Rows& found) {
  const auto [one, other] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  if (one == expected.end() && other == found.end()) return {};
  return "expected: " + (one == expected.end() ? "no more rows" : *one) +
         "\nfound:    " + (other == found.end() ? "no more rows" : *other);
}

/// The first row in which a log differs from the second reckoning; nothing where all are the same.
inline std::string difference(const model::Result& expected, const Shown& found) {
  std::string differs = difference(expected.events, found.events);
  if (differs.empty()) differs = difference(expected.charges, found.charges);
  if (differs.empty()) differs = difference(expected.accounts, account_rows(found.state));
  if (differs.empty()) differs = difference(expected.numbers, number_rows(found.state));
  for (const auto ordinal : projections::opened_accounts(found.state)) {
    const std::string account(found.state.names.accounts.text(ordinal));
    if (differs.empty())
      differs = difference(expected.unrented(account), unrented_rows(found.state, account));
  }
  return differs;
}

}  // namespace rentroll::tests
