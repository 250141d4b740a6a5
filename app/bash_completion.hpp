#pragma once

#include <string>

#include "app/description.hpp"

namespace rentroll::app {

/// A script for bash, by which it completes commands, options, words of closed sets, files and folders. It
/// needs nothing but bash 4 and does not run the program.
[[nodiscard]] std::string bash_completion(const ProgramDescription& description);

}  // namespace rentroll::app
