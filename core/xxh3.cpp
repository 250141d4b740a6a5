#include "core/xxh3.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/assert.hpp"

namespace rentroll::core {

struct Xxh3::State {
  XXH3_state_t state;
};

Xxh3::Xxh3() : state_(new State) { RENTROLL_ASSERT(XXH3_128bits_reset(&state_->state) == XXH_OK); }
Xxh3::~Xxh3() = default;

void Xxh3::update(std::string_view bytes) {
  RENTROLL_ASSERT(XXH3_128bits_update(&state_->state, bytes.data(), bytes.size()) == XXH_OK);
}

std::string Xxh3::hash() const {
  XXH128_canonical_t canonical;
  static_assert(sizeof canonical.digest == hash_bytes);
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state_->state));
  return {std::begin(canonical.digest), std::end(canonical.digest)};
}

}  // namespace rentroll::core
