#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/assert.hpp"
#include "events/block.hpp"
#include "events/damaged_block.hpp"
#include "events/json_reading.hpp"
#include "events/leaf_form.hpp"
#include "scenarios/import_lines.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/event_lines.hpp"

namespace rentroll::fuzz {
namespace {

using events::Event;

/// All that there is to an event; what a refused request asked for may be no JSON in a block that is damaged.
std::string all_of(const Event& event) {
  events::LeafWriter writer;
  std::string text(writer.write(event, "", ""));
  text += std::to_string(event.account) + "," + std::to_string(event.number);
  return text + (event.ends_unit ? "," : ";");
}

/// As the commands print the event's own fields.
void print(const Event& event) {
  RENTROLL_ASSERT(
      !events::details(event).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).empty());
}

struct Block {
  std::vector<Event> events;
  events::Directory names;
};

Block decoded(std::string_view bytes) {
  constexpr events::Ordinal known_max = 64;
  Block block;
  // Names that stand in blocks before this one.
  const events::BlockHeader front = events::read_header(bytes);
  for (events::Ordinal each = 0; each < std::min(front.first_account, known_max); ++each)
    static_cast<void>(block.names.accounts.intern("known-" + std::to_string(each)));
  for (events::Ordinal each = 0; each < std::min(front.first_number, known_max); ++each)
    static_cast<void>(block.names.numbers.intern("known-" + std::to_string(each)));
  events::BlockDecoder decoder;
  const events::BlockHeader& header = decoder.open(bytes, &block.names);
  for (Event event; decoder.next(event);) block.events.push_back(event);
  RENTROLL_ASSERT(block.events.size() == header.events);
  return block;
}

/// Whether an event bears a request id that differs from that of its unit: no block that is written holds
/// one.
bool can_be_written(const Block& block) {
  std::string request;
  for (const Event& event : block.events) {
    if (!event.request.empty()) {
      if (!request.empty() && request != event.request) return false;
      request = event.request;
    }
    if (event.ends_unit) request.clear();
  }
  return true;
}

std::string encoded(const Block& block, const events::BlockHeader& header) {
  events::BlockEncoder encoder;
  encoder.set_known_names(header.first_account, header.first_number);
  for (events::Ordinal each = 0; each < header.new_accounts; ++each)
    encoder.introduce_account(block.names.accounts.text(header.first_account + each));
  for (events::Ordinal each = 0; each < header.new_numbers; ++each)
    encoder.introduce_number(block.names.numbers.text(header.first_number + each));
  for (const Event& event : block.events) encoder.add(event);
  return encoder.finish();
}

}  // namespace

/// A block's events, encoded anew, are the same events, and each can be printed or is named as damaged.
void read_block(std::string_view bytes) {
  try {
    const events::BlockNames names = events::read_names(bytes);
    RENTROLL_ASSERT(names.accounts.size() == names.header.new_accounts);
    const Block block = decoded(bytes);
    RENTROLL_ASSERT(can_be_written(block));
    const Block again = decoded(encoded(block, names.header));
    RENTROLL_ASSERT(std::equal(block.events.begin(), block.events.end(), again.events.begin(),
                               again.events.end(),
                               [](const Event& a, const Event& b) { return all_of(a) == all_of(b); }));
    for (const Event& event : block.events) print(event);
  } catch (const events::DamagedBlock&) {
    // refused, as promised
  }
}

/// What is read as a leaf is written as the same bytes, so that no two leaves are of one event.
void read_leaf(std::string_view bytes) {
  may_refuse([&] {
    const events::NamedEvent named = events::read_leaf(bytes);
    events::LeafWriter writer;
    RENTROLL_ASSERT(writer.write(named.event, named.account, named.number) == bytes);
  });
}

/// What is read as an event's line is printed as one that reads as the same event.
void read_event_lines(std::string_view bytes) {
  std::istringstream input{std::string(bytes)};
  scenarios::ImportLines lines(input);
  events::EventLineReader reader;
  const auto print = [](events::EventLine& line) {
    events::Directory names;
    Event& event = line.event;
    event.account = line.account.empty() ? events::no_ordinal : names.accounts.intern(line.account);
    event.number = line.number.empty() ? events::no_ordinal : names.numbers.intern(line.number);
    return tests::event_object(event, names).dump();
  };
  may_refuse([&] {
    while (const auto text = lines.next()) {
      events::EventLine line;
      reader.read(*text, line);
      const std::string printed = print(line);
      events::EventLine again;
      reader.read(printed, again);
      RENTROLL_ASSERT(print(again) == printed);
    }
  });
}

}  // namespace rentroll::fuzz
