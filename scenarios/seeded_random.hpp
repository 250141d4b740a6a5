#pragma once

#include <cstdint>

namespace rentroll::scenarios {

/// Random numbers that follow from a seed alone, the same on every machine (SplitMix64). Nothing for secrets.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  /// A number from [0, end), each as likely as the other to within 1 in 2^64 / end. REQUIRES: end > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t end) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * end) >> 64);
  }
  /// A number from [begin, end).
  [[nodiscard]] std::int64_t between(std::int64_t begin, std::int64_t end) {
    return begin + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(end - begin)));
  }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31);
  }

  std::uint64_t state_;
};

}  // namespace rentroll::scenarios
