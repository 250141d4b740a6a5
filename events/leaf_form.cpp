#include "events/leaf_form.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "core/assert.hpp"
#include "core/text.hpp"
#include "events/payload_archive.hpp"

namespace rentroll::events {
namespace {

constexpr std::uint8_t leaf_form = 1;

void append_name(std::string& leaf, std::string_view name) {
  RENTROLL_ASSERT(name.size() <= 255);
  leaf += static_cast<char>(name.size());
  leaf += name;
}

std::string_view name_of(const Names& names, Ordinal ordinal) {
  return ordinal == no_ordinal ? std::string_view() : names.text(ordinal);
}

std::string load_name(SpanInputArchive& archive) {
  std::uint8_t size = 0;
  archive(size);
  std::string name(size, '\0');
  archive.load_binary(name.data(), size);
  return name;
}

/// No text of an event holds a control character, so what is read here may be shown.
void check_printable(std::string_view text) {
  if (!core::is_printable(text)) throw core::InputError("a name holds what is no printable character");
}

/// The fields of one size, put together at once: a leaf is written for every event.
void begin_leaf(std::string& leaf, const EventView& event) {
  std::array<char, 37> fields{};
  char* at = fields.data();
  const auto put = [&](const auto& field) {
    std::memcpy(at, &field, sizeof field);
    at += sizeof field;
  };
  put(leaf_form);
  put(event.seq);
  put(static_cast<std::uint8_t>(event.type()));
  put(event.version);
  put(static_cast<std::uint8_t>(event.actor));
  put(static_cast<std::uint8_t>(event.late ? 1 : 0));
  put(core::to_store(event.occurred_at).microseconds());
  put(core::to_store(event.recorded_at).microseconds());
  put(event.cause);
  RENTROLL_ASSERT(at == fields.data() + fields.size());
  leaf.assign(fields.data(), fields.size());
}

NamedEvent load(SpanInputArchive& archive) {
  NamedEvent named;
  Event& event = named.event;
  std::uint8_t form = 0;
  std::uint8_t type = 0;
  std::uint8_t actor = 0;
  archive(form);
  if (form != leaf_form) {
    throw core::InputError(
        fmt::format("it is a leaf of form {}, and this program knows form {}", form, leaf_form));
  }
  archive(event.seq, type, event.version, actor, event.late, event.occurred_at, event.recorded_at,
          event.cause);
  if (event.seq == 0) throw core::InputError("its seq is 0, and the first event's is 1");
  if (type == 0 || type >= event_types_end || event.version != newest_version) {
    throw core::InputError(
        fmt::format("it is of type {} in form {}, which this program does not know", type, event.version));
  }
  if (!core::is_named<core::Actor>(actor)) throw core::InputError("its actor is none that is known");
  event.actor = static_cast<core::Actor>(actor);
  named.account = load_name(archive);
  named.number = load_name(archive);
  archive(event.request);
  for (const std::string& text : {named.account, named.number, event.request}) check_printable(text);
  loaders[type - 1U](archive, event.payload);
  return named;
}

}  // namespace

struct LeafWriter::State {
  std::string leaf;
  StringOutputArchive archive{leaf};
};

LeafWriter::LeafWriter() : state_(std::make_unique<State>()) {}
LeafWriter::~LeafWriter() = default;

std::string_view LeafWriter::write(const EventView& event, std::string_view account,
                                   std::string_view number) {
  auto& [leaf, archive] = *state_;
  begin_leaf(leaf, event);
  append_name(leaf, account);
  append_name(leaf, number);
  archive(cereal::make_size_tag(static_cast<cereal::size_type>(event.request.size())));
  archive.save_binary(event.request.data(), event.request.size());
  std::visit([&](const auto& payload) { archive_payload(state_->archive, payload); }, event.payload());
  return leaf;
}

std::string_view LeafWriter::write(const EventView& event, const Directory& names) {
  return write(event, name_of(names.accounts, event.account), name_of(names.numbers, event.number));
}

NamedEvent read_leaf(std::string_view leaf) {
  SpanInputArchive archive;
  archive.open(leaf);
  try {
    NamedEvent named = load(archive);
    if (archive.left() != 0) throw core::InputError("it goes on behind its last field");
    return named;
  } catch (const DamagedBlock&) {
    throw core::InputError("no event: a field ends too early, or holds what none can hold");
  } catch (const core::InputError& error) {
    throw core::InputError(fmt::format("no event that can be: {}", error.what()));
  }
}

}  // namespace rentroll::events
