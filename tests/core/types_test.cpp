#include <doctest/doctest.h>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/billing_day.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/vocabulary.hpp"

/// What makes no sense does not compile. Each refusal stands beside the like that does compile, so that a
/// concept that nothing satisfies cannot pass for one.
namespace rentroll::core {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept Multipliable = requires(A a, B b) {
  a* b;
};
template <class A, class B>
concept Divisible = requires(A a, B b) {
  a / b;
};
template <class A, class B>
concept Increasable = requires(A a, B b) {
  a += b;
};
template <class A, class B>
concept EqualityComparable = requires(A a, B b) {
  a == b;
};
template <class A, class B>
concept Ordered = requires(A a, B b) {
  a < b;
};
template <class To, class... From>
concept MadeFrom = requires(From... from) {
  To{from...};
};

static_assert(Addable<int, double> && Multipliable<int, long> && Divisible<int, int> && MadeFrom<long, int>);

// Money (M1): amounts add up; a product of amounts or a sum with a bare number means nothing.
static_assert(Addable<Money, Money> && Subtractable<Money, Money> && Increasable<Money, Money>);
static_assert(!Multipliable<Money, Money> && !Divisible<Money, Money>);
static_assert(!Multipliable<Money, int> && !Multipliable<int, Money> && !Multipliable<Money, double>);
static_assert(!Divisible<Money, int>);
static_assert(!Addable<Money, int> && !Addable<int, Money> && !Addable<Money, double>);
static_assert(!Subtractable<Money, int> && !Increasable<Money, int> && !Increasable<Money, double>);
static_assert(EqualityComparable<Money, Money> && Ordered<Money, Money>);
static_assert(!EqualityComparable<Money, int> && !Ordered<Money, int> && !EqualityComparable<Money, double>);
static_assert(MadeFrom<Money> && MadeFrom<Money, Money>);
static_assert(!MadeFrom<Money, int> && !MadeFrom<Money, std::int64_t> && !MadeFrom<Money, double>);
static_assert(!MadeFrom<Money, std::string> && !MadeFrom<Money, const char*>);
static_assert(!std::is_convertible_v<int, Money> && !std::is_convertible_v<std::int64_t, Money>);
static_assert(!std::is_convertible_v<Money, std::int64_t> && !std::is_convertible_v<Money, double>);
static_assert(!std::is_convertible_v<Money, bool>);

// Instants and dates (T1): neither stands for the other, and neither is a number.
static_assert(MadeFrom<Date, Date> && MadeFrom<Instant, Instant>);
static_assert(!std::is_convertible_v<Instant, Date> && !std::is_convertible_v<Date, Instant>);
static_assert(!MadeFrom<Date, Instant> && !MadeFrom<Instant, Date>);
static_assert(!MadeFrom<Date, int> && !MadeFrom<Instant, std::int64_t> && !MadeFrom<Instant, int>);
static_assert(!std::is_convertible_v<Date, int> && !std::is_convertible_v<Instant, std::int64_t>);
static_assert(EqualityComparable<Date, Date> && Ordered<Instant, Instant>);
static_assert(!EqualityComparable<Date, Instant> && !Ordered<Instant, Date>);
static_assert(!EqualityComparable<Date, int> && !Ordered<Instant, std::int64_t>);
static_assert(!Addable<Date, Instant> && !Addable<Instant, Date> && !Addable<Date, Date> &&
              !Addable<Instant, Instant>);
static_assert(!Addable<Date, int> && !Addable<Instant, int> && !Subtractable<Instant, int>);
static_assert(!Increasable<Date, int> && !Increasable<Instant, int>);

// The month-end rule wants dates and amounts.
static_assert(std::invocable<decltype(next_due), BillingDay, Date, Date>);
static_assert(!std::invocable<decltype(next_due), BillingDay, Instant, Date>);
static_assert(!std::invocable<decltype(next_due), BillingDay, Date, Instant>);
static_assert(!std::invocable<decltype(next_due), int, Date, Date>);
static_assert(!std::invocable<decltype(next_due), BillingDay, int, int>);
static_assert(std::invocable<decltype(first_month), BillingDay, Date, Money>);
static_assert(!std::invocable<decltype(first_month), BillingDay, Date, int>);
static_assert(!std::invocable<decltype(first_month), BillingDay, Instant, Money>);

// Ids: a text becomes one only where it is checked, and one kind is not another.
static_assert(std::invocable<decltype(AccountId::parse), std::string_view>);
static_assert(!MadeFrom<AccountId, std::string> && !MadeFrom<AccountId, const char*>);
static_assert(!std::is_convertible_v<std::string, AccountId> &&
              !std::is_convertible_v<AccountId, std::string>);
static_assert(!MadeFrom<AccountId, NumberId> && !std::is_convertible_v<NumberId, AccountId>);
static_assert(!std::is_assignable_v<AccountId&, std::string> && !std::is_assignable_v<AccountId&, NumberId>);
static_assert(EqualityComparable<AccountId, AccountId> && Ordered<NumberId, NumberId>);
static_assert(!EqualityComparable<AccountId, NumberId> && !EqualityComparable<CaseId, RequestId>);
static_assert(!EqualityComparable<AccountId, std::string>);

// Currencies and countries
static_assert(EqualityComparable<Currency, Currency> && Ordered<Currency, Currency>);
static_assert(!EqualityComparable<Currency, Country> && !MadeFrom<Currency, Country>);
static_assert(!MadeFrom<Currency, std::string> && !MadeFrom<Currency, std::uint32_t>);
static_assert(!EqualityComparable<Currency, std::uint32_t>);

// Words are no numbers, and words of different sets are never the same.
static_assert(EqualityComparable<Actor, Actor>);
static_assert(!EqualityComparable<Actor, int> && !EqualityComparable<Actor, Scope>);
static_assert(!std::is_convertible_v<Actor, int> && !std::is_convertible_v<int, Actor>);
template <class Set, class Word>
concept Holds = requires(Set set, Word word) {
  set.insert(word);
  set.contains(word);
};
static_assert(Holds<EnumSet<Document>, Document>);
static_assert(!Holds<EnumSet<Document>, Capability> && !Holds<EnumSet<Document>, int>);
static_assert(!EqualityComparable<EnumSet<Document>, EnumSet<Capability>>);
static_assert(!MadeFrom<EnumSet<Document>, int>);

TEST_CASE("what makes no sense does not compile") {
  // The checks are those of the compiler above; this says that they were made.
  CHECK(Addable<Money, Money>);
}

}  // namespace
}  // namespace rentroll::core
