#include "scenarios/timers.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

namespace rentroll::scenarios {
namespace {

using events::Ordinal;

core::Instant due() { return core::Instant::parse("2024-02-10"); }

/// Numbers of these texts, each rented and due on one day.
projections::State rented(const std::vector<std::string>& texts) {
  projections::State state;
  for (const std::string& text : texts) state.names.numbers.intern(text);
  state.numbers.resize(state.names.numbers.size());
  for (projections::NumberRental& number : state.numbers.rentals()) {
    number.state = core::NumberState::rented;
    number.next_due = due().date();
  }
  return state;
}

/// The texts of the renewals of that day, in the order in which they fire.
std::vector<std::string> renewed(const projections::State& state, Timers& timers) {
  std::vector<std::string> texts;
  while (const auto timer = timers.take(state, due())) texts.emplace_back(subject_text(state, *timer));
  return texts;
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

}  // namespace

TEST_CASE("T5: numbers that begin alike, and short codes, fire in the byte order of their whole texts") {
  const std::vector<std::string> texts = {"US-54321",
                                          "+123456789012346",
                                          "+12",
                                          "US-543210",
                                          "+123456789012345",
                                          "+123",
                                          "+12345678901234",
                                          "GB-99999",
                                          "+9",
                                          "not-a-number-of-ours-b",
                                          "not-a-number-of-ours-a",
                                          "not-a-number-of"};
  const projections::State state = rented(texts);
  Timers timers(state);
  CHECK(renewed(state, timers) == sorted(texts));
}

TEST_CASE("T5: any numbers of one day fire in byte order, each once, however they came into the day's list") {
  CHECK(rc::check([] {
    const auto digit = rc::gen::elementOf(std::string("0189"));
    const auto number = rc::gen::map(rc::gen::container<std::string>(digit),
                                     [](const std::string& digits) { return "+1" + digits; });
    const auto texts = *rc::gen::container<std::vector<std::string>>(number);
    const projections::State state = rented(texts);
    Timers timers(state);
    // Rented again before the day: they stand in its list a second time, behind all others.
    for (Ordinal again = 0; again < state.numbers.size(); again += 2) {
      events::Event event;
      event.number = again;
      event.payload = events::NumberRented{};
      timers.schedule(state, event);
    }
    RC_ASSERT((renewed(state, timers) == sorted(texts)));
  }));
}

}  // namespace rentroll::scenarios
