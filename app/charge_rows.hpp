#pragma once

#include <memory>
#include <vector>

#include "app/log_reader.hpp"
#include "app/text_memo.hpp"
#include "projections/charge_totals.hpp"

namespace rentroll::app {

/// Which charge lines are shown, and what they are summed by.
struct ChargeOptions {
  OptionalText account;
  OptionalText number;
  OptionalText total;
};

void add_charge_options(Command& command, ChargeOptions& options);

/// What a command's help says about the columns.
[[nodiscard]] std::string charge_columns_help();

/// Prints charge lines, `charge,occurred_at,...,corrects,reason`, or with `--total` their sums. Lines are
/// printed as they come, and none is kept.
class ChargeRows {
 public:
  /// Throws InputError where an option is wrong. `names` are those of the log, and may grow
  /// as it is read; they and `output` must outlive the rows.
  ChargeRows(const ChargeOptions& options, Format format, Output& output, const events::Directory& names);

  /// Takes what the options choose of the lines that an event charges.
  void add(const events::EventView& event);

  /// Throws InputError where an option names what no event of the log names. `names` are those of the cut.
  void check_named(const LogReader& log, const events::Directory& names) const;

  void finish();

 private:
  void write(const projections::ChargeLine& line);
  void write(const std::optional<core::Date>& date);
  void write(const projections::ChargeTotals::Row& total);

  ChargeOptions options_;
  const events::Directory& names_;
  NameFilter account_;
  NameFilter number_;
  std::vector<projections::TotalBy> by_;
  projections::ChargeTotals totals_;
  std::unique_ptr<Table> table_;
  TextMemo memo_;
  Row row_;
};

}  // namespace rentroll::app
