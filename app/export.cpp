#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "app/charge_rows.hpp"
#include "app/commands.hpp"
#include "app/event_rows.hpp"
#include "app/exit_code.hpp"
#include "app/log_reader.hpp"
#include "app/output_file.hpp"
#include "app/program_log.hpp"
#include "app/sqlite_export.hpp"
#include "projections/digest.hpp"
#include "projections/journal.hpp"

namespace rentroll::app {

enum class ExportForm : std::uint8_t { ndjson = 1, ledger = 2, beancount = 3, sqlite = 4, csv = 5 };

}  // namespace rentroll::app

template <>
struct rentroll::core::EnumTexts<rentroll::app::ExportForm> {
  using enum rentroll::app::ExportForm;
  static constexpr auto value = std::to_array<std::pair<rentroll::app::ExportForm, std::string_view>>(
      {{ndjson, "ndjson"}, {ledger, "ledger"}, {beancount, "beancount"}, {sqlite, "sqlite"}, {csv, "csv"}});
};

namespace rentroll::app {
namespace {

using projections::JournalForm;
using projections::State;

constexpr const char* footer =
    "The form follows from the end of the file's name, or from --form:\n"
    "  .ndjson .jsonl               the events, one JSON object a line, as `events --format json` prints "
    "them\n"
    "  .ledger .journal .hledger    charges and credit as double entries, for ledger and hledger\n"
    "  .beancount                   the same for beancount\n"
    "  .sqlite .db                  everything, as tables with keys, indexes and sums\n"
    "  .csv                         the charges, as `charges --format csv` prints them\n"
    "The file is written whole, or it stays as it was.\n"
    "\n"
    "Example: the books for hledger, and what each account owes there\n"
    "  rentroll export --log books --to books.journal\n"
    "  hledger -f books.journal balance Assets:Receivable";

struct Options {
  ReadOptions read;
  std::string to;
  OptionalText form;
  bool spreadsheet_safe = false;
};

struct Extension {
  std::string_view text;
  ExportForm form;
};

constexpr std::array<Extension, 9> extensions = {{{".ndjson", ExportForm::ndjson},
                                                  {".jsonl", ExportForm::ndjson},
                                                  {".ledger", ExportForm::ledger},
                                                  {".journal", ExportForm::ledger},
                                                  {".hledger", ExportForm::ledger},
                                                  {".beancount", ExportForm::beancount},
                                                  {".sqlite", ExportForm::sqlite},
                                                  {".db", ExportForm::sqlite},
                                                  {".csv", ExportForm::csv}}};

[[noreturn]] void unknown_extension(const std::string& to) {
  std::string right;
  for (const Extension& each : extensions) right.append(right.empty() ? "" : ", ").append(each.text);
  throw core::InputError(
      fmt::format("--to {}: the form does not follow from this name; right is one that ends in {}, or --form "
                  "with one of {}",
                  to, right, core::all_texts<ExportForm>()));
}

ExportForm form_of(const Options& options) {
  if (const auto form = word_of<ExportForm>("--form", options.form)) return *form;
  const std::string extension = std::filesystem::path(options.to).extension().string();
  const auto found = std::find_if(extensions.begin(), extensions.end(),
                                  [&](const Extension& each) { return each.text == extension; });
  if (found == extensions.end()) unknown_extension(options.to);
  return found->form;
}

/// Events that occurred later would leave gaps, and what has gaps cannot be imported.
void check_cut(const Options& options, ExportForm form) {
  if (form != ExportForm::ndjson || !options.read.as_of) return;
  throw core::InputError(
      "--as-of leaves gaps among the events, which an import would refuse; right are --at-seq or --known-at, "
      "or another form");
}

/// Writes the rows that `open(output, names)` opens, of all events, as the command that prints them does.
template <class Open>
void write_rows(const LogReader& log, OutputFile& file, Open&& open) {
  Output output(file);
  events::Directory names;
  auto rows = open(output, names);
  log.scan(names, [&](const events::EventView& event) {
    rows.add(event);
    return true;
  });
  rows.finish();
  output.finish();
}

void write_events(const LogReader& log, OutputFile& file) {
  write_rows(log, file, [](Output& output, const events::Directory& names) {
    return EventRows(Format::json, output, names);
  });
}

void write_charges(const LogReader& log, Format format, OutputFile& file) {
  write_rows(log, file, [format](Output& output, const events::Directory& names) {
    return ChargeRows({}, format, output, names);
  });
}

void write_journal(const LogReader& log, JournalForm form, OutputFile& file) {
  State state;
  const auto journal =
      projections::open_journal(form, state.names, [&](std::string_view text) { file.write(text); });
  journal->begin();
  log.replay(state, 1, [&](const events::Event& event) { journal->add(event); });
  journal->finish({log.last_seq(), log.horizon(), log.as_of(), projections::digest(state)});
}

void write_sqlite(const LogReader& log, const Options& options, const OutputFile& file) {
  if (file.written().empty()) {
    throw core::InputError(fmt::format(
        "--to {}: an SQLite file can be written to a file only, not to what streams", options.to));
  }
  SqliteFile sqlite(file.written(), options.to);
  {
    State state;
    SqliteExport tables(sqlite, state.names);
    log.replay(state, 1, [&](const events::Event& event) { tables.add(event); });
    tables.finish(state, {log.last_seq(), log.horizon(), log.as_of()});
  }
  sqlite.close();
}

void write(const LogReader& log, const Options& options, ExportForm form, OutputFile& file) {
  switch (form) {
    case ExportForm::ndjson:
      return write_events(log, file);
    case ExportForm::ledger:
      return write_journal(log, JournalForm::ledger, file);
    case ExportForm::beancount:
      return write_journal(log, JournalForm::beancount, file);
    case ExportForm::sqlite:
      return write_sqlite(log, options, file);
    case ExportForm::csv:
      return write_charges(log, options.spreadsheet_safe ? Format::spreadsheet_csv : Format::csv, file);
  }
}

int export_log(const Options& options) {
  const ExportForm form = form_of(options);
  check_cut(options, form);
  check_spreadsheet_safe(options.spreadsheet_safe, form == ExportForm::csv, "--form csv with it");
  const LogReader log(options.read);
  OutputFile file(options.to);
  write(log, options, form, file);
  file.finish();
  log_line(fmt::format("{} holds events 1 to {} as {}", options.to, log.last_seq(), core::to_text(form)));
  return done;
}

}  // namespace

void add_export(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  Command command = line.add("export", "Write a log into a file for other programs");
  add_log_option(command, options->read.log);
  command.required("--to", options->to, "FILE", "The file: made, or put in the place of what stands there")
      .option(
          "--form", options->form, "FORM",
          "ndjson, ledger (for hledger too), beancount, sqlite or csv, where the file's name does not say")
      .one_of<ExportForm>();
  add_spreadsheet_option(command, options->spreadsheet_safe);
  add_cut_options(command, options->read);
  command.footer([] { return footer; });
  command.action([options](Output&) { return export_log(*options); });
}

}  // namespace rentroll::app
