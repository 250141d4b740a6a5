#include "scenarios/rental_list.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"
#include "scenarios/fields.hpp"

namespace rentroll::scenarios {
namespace {

using core::InputError;

core::NumberType read_type(std::string_view text) {
  const auto type = core::from_text<core::NumberType>(text);
  if (!type) {
    throw InputError(fmt::format("\"{}\" is no type of number: right is one of {}", core::shown(text),
                                 core::all_texts<core::NumberType>()));
  }
  return *type;
}

}  // namespace

RentalListReader::RentalListReader(std::istream& input, std::string name, RentalListForm form,
                                   core::Instant at)
    : form_(std::move(form)), file_(input, std::move(name), form_.separator), at_(at) {
  form_.amounts.check();
  form_.columns.read_header(file_, "one line for each rental");
}

bool RentalListReader::next(RentalList& list) {
  return file_.next([&] {
    StandingRental rental;
    core::Currency currency;
    const CarryOver carried = read_row(rental, currency);
    check(carried, rental);
    add(list, carried, rental, currency);
  });
}

void RentalListReader::fail(RentalColumn column, const std::string& sentence) const {
  throw InputError(fmt::format("column \"{}\": {}", core::shown(form_.columns.header(column)), sentence));
}

/// Names the column in an error about a field.
template <class Read>
auto RentalListReader::read(RentalColumn column, Read&& read) const {
  try {
    return read(form_.columns.field(file_, column));
  } catch (const InputError& error) {
    fail(column, error.what());
  }
}

core::Date RentalListReader::read_date(RentalColumn column) const {
  return read(column, [&](std::string_view text) {
    if (form_.dates) return form_.dates->read(text);
    // A due date may lie beyond the last instant (T1).
    return core::is_bare_date(text) ? core::Date::parse(text) : core::Instant::parse(text).date();
  });
}

core::Money RentalListReader::read_money(RentalColumn column) const {
  return read(column, [&](std::string_view text) { return projections::read_amount(text, form_.amounts); });
}

CarryOver RentalListReader::read_row(StandingRental& rental, core::Currency& currency) {
  CarryOver carried;
  carried.account = read(RentalColumn::account, core::AccountId::parse);
  carried.number = read(RentalColumn::number,
                        [&](std::string_view text) { return core::NumberId::parse(numbers_.read(text)); });
  rental.country = read(RentalColumn::country, core::Country::parse);
  rental.type = read(RentalColumn::type, read_type);
  rental.rented_on = carried.rented_on = read_date(RentalColumn::rented_on);
  rental.next_due = carried.next_due = read_date(RentalColumn::next_due);
  rental.setup = carried.setup = read_money(RentalColumn::setup);
  rental.monthly = carried.monthly = read_money(RentalColumn::monthly);
  currency = read(RentalColumn::currency, core::Currency::parse);
  rental.line = static_cast<std::uint32_t>(file_.line());
  return carried;
}

/// What the rules ask of a row by itself, by the very checks of its requests.
void RentalListReader::check(const CarryOver& carried, const StandingRental& rental) const {
  Stock stock;
  stock.number = carried.number;
  stock.country = rental.country;
  stock.type = rental.type;
  try {
    check_well_formed(stock);
    check_well_formed(carried);
    check_fits_instant(carried, at_);
  } catch (const FieldError& error) {
    // A request's fields and the columns have the same names.
    fail(core::from_text<RentalColumn>(error.field()).value(), error.what());
  }
}

void RentalListReader::add(RentalList& list, const CarryOver& carried, StandingRental rental,
                           core::Currency currency) const {
  if (const auto number = list.names.numbers.find(carried.number.text())) {
    fail(RentalColumn::number, fmt::format("{} stands in line {} already: right is one line for each number",
                                           carried.number.text(), list.rentals[*number].line));
  }
  if (const auto known = list.names.accounts.find(carried.account.text())) {
    const StandingAccount& account = list.accounts[*known];
    if (account.currency != currency) {
      fail(RentalColumn::currency,
           fmt::format("account {} is in {} here and in {} in line {}: right is one currency for an account "
                       "(M3)",
                       carried.account.text(), currency.text(), account.currency.text(), account.line));
    }
  }
  rental.account = list.names.accounts.intern(carried.account.text());
  if (rental.account == list.accounts.size()) list.accounts.push_back({currency, rental.line});
  list.names.numbers.intern(carried.number.text());
  list.rentals.push_back(rental);
}

}  // namespace rentroll::scenarios
