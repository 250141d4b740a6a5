#include "events/checkpoint.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/error.hpp"
#include "events/event_log.hpp"

namespace rentroll::events {
namespace {

/// Takes the first line of a text away. Throws InputError where it is empty, or the text has none.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos || end == 0) {
    throw core::InputError(
        "no checkpoint: right are three lines or more, none of them empty: a name, a size, a root");
  }
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::uint64_t parse_size(std::string_view line) {
  std::uint64_t size = 0;
  const char* const end = line.data() + line.size();
  const auto [stopped, error] = std::from_chars(line.data(), end, size);
  const bool leading_zero = line.size() > 1 && line.front() == '0';
  if (error != std::errc{} || stopped != end || leading_zero) {
    throw core::InputError("no checkpoint: its second line is no size");
  }
  return size;
}

Hash parse_root(std::string_view line) {
  const auto root = hash_of(line);
  if (!root) throw core::InputError("no checkpoint: its third line is no root: 32 bytes as base64");
  return *root;
}

}  // namespace

Checkpoint Checkpoint::parse(std::string_view text) {
  Checkpoint checkpoint;
  checkpoint.origin = take_line(text);
  checkpoint.head.size = parse_size(take_line(text));
  checkpoint.head.root = parse_root(take_line(text));
  while (!text.empty()) checkpoint.extensions.emplace_back(take_line(text));
  return checkpoint;
}

std::string Checkpoint::text() const {
  std::string text = fmt::format("{}\n{}\n{}\n", origin, head.size, hash_text(head.root));
  for (const std::string& line : extensions) text += line + "\n";
  return text;
}

std::optional<std::string> Checkpoint::extension(std::string_view word) const {
  const std::string beginning = std::string(word) + " ";
  for (const std::string& line : extensions) {
    if (line.starts_with(beginning)) return line.substr(beginning.size());
  }
  return std::nullopt;
}

CheckedCheckpoint open_checkpoint(std::string_view note, const VerifierKey& key) {
  OpenedNote opened = open_note(note, key);
  CheckedCheckpoint checked;
  checked.checkpoint = Checkpoint::parse(opened.text);
  checked.flaw = std::move(opened.flaw);
  if (!checked.flaw && checked.checkpoint.origin != key.name) {
    checked.flaw = fmt::format("it is of another log, {}, than the one that the key {} signs for",
                               checked.checkpoint.origin, key.name);
  }
  return checked;
}

CheckedCheckpoint check_checkpoint(const BlockStore& store, std::string_view note, const VerifierKey& key,
                                   const std::function<void(const LeafPlace&)>& each) {
  CheckedCheckpoint checked = open_checkpoint(note, key);
  if (checked.flaw) return checked;
  const TreeHead& head = checked.checkpoint.head;
  const Seq last = last_seq(store);
  if (last < head.size) {
    checked.flaw = fmt::format("the log ends at event {}, and {} events were signed: its end is missing",
                               last, head.size);
    return checked;
  }
  GrowingRoot root;
  for_each_leaf_hash(store, 0, head.size, [&](const LeafPlace& place, const Hash& leaf) {
    root.add(leaf);
    each(place);
  });
  if (root.root() != head.root) {
    checked.flaw = fmt::format("the first {} events of the log are not those that were signed", head.size);
  }
  return checked;
}

}  // namespace rentroll::events
