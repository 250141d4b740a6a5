#include "events/leaf_form.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "core/error.hpp"
#include "tests/events/random_events.hpp"

// Leaves are hashed, and the hashes are signed: their bytes never change.
namespace rentroll::events {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 15];
    text += ' ';
  }
  return text;
}

/// The event that FORMAT.md takes apart.
NamedEvent worked_example() {
  NamedEvent named;
  named.event.seq = 2;
  named.event.occurred_at = named.event.recorded_at = core::Instant::parse("2024-02-29T00:00:00Z");
  named.event.cause = 1;
  named.event.payload = RentalRenewed{core::Money::parse("1.15"), core::Currency::parse("USD"),
                                      core::Date::parse("2024-02-29"), core::Date::parse("2024-03-29")};
  named.account = "acme";
  named.number = "+14155550100";
  return named;
}

std::string leaf_of(const NamedEvent& named) {
  return std::string(LeafWriter().write(named.event, named.account, named.number));
}

TEST_CASE("the bytes of FORMAT.md's leaf") {
  CHECK(hex(leaf_of(worked_example())) ==
        "01 "
        "02 00 00 00 00 00 00 00 "
        "10 "
        "01 "
        "05 "
        "00 "
        "00 40 c4 f0 79 12 06 00 "
        "00 40 c4 f0 79 12 06 00 "
        "01 00 00 00 00 00 00 00 "
        "04 61 63 6d 65 "
        "0c 2b 31 34 31 35 35 35 35 30 31 30 30 "
        "00 00 00 00 "
        "30 8c 11 00 00 00 00 00 "
        "44 53 55 00 "
        "46 4d 00 00 "
        "63 4d 00 00 ");
}

TEST_CASE("the bytes of a leaf with all that an event can bear, and with nothing") {
  NamedEvent named;
  named.event.seq = 7;
  named.event.occurred_at = core::Instant::from_microseconds(1);
  named.event.recorded_at = core::Instant::from_microseconds(2);
  named.event.cause = 5;
  named.event.actor = core::Actor::customer;
  named.event.late = true;
  named.event.request = "r-1";
  named.event.payload = AccountVerified{};
  named.account = "a";
  named.number = "+12";
  CHECK(hex(leaf_of(named)) ==
        "01 07 00 00 00 00 00 00 00 02 01 01 01 "
        "01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 "
        "01 61 03 2b 31 32 03 00 00 00 72 2d 31 ");
  NamedEvent bare;
  bare.event.seq = 1;
  bare.event.payload = ClockAdvanced{};
  CHECK(hex(leaf_of(bare)) ==
        "01 01 00 00 00 00 00 00 00 1e 01 05 00 "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "00 00 00 00 00 00 ");
}

TEST_CASE("a leaf depends on texts, not on ordinals, and not on where units end") {
  Directory one;
  one.accounts.intern("other");
  Directory two;
  two.numbers.intern("+1");
  Event event = worked_example().event;
  event.account = one.accounts.intern("acme");
  event.number = one.numbers.intern("+14155550100");
  LeafWriter writer;
  CHECK(std::string(writer.write(event, one)) == leaf_of(worked_example()));
  event.account = two.accounts.intern("acme");
  event.number = two.numbers.intern("+14155550100");
  event.ends_unit = true;
  CHECK(std::string(writer.write(event, two)) == leaf_of(worked_example()));
}

TEST_CASE("an event of any type is read back from its leaf, and each field changes it") {
  rc::check([] {
    Directory names;
    NamedEvent named;
    named.event = random_event(names);
    named.event.seq = random_between<Seq>(1, ~Seq{0});
    named.event.request = random_bool() ? random_word(core::RequestIdKind{}) : "";
    if (named.event.account != no_ordinal) named.account = names.accounts.text(named.event.account);
    if (named.event.number != no_ordinal) named.number = names.numbers.text(named.event.number);
    const std::string leaf = leaf_of(named);
    NamedEvent read = read_leaf(leaf);
    RC_ASSERT(leaf_of(read) == leaf);
    RC_ASSERT(read.account == named.account);
    RC_ASSERT(read.number == named.number);
    read.event.account = named.event.account;
    read.event.number = named.event.number;
    RC_ASSERT(shown(read.event) == shown(named.event));
    for (std::size_t size = 0; size < leaf.size(); size += 1 + leaf.size() / 50) {
      RC_ASSERT_THROWS_AS(static_cast<void>(read_leaf(leaf.substr(0, size))), core::InputError);
    }
    RC_ASSERT_THROWS_AS(static_cast<void>(read_leaf(leaf + '\0')), core::InputError);
  });
}

TEST_CASE("bytes that are no leaf are refused, and one event has one leaf") {
  const std::string leaf = leaf_of(worked_example());
  int taken = 0;
  for (std::size_t place = 0; place < leaf.size(); ++place) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = leaf;
      changed[place] = static_cast<char>(value);
      try {
        const NamedEvent read = read_leaf(changed);
        CHECK(leaf_of(read) == changed);
        ++taken;
      } catch (const core::InputError&) {  // as it should be where it is none
      }
    }
  }
  CHECK(taken > 1000);
  std::string controlling = leaf;
  controlling[controlling.find("acme")] = '\x1b';
  CHECK_THROWS_AS(static_cast<void>(read_leaf(controlling)), core::InputError);
}

}  // namespace
}  // namespace rentroll::events
