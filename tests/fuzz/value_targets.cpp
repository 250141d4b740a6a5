#include <string>

#include "core/assert.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "projections/statement_values.hpp"
#include "tests/fuzz/target.hpp"

namespace rentroll::fuzz {
namespace {

/// What was read and is printed reads as the same again, and can be shown.
template <class Value>
void read_and_print(std::string_view bytes) {
  may_refuse([&] {
    const Value value = Value::parse(bytes);
    RENTROLL_ASSERT(Value::parse(value.text()) == value);
    RENTROLL_ASSERT(core::is_printable(value.text()));
  });
}

/// What was read as a checked text is that text.
template <class Id>
void read_and_compare(std::string_view bytes) {
  read_and_print<Id>(bytes);
  may_refuse([&] { RENTROLL_ASSERT(Id::parse(bytes).text() == bytes); });
}

/// The first byte chooses one of some forms, the rest is what is read.
std::string_view behind_choice(std::string_view bytes, unsigned& choice) {
  choice = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.front());
  return bytes.substr(bytes.empty() ? 0 : 1);
}

}  // namespace

void read_money(std::string_view bytes) {
  read_and_print<core::Money>(bytes);
  may_refuse([&] {
    const core::Money money = core::Money::parse(bytes);
    RENTROLL_ASSERT(money - money == core::Money());
    RENTROLL_ASSERT(projections::read_amount(money.text(), {}) == money);
  });
}

void read_instant(std::string_view bytes) {
  read_and_print<core::Instant>(bytes);
  may_refuse([&] {
    const core::Instant instant = core::Instant::parse(bytes);
    RENTROLL_ASSERT(instant >= core::Instant() && instant < core::Instant::parse("2261-12-31").plus_days(1));
    RENTROLL_ASSERT(!core::is_bare_date(bytes) ||
                    core::Instant::begin_of(core::Date::parse(bytes)) == instant);
  });
}

void read_date(std::string_view bytes) { read_and_print<core::Date>(bytes); }

void read_id(std::string_view bytes) {
  read_and_compare<core::AccountId>(bytes);
  read_and_compare<core::NumberId>(bytes);
  read_and_compare<core::CaseId>(bytes);
  read_and_compare<core::RequestId>(bytes);
  read_and_compare<core::Remark>(bytes);
  read_and_compare<core::Currency>(bytes);
  read_and_compare<core::Country>(bytes);
  if (const auto charge = core::ChargeId::parse(bytes)) RENTROLL_ASSERT(charge->text() == bytes);
  RENTROLL_ASSERT(core::is_printable(core::printable(bytes)));
  RENTROLL_ASSERT(core::is_printable(core::shown(bytes)) && core::shown(bytes).size() <= 83);
}

void read_amount(std::string_view bytes) {
  unsigned choice = 0;
  const std::string_view text = behind_choice(bytes, choice);
  projections::AmountForm form;
  if ((choice & 1) != 0) form.decimal = ",";
  if ((choice & 2) != 0) form.thousands = form.decimal == "," ? "." : ",";
  if ((choice & 4) != 0) form.thousands = "\u00A0";
  form.check();
  may_refuse([&] {
    const core::Money money = projections::read_amount(text, form);
    RENTROLL_ASSERT(core::Money::parse(money.text()) == money);
  });
}

void read_phone_number(std::string_view bytes) {
  may_refuse([&] {
    const std::string number = projections::read_number(bytes);
    RENTROLL_ASSERT(core::NumberId::parse(number).text() == number);
    RENTROLL_ASSERT(projections::read_number(number) == number);
  });
}

}  // namespace rentroll::fuzz
