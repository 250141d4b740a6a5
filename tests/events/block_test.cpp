#include "events/block.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "events/archive.hpp"
#include "tests/events/random_events.hpp"

// What a block's bytes are taken for when they are not those that were written.
namespace rentroll::events {
namespace {

/// A block of random units, and a directory with the names that stand before it.
struct RandomBlock {
  std::string bytes;
  Directory before;
  std::vector<std::string> events;
};

RandomBlock random_block(int units) {
  RandomBlock block;
  Directory directory;
  if (random_bool()) {
    directory.accounts.intern("before");
    directory.numbers.intern("+19995550000");
    block.before = directory;
  }
  std::vector<Event> all;
  for (; units > 0; --units) {
    std::vector<Event> unit = random_unit(directory);
    unit.back().ends_unit = true;
    all.insert(all.end(), unit.begin(), unit.end());
  }
  BlockEncoder encoder;
  encoder.set_known_names(block.before.accounts.size(), block.before.numbers.size());
  for (Ordinal i = encoder.known_accounts(); i < directory.accounts.size(); ++i) {
    encoder.introduce_account(directory.accounts.text(i));
  }
  for (Ordinal i = encoder.known_numbers(); i < directory.numbers.size(); ++i) {
    encoder.introduce_number(directory.numbers.text(i));
  }
  Seq seq = random_between<Seq>(1, 1'000'000);
  for (Event& event : all) {
    event.seq = seq++;
    encoder.add(event);
    block.events.push_back(shown(event));
  }
  block.bytes = encoder.finish();
  return block;
}

template <class Value>
bool is_sane(const Value&) {
  return true;
}
bool is_sane(const core::Instant& instant) {
  return instant.microseconds() >= 0 && instant.microseconds() < instants_end_microseconds;
}
bool is_sane(const core::Date& date) { return date.days() >= 0 && date.days() < dates_end_days; }
template <int letters>
bool is_sane(const core::Capitals<letters>& capitals) {
  return core::Capitals<letters>::is_valid(capitals.text());
}
template <core::TextEnum Enum>
bool is_sane(const core::EnumSet<Enum>& set) {
  core::EnumSet<Enum> all;
  for (const auto& [word, text] : core::EnumTexts<Enum>::value) all.insert(word);
  return all.contains_all(set);
}
bool is_sane(const int& days) { return days >= 0 && days <= 365; }  // the policy's are the only bare numbers

/// Whether what stands in an event can be reckoned with and printed.
bool is_sane(const Event& event, const BlockHeader& header) {
  bool sane = is_sane(event.occurred_at) && is_sane(event.recorded_at) && event.seq >= header.first_seq &&
              event.seq <= header.last_seq();
  if (event.account != no_ordinal) sane = sane && event.account < header.first_account + header.new_accounts;
  if (event.number != no_ordinal) sane = sane && event.number < header.first_number + header.new_numbers;
  std::visit(
      [&](const auto& own) {
        own.fields(own, [&](const char*, const auto& field) { sane = sane && is_sane(field); });
      },
      event.payload);
  return sane && !shown(event).empty();
}

enum class Outcome { read, refused, insane };

/// Reads a block to its end. Any other exception than the two that callers expect ends the test.
Outcome outcome(std::string_view bytes, const Directory& before, bool learn,
                std::vector<std::string>* events = nullptr) {
  Directory directory = before;
  BlockDecoder decoder;
  try {
    const BlockHeader header = decoder.open(bytes, learn ? &directory : nullptr);
    for (Event event; decoder.next(event);) {
      if (!is_sane(event, header)) return Outcome::insane;
      if (events != nullptr) events->push_back(shown(event));
    }
  } catch (const DamagedBlock&) {
    return Outcome::refused;
  } catch (const core::InputError&) {
    return Outcome::refused;
  }
  return Outcome::read;
}

void random_block_is_read() {
  const RandomBlock block = random_block(random_between(1, 6));
  for (const bool learn : {false, true}) {
    std::vector<std::string> events;
    RC_ASSERT((outcome(block.bytes, block.before, learn, &events) == Outcome::read));
    RC_ASSERT(events == block.events);
  }
}

void cut_block_is_refused() {
  const RandomBlock block = random_block(random_between(1, 4));
  for (std::size_t size = 0; size < block.bytes.size(); ++size) {
    // A copy of its own, so that a sanitizer sees what reads beyond its end.
    const std::vector<char> cut(block.bytes.begin(), block.bytes.begin() + static_cast<std::ptrdiff_t>(size));
    RC_ASSERT((outcome({cut.data(), cut.size()}, block.before, true) == Outcome::refused));
  }
  RC_ASSERT((outcome(block.bytes + '\0', block.before, true) == Outcome::refused));
}

void flipped_block_is_refused_or_sane() {
  const RandomBlock block = random_block(random_between(1, 3));
  for (std::size_t place = 0; place < block.bytes.size(); ++place) {
    for (const int flip : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF}) {
      std::string flipped = block.bytes;
      flipped[place] = static_cast<char>(flipped[place] ^ flip);
      for (const bool learn : {false, true})
        RC_ASSERT((outcome(flipped, block.before, learn) != Outcome::insane));
    }
  }
}

void noise_is_refused_or_sane() {
  const auto noise = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  RC_ASSERT((outcome(noise, Directory(), true) != Outcome::insane));
  RC_ASSERT((outcome("\1" + noise, Directory(), true) != Outcome::insane));
}

TEST_CASE("a block is read as it was written, with and without learning its names") {
  CHECK(rc::check("random blocks", random_block_is_read));
}

TEST_CASE("a block that is cut short anywhere, or goes on, is refused") {
  CHECK(rc::check("cut blocks", cut_block_is_refused));
}

TEST_CASE("a block with a flipped bit is refused, or its events can be reckoned with") {
  CHECK(rc::check("flipped blocks", flipped_block_is_refused_or_sane));
}

TEST_CASE("noise is refused") { CHECK(rc::check("noise", noise_is_refused_or_sane)); }

std::string refusal(const std::string& bytes, Directory directory = {}) {
  try {
    BlockDecoder decoder;
    decoder.open(bytes, &directory);
    for (Event event; decoder.next(event);) {
    }
    return "";
  } catch (const DamagedBlock& error) {
    return error.what();
  }
}

/// The bytes of a block with one ClockAdvanced.
std::string clock_block() {
  Event event;
  event.seq = 1;
  event.ends_unit = true;
  event.payload = ClockAdvanced{};
  BlockEncoder encoder;
  encoder.add(event);
  return encoder.finish();
}

TEST_CASE("a block of a newer form, or with a newer form of an event, is refused by name") {
  std::string newer_form = clock_block();
  newer_form[0] = 4;
  CHECK(refusal(newer_form) ==
        "the log is damaged: a block is of form 4, and this program knows forms 1 to 3");
  std::string newer_event = clock_block();
  REQUIRE(newer_event[21] == 1);  // one type
  newer_event[23] = 2;
  CHECK(refusal(newer_event).find("events of type 30 in form 2") != std::string::npos);
  std::string newer_type = clock_block();
  newer_type[22] = 32;
  CHECK(refusal(newer_type).find("events of type 32 in form 1") != std::string::npos);
}

TEST_CASE("a block whose names do not follow those that are known is refused") {
  BlockEncoder encoder;
  encoder.set_known_names(1, 0);
  encoder.introduce_account("second");
  Event event;
  event.seq = 1;
  event.payload = ClockAdvanced{};
  encoder.add(event);
  const std::string bytes = encoder.finish();
  CHECK(refusal(bytes) == "the log is damaged: a block's names do not follow those before");
  Directory known;
  known.accounts.intern("first");
  CHECK(refusal(bytes, known).empty());
  Directory with_it;
  with_it.accounts.intern("second");
  CHECK(refusal(bytes, with_it) == "the log is damaged: a block introduces a name twice");
}

}  // namespace
}  // namespace rentroll::events
