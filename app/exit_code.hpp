#pragma once

namespace rentroll::app {

/// How the program ends. Scripts read these numbers: they are frozen.
enum ExitCode : int {
  done = 0,           ///< and everything asked for holds
  does_not_hold = 1,  ///< done, but something does not hold
  bad_input = 2,      ///< bad usage or bad input: nothing was written
  system_failed = 3   ///< cannot read, cannot write, log locked or damaged
};

}  // namespace rentroll::app
