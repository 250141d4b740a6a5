#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "core/ids.hpp"
#include "core/instant.hpp"

namespace rentroll::app {

/// One line on standard error about long work, where that is a terminal; erased at the end.
class Progress {
 public:
  /// Whether rows are printed to standard output meanwhile, which on a terminal would run into the line.
  enum class Beside { rows, nothing };

  Progress(std::string_view verb, Beside beside);
  ~Progress() { erase(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Called for every event; it looks at the clock now and then only.
  void at(core::Seq events, core::Instant now) {
    if (enabled_ && (++calls_ & calls_mask) == 0) show(events, now);
  }
  void show(core::Seq events, core::Instant now);
  /// Called for every line of a file that is read.
  void at_line(std::uint64_t lines) {
    if (enabled_ && (++calls_ & calls_mask) == 0) show_lines(lines);
  }

 private:
  static constexpr std::uint64_t calls_mask = 0xFFF;

  void show_lines(std::uint64_t lines);
  [[nodiscard]] bool is_time() const;
  void shown_now();
  void erase();

  std::string_view verb_;
  bool enabled_;
  bool shown_ = false;
  std::uint64_t calls_ = 0;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace rentroll::app
