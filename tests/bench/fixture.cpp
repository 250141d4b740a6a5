#include "tests/bench/fixture.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>

#include "events/event_log.hpp"
#include "scenarios/generator.hpp"

namespace rentroll::bench {
namespace {

constexpr std::uint64_t months = 48;
constexpr std::uint64_t events_a_number = 40;
constexpr std::uint64_t numbers_an_account = 10;

std::uint64_t events_wanted() {
  const char* text = std::getenv("RENTROLL_BENCH_EVENTS");
  return text == nullptr ? 20'000'000 : std::strtoull(text, nullptr, 10);
}

}  // namespace

Fixture::Fixture() {
  std::string pattern = (std::filesystem::temp_directory_path() / "rentroll-bench-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  path = folder_ / "log";
  const std::uint64_t numbers = std::max<std::uint64_t>(events_wanted() / events_a_number, 100);
  const auto begin = std::chrono::steady_clock::now();
  state = scenarios::generate({numbers / numbers_an_account, numbers, months, 1}, path, 2, nullptr);
  seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  log = events::LogFolder::open_reader(path);
}

Fixture::~Fixture() {
  log.reset();
  std::filesystem::remove_all(folder_);
}

Fixture& fixture() {
  static Fixture made;
  return made;
}

std::vector<events::Event> first_events() {
  std::vector<events::Event> decoded;
  events::Directory names;
  events::EventCursor cursor(fixture().store().read(1), 1, &names);
  for (events::Event event; decoded.size() < decoded_events_max && cursor.next(event);)
    decoded.push_back(event);
  return decoded;
}

}  // namespace rentroll::bench
