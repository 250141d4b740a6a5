#pragma once

#include <optional>

#include "core/sha256.hpp"
#include "events/block_store.hpp"
#include "events/directory.hpp"
#include "events/event.hpp"

/// By what is known which log something is of that is kept beside it. It tells logs apart by accident alone:
/// who knows the events can make another log with the same hash.
namespace rentroll::events {

/// A hash of `steps` + 1 of events 1 to `last`, spread over them, the first and the last among them, with
/// their names. Nothing where the store does not hold them. REQUIRES: last and `steps` are not 0.
[[nodiscard]] std::optional<core::Hash> log_hash(const BlockStore& store, Seq last, Seq steps);
/// The same where the names are at hand, which need not be searched for then; nothing also where one of the
/// events has a name that is none of these.
[[nodiscard]] std::optional<core::Hash> log_hash(const BlockStore& store, Seq last, Seq steps,
                                                 const Directory& names);

}  // namespace rentroll::events
