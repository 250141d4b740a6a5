#include "app/sqlite_export.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <variant>

#include "app/sqlite_schema.hpp"
#include "events/json_form.hpp"
#include "projections/digest.hpp"
#include "projections/listing.hpp"

namespace rentroll::app {
namespace {

using projections::AccountRow;
using projections::ChargeLine;
using projections::NumberRow;
using projections::State;

/// Puts a row of so many values into a table, in the order of its columns.
std::string insertion(std::string_view table, int values) {
  std::string sql = fmt::format("INSERT INTO {} VALUES (?", table);
  for (int value = 1; value < values; ++value) sql += ", ?";
  return sql + ")";
}

/// Of the cases with an id there may be several only where the rules were broken: the open one is lifted.
std::string lifting(std::string_view subject) {
  return fmt::format(
      "UPDATE cases SET lifted = ?, lifted_at = ? WHERE {} = ? AND case_id = ? AND lifted IS NULL", subject);
}

SqliteFile& with_tables(SqliteFile& file) {
  file.run(fmt::format("PRAGMA user_version = {}", sqlite_schema_version));
  file.run("BEGIN");
  file.run(sqlite_tables());
  return file;
}

/// An amount as a text and as an integer.
void add(SqliteStatement& statement, core::Money amount) {
  statement.text(amount.text()).integer(amount.millionths());
}

/// The text of what has one.
template <class Value>
void add_if_any(SqliteStatement& statement, const std::optional<Value>& value) {
  value ? statement.text(value->text()) : statement.null();
}

void add_seq(SqliteStatement& statement, core::Seq seq) {
  seq == 0 ? statement.null() : statement.number(seq);
}

}  // namespace

SqliteExport::SqliteExport(SqliteFile& file, const events::Directory& names)
    : file_(with_tables(file)),
      names_(names),
      event_(file.prepare(insertion("events", 12))),
      charge_(file.prepare(insertion("charges", 14))),
      price_(file.prepare(insertion("prices", 9))),
      case_(file.prepare(insertion("cases", 9))),
      account_case_lifted_(file.prepare(lifting("account"))),
      number_case_lifted_(file.prepare(lifting("number"))) {}

void SqliteExport::add(const events::Event& event) {
  add_event(event);
  projections::for_each_charge(event, [&](const ChargeLine& line) { add_charge(line); });
  if (const auto* price = std::get_if<events::PriceSet>(&event.payload)) {
    add_price(event, *price);
  } else if (const auto* opened = std::get_if<events::AccountCaseOpened>(&event.payload)) {
    open_case(event, *opened, opened->scope);
  } else if (const auto* number_opened = std::get_if<events::NumberCaseOpened>(&event.payload)) {
    open_case(event, *number_opened, core::Scope::sending);  // A4
  } else if (const auto* lifted = std::get_if<events::AccountCaseLifted>(&event.payload)) {
    lift_case(account_case_lifted_, event, names_.accounts.text(event.account), *lifted);
  } else if (const auto* number_lifted = std::get_if<events::NumberCaseLifted>(&event.payload)) {
    lift_case(number_case_lifted_, event, names_.numbers.text(event.number), *number_lifted);
  }
}

void SqliteExport::finish(const State& state, const SqliteSource& source) {
  add_accounts(state);
  add_numbers(state);
  add_meta(state, source);
  file_.run(sqlite_indexes_and_views());
  file_.run("COMMIT");
}

void SqliteExport::add_event(const events::Event& event) {
  event_.number(event.seq).text(memo_.of(event.occurred_at)).text(memo_.of(event.recorded_at));
  event_.text(core::to_text(event.type()));
  add_name(event_, names_.accounts, event.account);
  add_name(event_, names_.numbers, event.number);
  event_.text(core::to_text(event.actor)).text_if_any(event.request);
  add_seq(event_, event.cause);
  event_.text(events::details(event).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  event_.number(event.version).integer(event.late ? 1 : 0).run();
}

void SqliteExport::add_charge(const ChargeLine& line) {
  charge_.text(line.id.text()).number(line.id.seq).text(memo_.of(line.occurred_at));
  add_name(charge_, names_.accounts, line.account);
  add_name(charge_, names_.numbers, line.number);
  charge_.text(core::to_text(line.id.kind));
  for (const std::optional<core::Date>& date : {line.period_begin, line.period_end})
    date ? charge_.text(memo_.of(*date)) : charge_.null();
  app::add(charge_, line.amount);
  charge_.text(line.currency.text());
  add_seq(charge_, line.cause);
  add_if_any(charge_, line.corrects);
  charge_.text_if_any(line.reason).run();
}

void SqliteExport::add_price(const events::Event& event, const events::PriceSet& price) {
  price_.number(event.seq).text(memo_.of(event.occurred_at)).text(price.country.text());
  price_.text(core::to_text(price.number_type)).text(price.currency.text());
  app::add(price_, price.setup);
  app::add(price_, price.monthly);
  price_.run();
}

template <class Opened>
void SqliteExport::open_case(const events::Event& event, const Opened& opened, core::Scope scope) {
  case_.number(event.seq).text(memo_.of(event.occurred_at));
  add_name(case_, names_.accounts, event.account);
  add_name(case_, names_.numbers, event.number);
  case_.text(opened.case_id.text()).text(core::to_text(scope)).text(core::to_text(opened.reason));
  case_.null().null().run();
}

template <class Lifted>
void SqliteExport::lift_case(SqliteStatement& statement, const events::Event& event, std::string_view subject,
                             const Lifted& lifted) {
  statement.number(event.seq)
      .text(memo_.of(event.occurred_at))
      .text(subject)
      .text(lifted.case_id.text())
      .run();
}

void SqliteExport::add_accounts(const State& state) {
  SqliteStatement statement = file_.prepare(insertion("accounts", 11));
  for (const events::Ordinal ordinal : projections::opened_accounts(state)) {
    const AccountRow account = projections::account_row(state, ordinal);
    statement.text(account.account).text(core::to_text(account.state)).text(account.currency.text());
    for (const core::Money amount : {account.credit, account.charged, account.balance})
      app::add(statement, amount);
    statement.number(account.numbers).text_if_any(account.open_cases).run();
  }
}

void SqliteExport::add_numbers(const State& state) {
  SqliteStatement statement = file_.prepare(insertion("numbers", 14));
  for (const events::Ordinal ordinal : projections::stocked_numbers(state)) {
    const NumberRow number = projections::number_row(state, ordinal);
    statement.text(number.number).text(number.country.text()).text(core::to_text(number.type));
    statement.text(core::to_text(number.state)).text_if_any(number.account).text(memo_.of(number.since));
    add_if_any(statement, number.next_due);
    number.monthly ? app::add(statement, *number.monthly) : static_cast<void>(statement.null().null());
    add_if_any(statement, number.currency);
    add_if_any(statement, number.reclaim_until);
    add_if_any(statement, number.reserved_until);
    statement.text_if_any(number.activation).text(core::to_text(number.onboarding)).run();
  }
}

void SqliteExport::add_meta(const State& state, const SqliteSource& source) {
  add_meta("rentroll", RENTROLL_VERSION);
  add_meta("last_seq", fmt::format("{}", source.last_seq));
  add_meta("horizon", source.horizon ? source.horizon->text() : "");
  add_meta("as_of", source.as_of ? source.as_of->text() : "");
  add_meta("digest", projections::digest(state));
  if (source.last_seq == 0) return;  // no policy was set
  events::Event event;
  event.payload = events::PolicySet{state.policy};
  const nlohmann::json settings = events::details(event);
  for (const auto& [setting, value] : settings.items())
    add_meta("policy." + setting, value.is_string() ? value.get<std::string>() : value.dump());
}

void SqliteExport::add_meta(std::string_view key, std::string_view value) {
  file_.prepare(insertion("meta", 2)).text(key).text_if_any(value).run();
}

void SqliteExport::add_name(SqliteStatement& statement, const events::Names& names, events::Ordinal ordinal) {
  ordinal == events::no_ordinal ? statement.null() : statement.text(names.text(ordinal));
}

}  // namespace rentroll::app
