#pragma once

#include <cstdint>
#include <string>

#include "core/instant.hpp"

/// Places and lengths in drawings. They are reckoned in whole numbers, so that the same log makes the same
/// bytes on every machine.
namespace rentroll::app {

/// Holds the difference of any two amounts or instants.
__extension__ using Wide = __int128;

/// factor × part / whole, rounded down. REQUIRES: whole > 0, a result within 64 bits.
[[nodiscard]] std::int64_t scaled(Wide part, Wide whole, std::int64_t factor);

/// `12.345%`: across a drawing that is as wide as the screen or the paper lets it be.
/// REQUIRES: 0 <= part <= whole, whole > 0.
[[nodiscard]] std::string percent(std::int64_t part, std::int64_t whole);

/// `12.34`, of hundredths of a pixel.
[[nodiscard]] std::string pixels(std::int64_t hundredths);

/// A span of time that a drawing is as wide as, [begin, end). REQUIRES: begin < end.
struct TimeSpan {
  core::Instant begin;
  core::Instant end;

  [[nodiscard]] std::int64_t microseconds() const { return end.microseconds() - begin.microseconds(); }
  /// In how many thousandths of it an instant comes; REQUIRES: begin <= at <= end.
  [[nodiscard]] std::int64_t thousandths(core::Instant at) const;
  [[nodiscard]] std::string percent_at(core::Instant at) const;
  [[nodiscard]] std::string percent_between(core::Instant from, core::Instant to) const;
};

}  // namespace rentroll::app
