#include "events/block_rows.hpp"

#include "events/payload_archive.hpp"

namespace rentroll::events {

bool RowReader::next(SpanInputArchive& archive, Event& event) {
  if (read_ == beginning_.header.events) return false;
  std::uint8_t type = 0;
  std::uint8_t actor = 0;
  std::uint8_t flags = 0;
  archive(type, actor, flags);
  check_type(beginning_, type, actor);
  event.seq = beginning_.header.first_seq + read_;
  event.actor = static_cast<core::Actor>(actor);
  event.version = beginning_.versions[type];
  event.ends_unit = (flags & flag_ends_unit) != 0;
  event.late = (flags & flag_late) != 0;
  if (flags & flag_occurred_at) {
    archive(previous_occurred_at_);
  } else if (read_ == 0) {
    throw DamagedBlock("a block's first event has no instant");
  }
  event.occurred_at = event.recorded_at = previous_occurred_at_;
  if (flags & flag_recorded_at) archive(event.recorded_at);
  event.account = event.number = no_ordinal;
  event.cause = 0;
  if (flags & flag_account) archive(event.account);
  if (flags & flag_number) archive(event.number);
  if (flags & flag_cause) archive(event.cause);
  if ((event.account != no_ordinal && event.account >= beginning_.header.known_accounts()) ||
      (event.number != no_ordinal && event.number >= beginning_.header.known_numbers())) {
    throw DamagedBlock("an event's account or number has no name yet");
  }
  if (flags & flag_request) {
    if (unit_request_.empty()) archive(unit_request_);
    event.request = unit_request_;
  } else {
    event.request.clear();
  }
  loaders[type - 1U](archive, event.payload);
  if (event.ends_unit) unit_request_.clear();
  ++read_;
  return true;
}

}  // namespace rentroll::events
