#include "app/event_rows.hpp"

#include <nlohmann/json.hpp>

#include "events/json_form.hpp"

namespace rentroll::app {
namespace {

Columns columns() {
  return {{"seq", Align::right},
          {"occurred_at"},
          {"recorded_at"},
          {"type"},
          {"account"},
          {"number"},
          {"actor"},
          {"request"},
          {"cause", Align::right},
          {"details"},
          {"version", Align::right},
          {"late"}};
}

void add_name(Row& row, const events::Names& names, events::Ordinal ordinal) {
  ordinal == events::no_ordinal ? row.absent() : row.text(names.text(ordinal));
}

}  // namespace

EventRows::EventRows(Format format, Output& output, const events::Directory& names)
    : names_(names), table_(open_table(format, output, columns())) {}

void EventRows::add(const events::Event& event) {
  row_.clear();
  row_.number(event.seq);
  row_.text(memo_.of(event.occurred_at));
  row_.text(memo_.of(event.recorded_at));
  row_.text(core::to_text(event.type()));
  add_name(row_, names_.accounts, event.account);
  add_name(row_, names_.numbers, event.number);
  row_.text(core::to_text(event.actor));
  row_.text_if_any(event.request);
  event.cause == 0 ? row_.absent() : row_.number(event.cause);
  // Bytes that are no UTF-8 have no form in JSON.
  row_.object(events::details(event).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  row_.number(event.version);
  row_.truth(event.late);
  table_->write(row_);
}

}  // namespace rentroll::app
