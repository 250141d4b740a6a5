#include "core/hand_over_ring.hpp"

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <thread>
#include <vector>

namespace rentroll::core {

// Under ThreadSanitizer, too.

TEST_CASE("what one thread fills the other one uses, all of it and in order") {
  constexpr int count = 100'000;
  HandOverRing<std::vector<int>, 4> ring;
  std::vector<int> used;
  std::thread user([&] {
    while (const auto* const place = ring.next()) used.insert(used.end(), place->begin(), place->end());
  });
  for (int value = 0; value < count;) {
    std::vector<int>* const place = ring.place_to_fill();
    REQUIRE(place != nullptr);
    place->clear();
    for (int more = value % 7; more >= 0 && value < count; --more) place->push_back(value++);
    ring.hand_over();
  }
  ring.end();
  user.join();
  REQUIRE(used.size() == count);
  for (int value = 0; value < count; ++value) REQUIRE(used[static_cast<std::size_t>(value)] == value);
}

TEST_CASE("a place comes back with what was left in it, and not before it was used") {
  HandOverRing<int, 2> ring;
  *ring.place_to_fill() = 1;
  ring.hand_over();
  *ring.place_to_fill() = 2;
  ring.hand_over();
  const int* const first = ring.next();
  REQUIRE(first != nullptr);
  CHECK(*first == 1);
  const int* const second = ring.next();
  REQUIRE(second != nullptr);
  CHECK(*second == 2);
  CHECK(ring.place_to_fill() == first);
  CHECK(*first == 1);
}

TEST_CASE("the end comes after all that was handed over, also while it is waited for") {
  HandOverRing<int, 2> ring;
  *ring.place_to_fill() = 7;
  ring.hand_over();
  ring.end();
  REQUIRE(ring.next() != nullptr);
  CHECK(ring.next() == nullptr);
  CHECK(ring.next() == nullptr);

  HandOverRing<int, 2> empty;
  std::thread ends([&] { empty.end(); });
  CHECK(empty.next() == nullptr);
  ends.join();
}

TEST_CASE("a failure comes after all that was handed over before it") {
  HandOverRing<int, 2> ring;
  *ring.place_to_fill() = 7;
  ring.hand_over();
  ring.end(std::make_exception_ptr(std::runtime_error("no more")));
  REQUIRE(ring.next() != nullptr);
  CHECK_THROWS_WITH_AS(static_cast<void>(ring.next()), "no more", std::runtime_error);
  CHECK_THROWS_AS(static_cast<void>(ring.next()), std::runtime_error);
}

TEST_CASE("who fills is not kept waiting by one who has left") {
  HandOverRing<int, 2> ring;
  for (int place = 0; place < 2; ++place) {
    REQUIRE(ring.place_to_fill() != nullptr);
    ring.hand_over();
  }
  std::thread leaves([&] { ring.leave(); });
  CHECK(ring.place_to_fill() == nullptr);
  leaves.join();
  CHECK(ring.place_to_fill() == nullptr);
}

}  // namespace rentroll::core
