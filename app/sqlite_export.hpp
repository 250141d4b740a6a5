#pragma once

#include "app/sqlite_file.hpp"
#include "app/text_memo.hpp"
#include "projections/charges.hpp"
#include "projections/state.hpp"

namespace rentroll::app {

/// What an SQLite file was made from.
struct SqliteSource {
  core::Seq last_seq = 0;                ///< events 1 to this one
  std::optional<core::Instant> horizon;  ///< nothing where there are no events
  std::optional<core::Instant> as_of;    ///< only what occurred up to then
};

/// Fills an empty SQLite file with all that a log says: events, charges, prices and cases row by row,
/// accounts and numbers as they are at the end. All of it is one transaction.
class SqliteExport {
 public:
  /// `names` are those of the log, and may grow as it is read; they and the file must outlive it.
  SqliteExport(SqliteFile& file, const events::Directory& names);

  /// REQUIRES: events come in the order of (occurred_at, seq) (L4), so that what is lifted was opened.
  void add(const events::Event& event);
  /// `state` has folded the events that were added.
  void finish(const projections::State& state, const SqliteSource& source);

 private:
  void add_event(const events::Event& event);
  void add_charge(const projections::ChargeLine& line);
  void add_price(const events::Event& event, const events::PriceSet& price);
  void add_accounts(const projections::State& state);
  void add_numbers(const projections::State& state);
  void add_meta(const projections::State& state, const SqliteSource& source);
  void add_meta(std::string_view key, std::string_view value);

  template <class Opened>
  void open_case(const events::Event& event, const Opened& opened, core::Scope scope);
  template <class Lifted>
  void lift_case(SqliteStatement& statement, const events::Event& event, std::string_view subject,
                 const Lifted& lifted);
  void add_name(SqliteStatement& statement, const events::Names& names, events::Ordinal ordinal);

  SqliteFile& file_;
  const events::Directory& names_;
  TextMemo memo_;
  SqliteStatement event_;
  SqliteStatement charge_;
  SqliteStatement price_;
  SqliteStatement case_;
  SqliteStatement account_case_lifted_;
  SqliteStatement number_case_lifted_;
};

}  // namespace rentroll::app
