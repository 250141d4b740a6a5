#pragma once

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace rentroll::tests {

/// The seeds of a test's random runs, `[first, end)`.
struct Seeds {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
};

/// As many seeds as a test runs by default, from 1 on; others where the variable says `FIRST:COUNT`, so that
/// a seed can be run again and any number of them by hand.
inline Seeds seeds_of(const char* variable, std::uint64_t count) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return {1, count + 1};
  const std::string said = text;
  const std::size_t colon = said.find(':');
  if (colon == said.npos) throw std::runtime_error(std::string(variable) + " is FIRST:COUNT");
  const std::uint64_t first = std::stoull(said.substr(0, colon));
  return {first, first + std::stoull(said.substr(colon + 1))};
}

}  // namespace rentroll::tests
