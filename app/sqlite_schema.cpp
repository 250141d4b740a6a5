#include "app/sqlite_schema.hpp"

#include <fmt/format.h>

#include <string_view>

namespace rentroll::app {

// What a refused request names may be unknown: only what the rules promise is a foreign key.
const char* sqlite_tables() {
  return R"sql(
CREATE TABLE meta (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT);
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  occurred_at TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  type TEXT NOT NULL,
  account TEXT,
  number TEXT,
  actor TEXT NOT NULL,
  request TEXT,
  cause INTEGER REFERENCES events (seq),
  details TEXT NOT NULL,
  version INTEGER NOT NULL,
  late INTEGER NOT NULL);
CREATE TABLE accounts (
  account TEXT PRIMARY KEY NOT NULL,
  state TEXT NOT NULL,
  currency TEXT NOT NULL,
  credit TEXT NOT NULL,
  credit_millionths INTEGER NOT NULL,
  charged TEXT NOT NULL,
  charged_millionths INTEGER NOT NULL,
  balance TEXT NOT NULL,
  balance_millionths INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  open_cases TEXT);
CREATE TABLE numbers (
  number TEXT PRIMARY KEY NOT NULL,
  country TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  account TEXT REFERENCES accounts (account),
  since TEXT NOT NULL,
  next_due TEXT,
  monthly TEXT,
  monthly_millionths INTEGER,
  currency TEXT,
  reclaim_until TEXT,
  reserved_until TEXT,
  activation TEXT,
  onboarding TEXT NOT NULL);
CREATE TABLE charges (
  charge TEXT PRIMARY KEY NOT NULL,
  seq INTEGER NOT NULL REFERENCES events (seq),
  occurred_at TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES accounts (account),
  number TEXT REFERENCES numbers (number),
  kind TEXT NOT NULL,
  period_begin TEXT,
  period_end TEXT,
  amount TEXT NOT NULL,
  amount_millionths INTEGER NOT NULL,
  currency TEXT NOT NULL,
  cause INTEGER REFERENCES events (seq),
  corrects TEXT REFERENCES charges (charge),
  reason TEXT);
CREATE TABLE prices (
  seq INTEGER PRIMARY KEY REFERENCES events (seq),
  set_at TEXT NOT NULL,
  country TEXT NOT NULL,
  type TEXT NOT NULL,
  currency TEXT NOT NULL,
  setup TEXT NOT NULL,
  setup_millionths INTEGER NOT NULL,
  monthly TEXT NOT NULL,
  monthly_millionths INTEGER NOT NULL);
CREATE TABLE cases (
  opened INTEGER PRIMARY KEY REFERENCES events (seq),
  opened_at TEXT NOT NULL,
  account TEXT REFERENCES accounts (account),
  number TEXT REFERENCES numbers (number),
  case_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  reason TEXT NOT NULL,
  lifted INTEGER REFERENCES events (seq),
  lifted_at TEXT);
CREATE INDEX cases_by_account ON cases (account, case_id) WHERE account IS NOT NULL;
CREATE INDEX cases_by_number ON cases (number, case_id) WHERE number IS NOT NULL;
)sql";
}

namespace {

/// Sums by the columns that `names` lists and by currency; `columns` says how these are made of a charge. The
/// sums' texts are made as those of amounts are (M2): two decimals at least, and no zeros after them.
std::string totals_view(std::string_view view, std::string_view names, std::string_view columns) {
  return fmt::format(R"sql(
CREATE VIEW {0} AS
SELECT {1}, charges,
  CASE WHEN millionths < 0 THEN '-' ELSE '' END || abs(millionths / 1000000) || '.'
    || substr(decimals, 1, 2) || rtrim(substr(decimals, 3), '0') AS amount,
  millionths AS amount_millionths, currency
FROM (SELECT *, printf('%06d', abs(millionths % 1000000)) AS decimals
  FROM (SELECT {2}, count(*) AS charges, sum(amount_millionths) AS millionths, currency
    FROM charges GROUP BY {1}, currency));
)sql",
                     view, names, columns);
}

}  // namespace

std::string sqlite_indexes_and_views() {
  return R"sql(
CREATE INDEX events_by_instant ON events (occurred_at);
CREATE INDEX events_by_type ON events (type);
CREATE INDEX events_by_account ON events (account) WHERE account IS NOT NULL;
CREATE INDEX events_by_number ON events (number) WHERE number IS NOT NULL;
CREATE INDEX events_by_request ON events (request) WHERE request IS NOT NULL;
CREATE INDEX events_by_cause ON events (cause) WHERE cause IS NOT NULL;
CREATE INDEX numbers_by_account ON numbers (account);
CREATE INDEX charges_by_event ON charges (seq);
CREATE INDEX charges_by_instant ON charges (occurred_at);
CREATE INDEX charges_by_account ON charges (account, occurred_at);
CREATE INDEX charges_by_number ON charges (number, occurred_at);
CREATE INDEX charges_by_corrected ON charges (corrects) WHERE corrects IS NOT NULL;
)sql" + totals_view("totals_by_account", "account", "account") +
         totals_view("totals_by_month", "month", "substr(occurred_at, 1, 7) AS month") +
         totals_view("totals_by_account_and_month", "account, month",
                     "account, substr(occurred_at, 1, 7) AS month") +
         totals_view("totals_by_kind", "kind", "kind") + totals_view("totals_by_number", "number", "number");
}

}  // namespace rentroll::app
