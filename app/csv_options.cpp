#include "app/csv_options.hpp"

#include <fmt/format.h>

#include "app/program_log.hpp"
#include "core/text.hpp"

namespace rentroll::app {

void add_csv_options(Command& command, CsvOptions& options, const char* columns_help) {
  command.option("--columns", options.columns, "NAMES", columns_help)
      .option("--separator", options.separator, "CHAR", "Between fields: , (default), ; or tab, for example")
      .option("--thousands", options.thousands, "CHAR", "Between thousands, as in 1,234.50 (default none)")
      .option("--decimal", options.decimal, "CHAR", "Before decimals: . (default) or ,")
      .option("--date-format", options.date_format, "FORM",
              "Of %Y %y %m %d %b %B %H %M %S, as %d/%m/%Y; default: a date or an instant like "
              "2024-01-31T09:30:00Z");
}

char separator_of(const CsvOptions& options) {
  const OptionalText& text = options.separator;
  if (!text) return ',';
  if (*text == "tab" || *text == "\\t") return '\t';
  const bool right = text->size() == 1 && ((*text)[0] == '\t' || core::is_printable(*text)) && *text != "\"";
  if (!right) throw core::InputError("--separator: right is one character like ; or |, or the word tab");
  return text->front();
}

projections::AmountForm amount_form_of(const CsvOptions& options) {
  projections::AmountForm form;
  if (options.thousands) form.thousands = *options.thousands;
  if (options.decimal) form.decimal = *options.decimal;
  read_option(options.thousands ? "--thousands" : "--decimal", [&] { form.check(); });
  return form;
}

std::optional<projections::DateForm> date_form_of(const CsvOptions& options) {
  if (!options.date_format) return std::nullopt;
  return read_option("--date-format", [&] { return projections::DateForm::parse(*options.date_format); });
}

void say_what_was_rewritten(const projections::NumberReader& numbers) {
  if (numbers.rewritten() == 0) return;
  const auto& [written, taken] = numbers.first_rewritten();
  say(fmt::format(
      "{} phone {} written another way than in the log and brought to E.164, the first \"{}\" as {}",
      numbers.rewritten(), numbers.rewritten() == 1 ? "number is" : "numbers are", core::shown(written),
      taken));
}

}  // namespace rentroll::app
