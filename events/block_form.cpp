#include "events/block_form.hpp"

#include <fmt/format.h>

#include "events/payload_archive.hpp"

namespace rentroll::events {
namespace {

std::string_view load_name(SpanInputArchive& archive) {
  std::uint8_t size = 0;
  archive(size);
  if (size == 0) throw DamagedBlock("a name is empty");
  return archive.take(size);
}

void learn(std::string_view name, Ordinal ordinal, Names& names) {
  if (ordinal < names.size()) return;
  if (names.intern(name) != ordinal) throw DamagedBlock("a block introduces a name twice");
}

}  // namespace

BlockBeginning load_beginning(SpanInputArchive& archive) {
  BlockBeginning beginning;
  archive(beginning.form);
  if (beginning.form < rows_form || beginning.form > columns_form) {
    throw DamagedBlock(fmt::format("a block is of form {}, and this program knows forms {} to {}",
                                   beginning.form, rows_form, columns_form));
  }
  BlockHeader& header = beginning.header;
  archive(header.first_seq, header.events);
  if (beginning.form != rows_form) archive(header.last_late_before);
  const bool after_late = beginning.form == rows_after_late_form || header.last_late_before != 0;
  if (after_late && (header.last_late_before == 0 || header.last_late_before >= header.first_seq)) {
    throw DamagedBlock("a block's last late event before it does not come before it");
  }
  std::uint8_t types = 0;
  archive(types);
  for (; types > 0; --types) {
    std::uint8_t type = 0;
    std::uint8_t version = 0;
    archive(type, version);
    if (type == 0 || type >= event_types_end || version == 0 || version > newest_version) {
      throw DamagedBlock(fmt::format(
          "a block holds events of type {} in form {}, which this program does not know (a newer one may)",
          type, version));
    }
    beginning.versions[type] = version;
  }
  archive(header.first_account, header.new_accounts, header.first_number, header.new_numbers);
  if (header.first_seq == 0 || header.events == 0) throw DamagedBlock("a block is empty");
  if (header.last_seq() < header.first_seq) throw DamagedBlock("a block's seqs are beyond 64 bits");
  return beginning;
}

void load_names(SpanInputArchive& archive, Ordinal first, std::uint32_t count, Names* names) {
  if (names != nullptr && names->size() < first)
    throw DamagedBlock("a block's names do not follow those before");
  // Each name is asked for from memory some names before it is looked for.
  constexpr std::uint32_t ahead = 16;
  std::array<std::string_view, ahead> expected;
  for (std::uint64_t place = 0; place < std::uint64_t{count} + ahead; ++place) {
    std::string_view& text = expected[place % ahead];
    if (place >= ahead && names != nullptr) learn(text, static_cast<Ordinal>(first + place - ahead), *names);
    if (place >= count) continue;
    text = load_name(archive);
    if (names != nullptr) names->expect(text);
  }
}

BlockHeader read_header(std::string_view block) {
  SpanInputArchive archive;
  archive.open(block);
  return load_beginning(archive).header;
}

BlockNames read_names(std::string_view block) {
  SpanInputArchive archive;
  archive.open(block);
  BlockNames read{load_beginning(archive).header, {}, {}};
  const auto load = [&](std::uint32_t count, std::vector<std::string>& texts) {
    for (; count > 0; --count) texts.emplace_back(load_name(archive));
  };
  load(read.header.new_accounts, read.accounts);
  load(read.header.new_numbers, read.numbers);
  return read;
}

void learn_names(std::string_view block, Directory& directory) {
  SpanInputArchive archive;
  archive.open(block);
  const BlockHeader header = load_beginning(archive).header;
  load_names(archive, header.first_account, header.new_accounts, &directory.accounts);
  load_names(archive, header.first_number, header.new_numbers, &directory.numbers);
}

}  // namespace rentroll::events
