#include "app/reconciliation_output.hpp"

#include "app/text_memo.hpp"

namespace rentroll::app {
namespace {

using projections::ChargeKinds;
using projections::no_line;
using projections::Outcome;
using projections::ReconciledLine;
using projections::ReconciliationRow;
using projections::ReconciliationTotal;

Columns row_columns() {
  return {{"outcome"},
          {"account"},
          {"number"},
          {"kind"},
          {"charge"},
          {"log_date"},
          {"statement_line", Align::right},
          {"statement_date"},
          {"log_amount", Align::right},
          {"statement_amount", Align::right},
          {"difference", Align::right},
          {"currency"}};
}

Columns summary_columns() {
  return {{"currency"},
          {"outcome"},
          {"log_lines", Align::right},
          {"statement_lines", Align::right},
          {"log_amount", Align::right},
          {"statement_amount", Align::right},
          {"difference", Align::right}};
}

/// Calls `take(kind)` for each kind of a set, in the order in which an event charges them.
template <class Take>
void for_each_kind(ChargeKinds kinds, Take&& take) {
  for (const auto& [kind, text] : core::EnumTexts<core::ChargeKind>::value) {
    if (kinds.contains(kind)) take(kind);
  }
}

void append(std::string& list, std::string_view text) {
  if (!list.empty()) list += ' ';
  list += text;
}

/// Prints rows one after another.
class RowPrinter {
 public:
  RowPrinter(const Reconciliation& reconciliation, Format format, Output& output)
      : all_(reconciliation), table_(open_table(format, output, row_columns())) {}

  void print_unreadable(std::uint64_t line) {
    row_.clear();
    row_.text(core::to_text(Outcome::unreadable)).absent().absent().absent().absent().absent();
    row_.number(line).absent().absent().absent().absent().absent();
    table_->write(row_);
  }

  void print(const ReconciliationRow& row) {
    const ReconciledLine* log = row.log == no_line ? nullptr : &all_.log[row.log];
    const ReconciledLine* statement = row.statement == no_line ? nullptr : &all_.statement[row.statement];
    const ReconciledLine& either = log != nullptr ? *log : *statement;
    row_.clear();
    row_.text(core::to_text(row.outcome)).text(all_.names.accounts.text(either.account));
    either.number == events::no_ordinal ? row_.absent() : row_.text(all_.names.numbers.text(either.number));
    add_kinds(either);
    add_charges(log);
    add_date(log);
    statement != nullptr ? row_.number(statement->source) : row_.absent();
    add_date(statement);
    add_amount(log);
    add_amount(statement);
    row_.text(projections::difference(row, all_.log, all_.statement).text()).text(either.currency.text());
    table_->write(row_);
  }

  void finish() { table_->finish(); }

 private:
  void add_kinds(const ReconciledLine& line) {
    list_.clear();
    for_each_kind(line.kinds, [&](core::ChargeKind kind) { append(list_, core::to_text(kind)); });
    row_.text_if_any(list_);
  }

  void add_charges(const ReconciledLine* line) {
    list_.clear();
    if (line != nullptr) {
      for_each_kind(line->kinds, [&](core::ChargeKind kind) {
        append(list_, core::ChargeId{line->source, kind}.text());
      });
    }
    row_.text_if_any(list_);
  }

  void add_date(const ReconciledLine* line) {
    line != nullptr ? row_.text(memo_.of(line->date)) : row_.absent();
  }
  void add_amount(const ReconciledLine* line) {
    line != nullptr ? row_.text(line->amount.text()) : row_.absent();
  }

  const Reconciliation& all_;
  std::unique_ptr<Table> table_;
  TextMemo memo_;
  Row row_;
  std::string list_;
};

void print_total(Table& table, core::Currency currency, std::string_view outcome,
                 const ReconciliationTotal& total) {
  Row row;
  row.text(currency.text()).text(outcome).number(total.log_lines).number(total.statement_lines);
  row.text(total.log_amount.text()).text(total.statement_amount.text()).text(total.difference.text());
  table.write(row);
}

}  // namespace

void print_rows(const Reconciliation& reconciliation, bool matched_too, Format format, Output& output) {
  RowPrinter printer(reconciliation, format, output);
  for (const std::uint64_t line : reconciliation.unreadable) printer.print_unreadable(line);
  for (const ReconciliationRow& row : reconciliation.rows) {
    if (matched_too || row.outcome != Outcome::matched) printer.print(row);
  }
  printer.finish();
}

void print_summary(const std::vector<projections::CurrencySummary>& summaries, Output& output) {
  const auto table = open_table(Format::table, output, summary_columns());
  for (const projections::CurrencySummary& summary : summaries) {
    for (std::size_t outcome = 0; outcome < projections::matching_outcomes; ++outcome) {
      print_total(*table, summary.currency, core::to_text(static_cast<Outcome>(outcome)),
                  summary.by_outcome[outcome]);
    }
    print_total(*table, summary.currency, "all", summary.all);
  }
  table->finish();
}

}  // namespace rentroll::app
