#include "events/proof.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base64.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "events/damaged_block.hpp"
#include "events/json_form.hpp"
#include "events/json_value.hpp"

namespace rentroll::events {
namespace {

using nlohmann::json;
using Ordered = nlohmann::ordered_json;

constexpr int depth_max = 32;
/// In one text: a value of one byte takes sixteen in memory.
constexpr std::size_t values_max = 500'000;
/// A tree has fewer than 2^64 leaves, and the proof that one extends another is a hash longer than it is
/// high.
constexpr std::size_t path_hashes_max = 65;

Ordered text_or_null(const std::string& text) { return text.empty() ? Ordered(nullptr) : Ordered(text); }

/// An event as `rentroll events --format json` prints it.
Ordered event_object(const NamedEvent& named) {
  const Event& event = named.event;
  Ordered object = {{"seq", event.seq},
                    {"occurred_at", event.occurred_at.text()},
                    {"recorded_at", event.recorded_at.text()},
                    {"type", core::to_text(event.type())},
                    {"account", text_or_null(named.account)},
                    {"number", text_or_null(named.number)},
                    {"actor", core::to_text(event.actor)},
                    {"request", text_or_null(event.request)},
                    {"cause", event.cause == 0 ? Ordered(nullptr) : Ordered(event.cause)}};
  const json own = details(event);
  for (const auto& [name, value] : own.items()) object[name] = value;
  object["version"] = event.version;
  object["late"] = event.late;
  return object;
}

/// Bytes that are no UTF-8 have no form in JSON.
std::string dump(const Ordered& object) {
  return object.dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

Ordered path_array(const std::vector<Hash>& path) {
  Ordered hashes = Ordered::array();
  for (const Hash& hash : path) hashes.push_back(hash_text(hash));
  return hashes;
}

/// The members of one event's proof.
void put_event(Ordered& object, const EventProof& proof) {
  object["event"] = event_object(proof.named);
  object["leaf"] = core::to_base64(proof.leaf);
  object["path"] = path_array(proof.path);
}

Ordered head_object(const TreeHead& head) { return {{"size", head.size}, {"root", hash_text(head.root)}}; }

struct ToJson {
  Ordered operator()(const InclusionProof& proof) const {
    Ordered object = {{"proof", "event"}, {"size", proof.size}};
    put_event(object, proof.event);
    return object;
  }
  Ordered operator()(const ChargeProof& proof) const {
    Ordered object = {{"proof", "charge"}, {"charge", proof.charge}, {"size", proof.size}};
    object["events"] = Ordered::array();
    for (const EventProof& event : proof.events) put_event(object["events"].emplace_back(), event);
    return object;
  }
  Ordered operator()(const ConsistencyProof& proof) const {
    return {{"proof", "consistency"},
            {"from", head_object(proof.from)},
            {"to", head_object(proof.to)},
            {"path", path_array(proof.path)}};
  }
};

[[noreturn]] void no_proof(const std::string& why) {
  throw core::InputError(fmt::format("no proof: {}; right is what `rentroll prove` prints", why));
}

const json& member(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (!object.is_object() || found == object.end()) no_proof(fmt::format("it has no \"{}\"", name));
  return *found;
}

const std::string& text_of(const json& value, const char* name) {
  if (!value.is_string()) no_proof(fmt::format("\"{}\" is no text", name));
  return value.get_ref<const std::string&>();
}

std::uint64_t size_of(const json& object) {
  const json& size = member(object, "size");
  if (!size.is_number_unsigned()) no_proof("\"size\" is no whole number");
  return size.get<std::uint64_t>();
}

Hash hash_of_json(const json& value, const char* name) {
  const auto hash = hash_of(text_of(value, name));
  if (!hash) no_proof(fmt::format("\"{}\" holds what is no hash: 32 bytes as base64", name));
  return *hash;
}

std::vector<Hash> path_of(const json& object) {
  const json& hashes = member(object, "path");
  if (!hashes.is_array()) no_proof("\"path\" is no array");
  if (hashes.size() > path_hashes_max) no_proof("\"path\" is longer than in any tree");
  std::vector<Hash> path;
  for (const json& hash : hashes) path.push_back(hash_of_json(hash, "path"));
  return path;
}

/// Refuses what is nested deeper than any proof is, or holds more, before it takes memory.
json parse(std::string_view text) {
  if (text.size() > proof_bytes_max) no_proof("it is too long");
  std::size_t values = 0;
  const auto check_bounds = [&values](int depth, json::parse_event_t, json&) {
    if (depth > depth_max) no_proof("it is nested too deeply");
    if (++values > values_max) no_proof("it holds too many values");
    return true;
  };
  try {
    return json::parse(text, check_bounds);
  } catch (const json::parse_error& error) {
    no_proof(fmt::format("it is no JSON from byte {} on", error.byte));
  } catch (const json::out_of_range&) {
    no_proof("it holds a number that is too large");
  }
}

EventProof event_of(const json& object) {
  const auto leaf = core::from_base64(text_of(member(object, "leaf"), "leaf"));
  if (!leaf) no_proof("\"leaf\" is no base64");
  EventProof proof;
  proof.leaf = *leaf;
  proof.path = path_of(object);
  try {
    proof.named = read_leaf(proof.leaf);
    const auto* rejected = std::get_if<RequestRejected>(&proof.named.event.payload);
    if (rejected != nullptr) static_cast<void>(parse(rejected->requested));
    proof.shows_its_leaf = json::parse(dump(event_object(proof.named))) == member(object, "event");
  } catch (const DamagedBlock& error) {
    no_proof("\"leaf\": what a refused request asked for is no JSON object");
  } catch (const core::InputError& error) {
    no_proof(fmt::format("\"leaf\": {}", error.what()));
  }
  return proof;
}

TreeHead head_of(const json& object) {
  return {size_of(object), hash_of_json(member(object, "root"), "root")};
}

}  // namespace

EventProof event_proof(NamedEvent named, std::vector<Hash> path) {
  LeafWriter writer;
  std::string leaf(writer.write(named.event, named.account, named.number));
  return {std::move(named), std::move(leaf), std::move(path), true};
}

std::string proof_text(const Proof& proof) { return dump(std::visit(ToJson{}, proof)) + "\n"; }

Proof read_proof(std::string_view text) {
  const json object = parse(text);
  const std::string& kind = text_of(member(object, "proof"), "proof");
  if (kind == "event") return InclusionProof{size_of(object), event_of(object)};
  if (kind == "consistency") {
    return ConsistencyProof{head_of(member(object, "from")), head_of(member(object, "to")), path_of(object)};
  }
  if (kind != "charge") no_proof(fmt::format("it is of a kind \"{}\" that is not known", core::shown(kind)));
  ChargeProof proof{text_of(member(object, "charge"), "charge"), size_of(object), {}};
  const json& events = member(object, "events");
  if (!events.is_array() || events.empty()) no_proof("\"events\" is no array of events");
  for (const json& event : events) proof.events.push_back(event_of(event));
  return proof;
}

Flaw check_event(const EventProof& proof, const TreeHead& head) {
  if (!proof.shows_its_leaf) return "the event that it shows is not the one that its leaf is of";
  return check_inclusion(TreeHasher().leaf(proof.leaf), proof.named.event.seq - 1, head.size, proof.path,
                         head.root);
}

}  // namespace rentroll::events
