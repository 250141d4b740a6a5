#include "projections/statement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rentroll::projections {
namespace {

using core::InputError;

/// A kind, or the kinds that one line stands for, with spaces between as the result's rows show them.
core::EnumSet<core::ChargeKind> read_kinds(std::string_view text) {
  core::EnumSet<core::ChargeKind> kinds;
  for_each_part(text, ' ', [&](std::string_view word) {
    const auto kind = core::from_text<core::ChargeKind>(word);
    if (!kind) {
      throw InputError(
          fmt::format("\"{}\" is no kind of charge: right is one of {}; where the kinds are others, "
                      "`--columns kind=` leaves them out",
                      core::shown(text), core::all_texts<core::ChargeKind>()));
    }
    kinds.insert(*kind);
  });
  return kinds;
}

}  // namespace

StatementHeaders StatementHeaders::parse(std::string_view text) {
  StatementHeaders headers;
  headers.name(text);
  return headers;
}

StatementReader::StatementReader(std::istream& input, std::string name, StatementForm form)
    : form_(std::move(form)), file_(input, std::move(name), form_.separator) {
  form_.amounts.check();
  form_.headers.read_header(file_, "the statement's lines");
}

bool StatementReader::next(StatementLine& line) {
  return file_.next([&] { read_fields(line); });
}

std::string_view StatementReader::field(StatementColumn column) const {
  return form_.headers.field(file_, column);
}

void StatementReader::read_fields(StatementLine& line) {
  line.line = file_.line();
  const std::string_view date = field(StatementColumn::date);
  line.date = form_.dates ? form_.dates->read(date) : core::Instant::parse(date).date();
  line.account = field(StatementColumn::account);
  core::AccountIdKind::check(line.account);
  line.kinds = has_kinds() ? read_kinds(field(StatementColumn::kind)) : core::EnumSet<core::ChargeKind>();
  line.amount = read_amount(field(StatementColumn::amount), form_.amounts);
  line.currency = core::Currency::parse(field(StatementColumn::currency));
  const std::string_view number = field(StatementColumn::number);
  line.number = number.empty() ? std::string() : numbers_.read(number);
}

}  // namespace rentroll::projections
