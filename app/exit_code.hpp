#pragma once

#include <array>
#include <string_view>

namespace rentroll::app {

/// How the program ends. Scripts read these numbers: they are frozen.
enum ExitCode : int {
  done = 0,           ///< and everything asked for holds
  does_not_hold = 1,  ///< done, but something does not hold
  bad_input = 2,      ///< bad usage or bad input: nothing was written
  system_failed = 3   ///< cannot read, cannot write, log locked or damaged
};

struct ExitMeaning {
  ExitCode code;
  std::string_view meaning;
};

/// As the help and the manual page say it.
inline constexpr std::array exit_meanings{
    ExitMeaning{done, "done, and everything asked for holds"},
    ExitMeaning{does_not_hold,
                "done, but something does not hold: an expectation, a request, a statement, a rule"},
    ExitMeaning{bad_input, "bad usage or bad input: nothing was written"},
    ExitMeaning{system_failed, "the system failed: cannot read, cannot write, log locked or damaged"}};

}  // namespace rentroll::app
