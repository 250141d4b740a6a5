#include "scenarios/request_index.hpp"

#include "core/sha256.hpp"

namespace rentroll::scenarios {

std::string Outcome::text() const {
  if (!rejection) return "accepted";
  return "rejected " + std::string(core::to_text(*rejection));
}

const RequestIndex::Entry* RequestIndex::find(const std::string& id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

std::string content_hash(core::Actor actor, const RequestBody& body) {
  return core::sha256_hex(std::string(core::to_text(actor)) + " " + content_of(body));
}

}  // namespace rentroll::scenarios
