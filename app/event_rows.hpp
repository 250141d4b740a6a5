#pragma once

#include <memory>

#include "app/table.hpp"
#include "app/text_memo.hpp"
#include "events/event.hpp"

namespace rentroll::app {

/// Prints events as rows: `seq,occurred_at,...,details,version,late`.
class EventRows {
 public:
  /// `names` must outlive it.
  EventRows(Format format, Output& output, const events::Directory& names);
  void add(const events::Event& event);
  void finish() { table_->finish(); }

 private:
  const events::Directory& names_;
  std::unique_ptr<Table> table_;
  TextMemo memo_;
  Row row_;
};

}  // namespace rentroll::app
