#include <sstream>
#include <string>

#include "core/assert.hpp"
#include "projections/statement.hpp"
#include "scenarios/rental_list.hpp"
#include "tests/fuzz/target.hpp"

namespace rentroll::fuzz {
namespace {

/// Reads rows until there are no more; each call of `next` answers, refuses its row and goes on, or ends.
template <class Next>
void read_rows(std::string_view bytes, Next&& next) {
  // Each call takes a line at least: more calls than lines would mean that it never ends.
  for (std::size_t calls = 0; calls <= bytes.size() + 1; ++calls) {
    bool more = true;
    may_refuse([&] { more = next(); });
    if (!more) return;
  }
  RENTROLL_ASSERT(false && "the rows end");
}

}  // namespace

void read_statement(std::string_view bytes) {
  std::istringstream input{std::string(bytes)};
  may_refuse([&] {
    projections::StatementReader reader(input, "fuzz.csv", {});
    std::uint64_t before = 0;
    projections::StatementLine line;
    read_rows(bytes, [&] {
      if (!reader.next(line)) return false;
      RENTROLL_ASSERT(line.line > before);
      RENTROLL_ASSERT(line.number.empty() || core::NumberId::parse(line.number).text() == line.number);
      before = line.line;
      return true;
    });
    RENTROLL_ASSERT(reader.sha256() == core::sha256_hex(bytes));
  });
}

void read_rentals(std::string_view bytes) {
  std::istringstream input{std::string(bytes)};
  may_refuse([&] {
    const core::Instant at = core::Instant::parse("2024-08-01");
    scenarios::RentalListReader reader(input, "fuzz.csv", {}, at);
    scenarios::RentalList list;
    read_rows(bytes, [&] { return reader.next(list); });
    RENTROLL_ASSERT(list.names.numbers.size() == list.rentals.size());
    RENTROLL_ASSERT(list.names.accounts.size() == list.accounts.size());
    for (const scenarios::StandingRental& rental : list.rentals) {
      RENTROLL_ASSERT(core::Instant::begin_of(rental.next_due) >= at);
      RENTROLL_ASSERT(rental.account < list.accounts.size());
    }
  });
}

}  // namespace rentroll::fuzz
