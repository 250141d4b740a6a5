#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/target.hpp"

// The entry points of libFuzzer. FUZZ_TARGET names the target.

namespace {

const rentroll::fuzz::Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* const name = std::getenv("FUZZ_TARGET");
  const auto targets = rentroll::fuzz::targets();
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [&](const auto& target) { return name != nullptr && target.name == name; });
  if (found == targets.end()) {
    std::fputs("FUZZ_TARGET must name a folder of tests/fuzz/corpus\n", stderr);
    std::exit(2);
  }
  chosen = &*found;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > chosen->bytes_max) return -1;
  chosen->read({reinterpret_cast<const char*>(data), size});
  return 0;
}
