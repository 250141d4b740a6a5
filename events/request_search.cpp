#include "events/request_search.hpp"

#include <fmt/format.h>

#include "events/block_form.hpp"
#include "events/damaged_block.hpp"
#include "events/payload_archive.hpp"

namespace rentroll::events {
namespace {

/// Whether the kinds of a block by columns have it, or it is a block by rows, which only reading tells.
bool may_hold_ids(SpanInputArchive& archive, std::string_view block) {
  archive.open(block);
  const BlockBeginning beginning = load_beginning(archive);
  if (beginning.form != columns_form) return true;
  load_names(archive, beginning.header.first_account, beginning.header.new_accounts, nullptr);
  load_names(archive, beginning.header.first_number, beginning.header.new_numbers, nullptr);
  std::uint32_t kinds = 0;
  archive(kinds);
  Payload payload;
  for (; kinds > 0; --kinds) {
    std::uint8_t type = 0;
    std::uint8_t actor = 0;
    std::uint8_t flags = 0;
    archive(type, actor, flags);
    check_type(beginning, type, actor);
    if ((flags & flag_request) != 0) return true;
    loaders[type - 1U](archive, payload);
  }
  return false;
}

}  // namespace

void for_each_requested(const BlockStore& store, Seq last, const std::function<void(const Event&)>& each) {
  SpanInputArchive archive;
  BlockDecoder decoder;
  Event event;
  Seq reached = 0;
  const auto blocks = store.read(1);
  while (reached < last) {
    const auto block = blocks->next();
    if (!block) break;
    const BlockHeader header = read_header(*block);
    if (header.first_seq != reached + 1) {
      throw DamagedBlock(fmt::format("event {} is missing", reached + 1));
    }
    reached = header.last_seq();
    if (!may_hold_ids(archive, *block)) continue;
    decoder.open(*block, nullptr);
    while (decoder.next(event) && event.seq <= last) {
      if (!event.request.empty()) each(event);
    }
  }
}

}  // namespace rentroll::events
