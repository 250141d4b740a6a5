#include "projections/statement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rentroll::projections {
namespace {

using core::InputError;

/// Calls `take(part)` for each part of a text between separators; a text without any is one part.
template <class Take>
void for_each_part(std::string_view text, char separator, Take&& take) {
  for (;;) {
    const std::size_t end = std::min(text.find(separator), text.size());
    take(text.substr(0, end));
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

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
  std::array<bool, statement_columns> named{};
  for_each_part(text, ',', [&](std::string_view part) {
    const std::size_t equals = part.find('=');
    const auto column = core::from_text<StatementColumn>(part.substr(0, equals));
    if (!column || equals == part.npos) {
      throw InputError(fmt::format("\"{}\" names no column: right is for example date=Posted, for one of {}",
                                   core::shown(part), core::all_texts<StatementColumn>()));
    }
    const auto place = static_cast<std::size_t>(*column);
    if (named[place]) throw InputError(fmt::format("\"{}\" is named twice", core::to_text(*column)));
    named[place] = true;
    headers.names[place] = trimmed(part.substr(equals + 1));
    const bool may_be_left_out = *column == StatementColumn::kind;
    if (headers.names[place].empty() && !may_be_left_out) {
      throw InputError(
          fmt::format("\"{}\" has no header: only `kind=` leaves a column out", core::shown(part)));
    }
    if (may_be_left_out) headers.kind_required = !headers.names[place].empty();
  });
  return headers;
}

StatementReader::StatementReader(std::istream& input, std::string name, StatementForm form)
    : name_(std::move(name)), form_(std::move(form)), csv_(input, form_.separator) {
  form_.amounts.check();
  try {
    read_header();
  } catch (const InputError& error) {
    throw error.at(place());
  }
}

void StatementReader::read_header() {
  if (!csv_.next()) throw InputError("the file is empty: right is a header line, then the statement's lines");
  fields_ = csv_.size();
  for (std::size_t column = 0; column < statement_columns; ++column) {
    const std::string& header = form_.headers.names[column];
    places_[column] = header.empty() ? absent : place_of(header);
    const auto which = static_cast<StatementColumn>(column);
    const bool may_be_missing = which == StatementColumn::kind && !form_.headers.kind_required;
    if (places_[column] == absent && !may_be_missing) {
      throw InputError(
          fmt::format("no column is headed \"{}\", but {}; `--columns {}=HEADER` names another{}",
                      core::shown(header), headers_found(), core::to_text(which),
                      fields_ == 1 ? ", and `--separator` another separator" : ""));
    }
  }
}

/// The place of the column with this header; absent where there is none.
std::size_t StatementReader::place_of(std::string_view header) const {
  std::size_t found = absent;
  for (std::size_t place = 0; place < csv_.size(); ++place) {
    if (trimmed(csv_.field(place)) != header) continue;
    if (found != absent) throw InputError(fmt::format("two columns are headed \"{}\"", core::shown(header)));
    found = place;
  }
  return found;
}

std::string StatementReader::headers_found() const {
  constexpr std::size_t shown_max = 12;
  std::string found;
  for (std::size_t place = 0; place < std::min(csv_.size(), shown_max); ++place) {
    found += fmt::format("{}\"{}\"", place == 0 ? "" : ", ", core::shown(trimmed(csv_.field(place))));
  }
  return csv_.size() > shown_max ? found + ", ..." : found;
}

bool StatementReader::next(StatementLine& line) {
  try {
    if (!csv_.next()) return false;
    if (csv_.size() != fields_) {
      throw InputError(fmt::format("it has {} fields: right are {}, as in the header", csv_.size(), fields_));
    }
    read_fields(line);
  } catch (const InputError& error) {
    throw error.at(place());
  } catch (const core::SystemError& error) {
    throw core::SystemError(fmt::format("{}: {}", name_, error.what()));
  }
  return true;
}

std::string_view StatementReader::field(StatementColumn column) const {
  return trimmed(csv_.field(places_[static_cast<std::size_t>(column)]));
}

void StatementReader::read_fields(StatementLine& line) {
  line.line = csv_.line();
  const std::string_view date = field(StatementColumn::date);
  line.date = form_.dates ? form_.dates->read(date) : core::Instant::parse(date).date();
  line.account = field(StatementColumn::account);
  core::AccountIdKind::check(line.account);
  line.kinds = has_kinds() ? read_kinds(field(StatementColumn::kind)) : core::EnumSet<core::ChargeKind>();
  line.amount = read_amount(field(StatementColumn::amount), form_.amounts);
  line.currency = core::Currency::parse(field(StatementColumn::currency));
  take_number(field(StatementColumn::number), line);
}

void StatementReader::take_number(std::string_view text, StatementLine& line) {
  line.number.clear();
  if (text.empty()) return;
  line.number = read_number(text);
  if (line.number == text) return;
  if (++rewritten_numbers_ == 1) first_rewritten_ = {std::string(text), line.number};
}

std::string StatementReader::place() const { return fmt::format("{}:{}", name_, csv_.line()); }

}  // namespace rentroll::projections
