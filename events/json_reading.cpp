#include "events/json_reading.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <utility>

#include "core/error.hpp"
#include "core/text.hpp"
#include "events/archive.hpp"
#include "events/json_line.hpp"
#include "events/subjects.hpp"

namespace rentroll::events {
namespace {

using core::InputError;
using nlohmann::json;

constexpr const char* seq_form = "a whole number from 1, without quotes";

[[noreturn]] void wrong_type(const json& value, std::string_view right) {
  throw InputError(fmt::format("{}; right is {}", in_words(value), right));
}

const std::string& text_of(const json& value, std::string_view right) {
  if (!value.is_string()) wrong_type(value, right);
  return value.get_ref<const std::string&>();
}

// The inverse of `json_value`, a kind of field each. They throw InputErrors without the field's name.

void read_value(const json& value, bool& field) {
  if (!value.is_boolean()) wrong_type(value, "true or false, without quotes");
  field = value.get<bool>();
}

void read_value(const json& value, int& field) {
  const bool fits =
      value.is_number_unsigned() && value.get<std::uint64_t>() <= std::numeric_limits<int>::max();
  if (!fits) wrong_type(value, "a whole number, without quotes");
  field = value.get<int>();
}

void read_value(const json& value, Seq& field) {
  if (!value.is_number_unsigned()) wrong_type(value, seq_form);
  field = value.get<Seq>();
  if (field == 0) throw InputError(fmt::format("0; right is {}", seq_form));
}

void read_value(const json& value, core::Money& field) {
  field = core::Money::parse(text_of(value, "an amount in quotes, for example \"12.50\" (M1)"));
}

void read_value(const json& value, core::Instant& field) {
  const std::string& text = text_of(value, "an instant, for example \"2024-01-31T09:30:00Z\" (T1)");
  field = core::Instant::parse(text);
  if (!core::is_bare_date(text)) return;
  throw InputError(
      fmt::format("\"{}\" is a date; right is an instant, for example \"{}\" (T1)", text, field.text()));
}

void read_value(const json& value, core::Date& field) {
  const std::string& text = text_of(value, "a date, for example \"2024-01-31\"");
  field = core::Date::parse(text);
  if (core::is_storable(field)) return;
  throw InputError(fmt::format(
      "\"{}\" is outside the dates of a log, 1970-01-01 up to, not including, 2263-01-01 (T1)", text));
}

/// Ids, remarks, currencies and countries say themselves what is right.
template <class Text>
requires requires { Text::parse(std::string_view()); }
void read_value(const json& value, Text& field) { field = Text::parse(text_of(value, "a text in quotes")); }

template <core::TextEnum Enum>
void read_value(const json& value, Enum& field) {
  const std::string right = "one of " + core::all_texts<Enum>();
  const std::string& text = text_of(value, right);
  const auto word = core::from_text<Enum>(text);
  if (!word)
    throw InputError(fmt::format("\"{}\" is none of {}", core::shown(text), core::all_texts<Enum>()));
  field = *word;
}

template <class Enum>
void read_value(const json& value, core::EnumSet<Enum>& field) {
  if (!value.is_array()) wrong_type(value, "a list of words among " + core::all_texts<Enum>());
  field = {};
  for (const json& each : value) {
    Enum word{};
    read_value(each, word);
    if (field.contains(word)) throw InputError(fmt::format("\"{}\" is named twice", core::to_text(word)));
    field.insert(word);
  }
}

void read_value(const json& value, core::ChargeId& field) {
  const std::string& text = text_of(value, "a charge's id, for example \"12-first_month\", or null");
  const auto id = core::ChargeId::parse(text);
  if (!id || id->seq == 0) {
    throw InputError(
        fmt::format("\"{}\" is no charge's id; right is for example \"12-first_month\"", core::shown(text)));
  }
  field = *id;
}

template <class Value>
void read_value(const json& value, std::optional<Value>& field) {
  field.reset();
  if (!value.is_null()) read_value(value, field.emplace());
}

/// What a refused request asked for (Q3).
void read_value(const json& value, std::string& field) {
  if (!value.is_object()) wrong_type(value, "an object with what was asked for");
  field = value.dump();
}

template <class Own>
void check_whole(const Own&) {}

void check_whole(const PolicySet& set) { set.policy.check(); }

template <class Own>
std::string own_keys(const Own& payload) {
  std::string keys;
  payload.fields(payload, [&](const char* name, const auto&) { keys += fmt::format(", {}", name); });
  return keys.empty() ? "none" : keys.substr(2);
}

}  // namespace

class EventLineReader::State {
 public:
  void read(std::string_view text, EventLine& line) {
    line_.parse(text);
    Event& event = line.event;
    event = {};
    field("seq", event.seq);
    field("occurred_at", event.occurred_at);
    field("recorded_at", event.recorded_at);
    EventType type{};
    field("type", type);
    const Subjects subjects = subjects_of(type);
    name<core::AccountId>("account", type, subjects.account, line.account);
    name<core::NumberId>("number", type, subjects.number, line.number);
    field("actor", event.actor);
    std::optional<core::RequestId> request;
    field("request", request);
    if (request) event.request = request->text();
    std::optional<Seq> cause;
    field("cause", cause);
    event.cause = cause.value_or(0);
    payload(event, type);
    version();
    if (const json* late = line_.take("late")) value("late", *late, event.late);
    check_nothing_left(event);
    check_other("cause", event.cause, event.seq);
  }

 private:
  template <std::size_t place>
  static void read_payload(State& state, Payload& payload) {
    auto& own = payload.emplace<place>();
    own.fields(own, [&](const char* name, auto& field) { state.field(name, field); });
    check_whole(own);
  }
  template <std::size_t... place>
  static constexpr auto payload_readers(std::index_sequence<place...>) {
    return std::array{read_payload<place>...};
  }

  template <class Value>
  void value(const char* name, const json& value, Value& field) {
    try {
      read_value(value, field);
    } catch (const InputError& error) {
      throw error.at(fmt::format("\"{}\"", name));
    }
  }

  template <class Value>
  void field(const char* name, Value& field) {
    const json* const found = line_.take(name);
    if (found == nullptr) throw InputError(fmt::format("\"{}\" is missing", name));
    value(name, *found, field);
  }

  /// An account or number, where an event of the type can name one.
  template <class Id>
  void name(const char* name, EventType type, Naming naming, std::string& text) {
    std::optional<Id> given;
    field(name, given);
    text = given ? given->text() : "";
    if (given ? naming != Naming::never : naming != Naming::always) return;
    throw InputError(fmt::format("\"{}\" is {}, and {} {} one", name, given ? "\"" + text + "\"" : "null",
                                 core::to_text(type), given ? "never names" : "always names"));
  }

  void payload(Event& event, EventType type) {
    static constexpr auto readers = payload_readers(std::make_index_sequence<std::variant_size_v<Payload>>{});
    readers[static_cast<std::size_t>(type) - 1](*this, event.payload);
    const auto* adjusted = std::get_if<ChargeAdjusted>(&event.payload);
    if (adjusted != nullptr && adjusted->corrects)
      check_other("corrects", adjusted->corrects->seq, event.seq);
  }

  /// What is read is stored in the newest form, which is the only one so far.
  void version() {
    const json* const found = line_.take("version");
    if (found == nullptr) return;
    Seq version = 0;
    value("version", *found, version);
    if (version == Event{}.version) return;
    throw InputError(fmt::format("\"version\" is {}, a form that this program does not know; right is {}",
                                 version, Event{}.version));
  }

  void check_nothing_left(const Event& event) const {
    const auto left = line_.left();
    if (!left) return;
    const std::string own = std::visit([](const auto& payload) { return own_keys(payload); }, event.payload);
    throw InputError(fmt::format("\"{}\" is no field of {}; its own fields: {}", core::shown(*left),
                                 core::to_text(event.type()), own));
  }

  static void check_other(const char* name, Seq other, Seq seq) {
    if (other == seq) throw InputError(fmt::format("\"{}\" names the event itself, {}", name, seq));
  }

  JsonLine line_;
};

EventLineReader::EventLineReader() : state_(std::make_unique<State>()) {}
EventLineReader::~EventLineReader() = default;

void EventLineReader::read(std::string_view text, EventLine& line) { state_->read(text, line); }

}  // namespace rentroll::events
