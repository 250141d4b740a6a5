#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace rentroll::core {

/// Bad usage or bad input (exit code 2): says what is wrong and what would be right.
/// Whoever knows the place (file, line, column, option) puts it before the sentence with `at`.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& sentence) : std::runtime_error(sentence) {}
  [[nodiscard]] InputError at(const std::string& place) const { return InputError(place + ": " + what()); }
};

/// The system failed (exit code 3): cannot read, cannot write, disk full, log locked or damaged.
class SystemError : public std::runtime_error {
 public:
  explicit SystemError(const std::string& sentence) : std::runtime_error(sentence) {}
};

}  // namespace rentroll::core
