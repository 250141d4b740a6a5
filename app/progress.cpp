#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace rentroll::app {
namespace {

constexpr std::chrono::milliseconds quiet_at_first{500};
constexpr std::chrono::milliseconds between_lines{100};
constexpr const char* erase_line = "\r\x1b[K";

}  // namespace

Progress::Progress(std::string_view verb, Beside beside)
    : verb_(verb),
      enabled_(isatty(STDERR_FILENO) == 1 && (beside == Beside::nothing || isatty(STDOUT_FILENO) != 1)),
      next_(std::chrono::steady_clock::now() + quiet_at_first) {}

void Progress::show(core::Seq events, core::Instant now) {
  if (!is_time()) return;
  fmt::print(stderr, "{}{}: {} events, {}", erase_line, verb_, events, now.date().text());
  shown_now();
}

void Progress::show_lines(std::uint64_t lines) {
  if (!is_time()) return;
  fmt::print(stderr, "{}{}: {} lines", erase_line, verb_, lines);
  shown_now();
}

bool Progress::is_time() const { return enabled_ && std::chrono::steady_clock::now() >= next_; }

void Progress::shown_now() {
  std::fflush(stderr);
  shown_ = true;
  next_ = std::chrono::steady_clock::now() + between_lines;
}

void Progress::erase() {
  if (shown_) std::fputs(erase_line, stderr);
}

}  // namespace rentroll::app
