#include "core/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace rentroll::core {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "rentroll: a promise of the program is broken: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace rentroll::core
