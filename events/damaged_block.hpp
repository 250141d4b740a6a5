#pragma once

#include <string>

#include "core/error.hpp"

namespace rentroll::events {

/// Stored bytes that are not what was written.
class DamagedBlock : public core::SystemError {
 public:
  explicit DamagedBlock(const std::string& what) : core::SystemError("the log is damaged: " + what) {}
};

}  // namespace rentroll::events
