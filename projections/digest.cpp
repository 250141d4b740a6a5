#include "projections/digest.hpp"

#include <concepts>
#include <string_view>
#include <type_traits>

#include "core/sha256.hpp"

namespace rentroll::projections {
namespace {

/// Hashes values in one byte order, and texts with their length before them, so that no two states look
/// alike.
class StateHash {
 public:
  template <std::integral Number>
  void add(Number number) {
    auto rest = static_cast<std::uint64_t>(number);
    for (std::size_t byte = 0; byte < sizeof(Number); ++byte, rest >>= 8)
      buffer_ += static_cast<char>(rest & 0xFF);
    if (buffer_.size() > 65'536) flush();
  }
  template <core::TextEnum Enum>
  void add(Enum value) {
    add(static_cast<std::underlying_type_t<Enum>>(value));
  }
  void add(std::string_view text) {
    add(text.size());
    buffer_ += text;
  }
  void add(core::Money money) { add(money.millionths()); }
  void add(core::Instant instant) { add(instant.microseconds()); }
  void add(core::Date date) { add(date.days()); }
  void add(const Cases* cases) {
    add(cases == nullptr ? std::size_t{0} : cases->size());
    if (cases == nullptr) return;
    for (const Case& each : *cases) {
      add(std::string_view(each.id.text()));
      add(each.scope);
      add(each.open);
    }
  }
  [[nodiscard]] std::string hex() {
    flush();
    return hash_.hex();
  }

 private:
  void flush() {
    hash_.update(buffer_);
    buffer_.clear();
  }

  core::Sha256 hash_;
  std::string buffer_;
};

void add(StateHash& hash, const State& state, Ordinal ordinal, const Account& account) {
  hash.add(state.names.accounts.text(ordinal));
  hash.add(account.opened);
  hash.add(account.currency.packed());
  hash.add(account.verified);
  hash.add(account.disabled);
  hash.add(account.closed);
  hash.add(account.preview);
  hash.add(account.credit);
  hash.add(account.charges);
  hash.add(account.charged);
  hash.add(account.numbers);
  hash.add(account.unpaid_cases);
  hash.add(account.grace_cause);
  if (account.grace_cause != 0) hash.add(account.grace_until);
  hash.add(state.cases_of_account(ordinal));
}

void add(StateHash& hash, const State& state, Ordinal ordinal, const Number& number) {
  hash.add(state.names.numbers.text(ordinal));
  hash.add(number.state);
  hash.add(number.charges);
  hash.add(number.charged);
  hash.add(state.cases_of_number(ordinal));
  if (number.state == core::NumberState::unknown) return;
  hash.add(number.country.packed());
  hash.add(number.type);
  hash.add(number.onboarding);
  hash.add(number.capabilities.bits());
  hash.add(number.required.bits());
  hash.add(number.since);
  if (number.state == core::NumberState::rented || number.in_windows()) {
    hash.add(state.names.accounts.text(number.account));
    hash.add(number.origin);
  }
  if (number.state == core::NumberState::rented) {
    hash.add(number.begun);
    hash.add(number.next_due);
    hash.add(number.monthly);
    hash.add(number.accepted.bits());
  }
  if (number.in_windows()) {
    hash.add(number.released_at);
    hash.add(number.recoverable);
  }
}

}  // namespace

std::string digest(const State& state) {
  StateHash hash;
  hash.add(state.accounts.size());
  for (Ordinal ordinal = 0; ordinal < state.accounts.size(); ++ordinal) {
    add(hash, state, ordinal, state.accounts[ordinal]);
  }
  hash.add(state.numbers.size());
  for (Ordinal ordinal = 0; ordinal < state.numbers.size(); ++ordinal) {
    add(hash, state, ordinal, state.numbers[ordinal]);
  }
  return hash.hex();
}

}  // namespace rentroll::projections
