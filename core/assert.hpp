#pragma once

/// A promise between two lines of our own code. It stays on in release builds: people close their books on
/// the results, so a broken promise ends the program rather than going on with a wrong figure.
#define RENTROLL_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::rentroll::core::assertion_failed(#condition, __FILE__, __LINE__))

namespace rentroll::core {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace rentroll::core
